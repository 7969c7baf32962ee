/** Asks each configured account of a cloud what it may read: a permission that is missing, a switch that is off, data yet to come. */
import { clouds, storages } from '../../jobs/clouds.js'
import type { Config } from '../config/index.js'
import { maskUrl } from '../log.js'
import type { Asking, Finding as Tried } from '../records/bill-source.js'
import { failure, type Finding, ok, warn } from './findings.js'

/** Nothing is asked: what is configured, and how to have it asked. */
export function cloudsConfigured(config: Config): Finding {
  const names = [...clouds, ...storages].flatMap((one) => one.configured(config).map((name) => `${one.cloud} ${name}`))
  if (names.length === 0) return ok('Bills', 'no account of a cloud is configured (bills.aws, bills.gcp, ...)')
  return ok('Bills', `${names.join(', ')}; tokenledger doctor --ask asks them, at a cent a question of Cost Explorer`)
}

/** One finding for each thing that was tried. An account that fails as a whole is one finding, and the others are asked. */
export async function askClouds(config: Config, now: Date): Promise<Finding[]> {
  const found: Finding[] = []
  for (const cloud of clouds) {
    if (cloud.configured(config).length === 0) continue
    for (const { source } of await cloud.accounts(config)) {
      found.push(...(await tried(`${cloud.cloud} ${source.account}`, () => source.probe(askingAt(now)))))
    }
  }
  for (const storage of storages) {
    if (storage.configured(config).length === 0) continue
    for (const place of await storage.places(config)) {
      found.push(...(await tried(`${storage.cloud} ${place.account}`, () => place.probe(now))))
    }
  }
  return found
}

async function tried(about: string, probe: () => Promise<readonly Tried[]>): Promise<Finding[]> {
  try {
    return (await probe()).map((one) => told(about, one))
  } catch (error) {
    const said = maskUrl(error instanceof Error ? error.message : String(error))
    return [failure(about, said, 'Mend what is said above, then run tokenledger doctor --ask again.')]
  }
}

function told(about: string, { what, state, says, remedy }: Tried): Finding {
  const words = `${what}: ${says}`
  if (state === 'ok') return ok(about, words)
  const next = remedy ?? 'Run it again later.'
  return state === 'refused' || state === 'down' ? failure(about, words, next) : warn(about, words, next)
}

/** A doctor keeps nothing: what is asked is not written down, and nothing is known of what is held. */
function askingAt(now: Date): Asking {
  return {
    now,
    ask: (_, send) => send(),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    held: new Map(),
    mark: undefined,
    sums: () => Promise.resolve([]),
    measured: () => Promise.resolve([]),
    onProgress: () => undefined,
  }
}
