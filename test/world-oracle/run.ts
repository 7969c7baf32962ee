/** The real jobs against a seeded world, at moments of its own clock. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { clouds, storages } from '../../jobs/clouds.js'
import { loadExports } from '../../jobs/list/bills-exports.js'
import { loadCloud } from '../../jobs/list/bills-api.js'
import { ratesJob } from '../../jobs/list/rates.js'
import { lastEnd, loadUsage } from '../../jobs/usage.js'
import { usageOptions } from '../../jobs/usage-options.js'
import { type Config, readConfig } from '../../src/config/index.js'
import { LedgerError } from '../../src/errors.js'
import { Dice } from '../../src/world/seeded/dice.js'
import { type FarEnds, startFarEnds } from '../../src/world/seeded/far-ends.js'
import { FAULTS, type Plan, planOf } from '../../src/world/seeded/faults.js'
import { HOUR, hoursIn } from '../../src/world/seeded/moments.js'
import { settingsOf } from '../../src/world/seeded/settings.js'
import { brokenLaws } from '../support/dump.js'
import type { Ledger } from '../support/ledger.js'
import type { Step, Story } from './story.js'

export interface Running extends Story {
  readonly ledger: Ledger
  readonly ends: FarEnds
  readonly config: Config
  /** Seconds since 1970. */
  now: number
  /** Hours whose telemetry was read. */
  hours: readonly number[]
  /** Whether requests go wrong at all. */
  troubled: boolean
}

/** A run that was ended from outside. */
class Ended extends Error {
  override readonly name = 'Ended'
}

const patience = { retries: 4, firstWaitMs: 1 }

export async function begin(ledger: Ledger, story: Story): Promise<Running> {
  const clock = { now: story.fleet.life.from, troubled: false }
  const ends = await startFarEnds(story.fleet, () => clock.now, planFor(story, clock))
  onTestFinished(() => ends.close())
  const secrets = join(ledger.folder, 'secrets')
  const settings = settingsOf(story.fleet, ends, (name) => join(secrets, name))
  await mkdir(secrets)
  for (const [name, text] of Object.entries(settings.secrets)) {
    await writeFile(join(secrets, name), text, { mode: 0o600 })
  }
  await ledger.file('tokenledger.yaml', settings.yaml)
  const config = patient(readConfig({ cwd: ledger.folder, env: {} }))
  return Object.assign(clock, { ...story, ledger, ends, config, hours: [] })
}

/** Nobody waits in a test. */
function patient(config: Config): Config {
  const { bills, usage } = config
  return {
    ...config,
    bills: {
      ...bills,
      aws: bills.aws.map((one) => ({ ...one, patience })),
      awsExports: bills.awsExports.map((one) => ({ ...one, patience })),
      gcp: bills.gcp.map((one) => ({ ...one, patience })),
      alibaba: bills.alibaba.map((one) => ({ ...one, patience })),
      tencent: bills.tencent.map((one) => ({ ...one, patience })),
    },
    usage: { ...usage, prometheus: usage.prometheus.map((one) => ({ ...one, patience })) },
  }
}

/** Nothing is in between in worlds without faults: a way more costs time. */
function planFor({ fleet, steps }: Story, clock: { readonly troubled: boolean }): Plan | undefined {
  if (!steps.some(({ faults }) => faults)) return undefined
  const plan = planOf(new Dice(`faults ${fleet.seed}`), { kinds: FAULTS, percent: 25, inARow: 3, most: 5 })
  return (end) => (clock.troubled ? plan(end) : undefined)
}

/** Everything that is due at a moment, and before it a run that does not come to its end, and runs that fail. */
export async function goTo(running: Running, step: Step): Promise<void> {
  running.now = step.at
  await running.ends.catchUp()
  if (step.endsAfter !== undefined) {
    await everything(running, step, step.endsAfter).catch((error: unknown) => {
      if (!(error instanceof Ended)) throw error
    })
  }
  if (step.faults) await throughTrouble(running, step)
  await everything(running, step)
}

/** Whoever runs it again and again comes through, and each run that fails says why in one of the five ways. */
async function throughTrouble(running: Running, step: Step): Promise<void> {
  running.troubled = true
  for (let runs = 1; ; runs += 1) {
    try {
      await everything(running, step)
      break
    } catch (error) {
      if (!(error instanceof LedgerError) || runs > 40) throw error
      const broken = await brokenLaws(running.ledger.url)
      if (broken.length > 0) throw new Error(`A run that failed left ${broken.join(', ')}.`, { cause: error })
    }
  }
  running.troubled = false
}

/** @throws Ended when it is to end after some steps, and the errors of the jobs */
export async function everything(running: Running, { billsFirst }: Step, endsAfter?: number): Promise<void> {
  const around = aroundOf(running, endsAfter)
  if (!billsFirst) await readUsage(running, around)
  await readBills(running, around)
  await readExports(running, around)
  if (billsFirst) await readUsage(running, around)
  // Last, so that hours which came in this run are converted in it.
  await ratesJob.run(running.ledger.store, running.config, around)
}

function aroundOf({ now }: Running, endsAfter = Number.POSITIVE_INFINITY) {
  let steps = 0
  const onStep = (step: unknown): void => {
    // The reading process tells how far it is as often as it has the time to.
    if (step === 'read') return
    steps += 1
    if (steps > endsAfter) throw new Ended()
  }
  return { now: new Date(now * 1000), dryRun: false, onStep, patience, pause: () => Promise.resolve() }
}

type Around = ReturnType<typeof aroundOf>

async function readExports({ ledger, config }: Running, around: Around): Promise<void> {
  for (const storage of storages) {
    for (const { account, failed, rejected } of await loadExports(storage, ledger.store, config, undefined, around)) {
      if (failed !== undefined) throw failed
      if (rejected > 0n) throw new Error(`Lines of ${storage.cloud} ${account} were rejected.`)
    }
  }
}

async function readBills({ fleet, ledger, config }: Running, around: Around): Promise<void> {
  for (const cloud of clouds) {
    if (!fleet.providers.some((provider) => provider === cloud.cloud)) continue
    const accounts = await loadCloud(cloud, ledger.store, config, {}, around)
    for (const { failed, pieces } of accounts) {
      if (failed !== undefined) throw failed
      const rejected = pieces.find(({ replaced }) => replaced.linesRejected > 0n)
      if (rejected !== undefined) throw new Error(`Lines of ${cloud.cloud} ${rejected.piece.name} were rejected.`)
    }
  }
}

/** From the last hours that were read up to the last that is over, and not past the end of the world. */
async function readUsage(running: Running, around: Around): Promise<void> {
  const { fleet, ledger, config, hours } = running
  const over = Date.parse(lastEnd(around.now, { scrapeIntervalMs: 60_000 })) / 1000
  const to = Math.min(over, fleet.life.to)
  const from = Math.max(fleet.life.from, (hours.at(-1) ?? 0) - 2 * HOUR)
  if (from >= to) return
  const asked = { from: hourNamed(from), to: hourNamed(to) }
  await loadUsage(ledger.store, usageOptions(config, asked, around))
  running.hours = hoursIn({ from: fleet.life.from, to })
}

function hourNamed(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '')
}
