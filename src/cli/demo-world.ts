/** The world of the demo: one seed, one week, and two moments of its clock. Nothing of it is outside this machine. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, readConfig } from '../config/index.js'
import { type FarEnds, startFarEnds } from '../world/seeded/far-ends.js'
import { type Fleet, fleetOf } from '../world/seeded/fleet.js'
import { PROVIDERS } from '../world/seeded/machines.js'
import { DAY } from '../world/seeded/moments.js'
import { settingsOf } from '../world/seeded/settings.js'

const SEED = 140
const MACHINES = 2
const life = { from: Date.UTC(2026, 7, 1) / 1000, to: Date.UTC(2026, 7, 8) / 1000 }

/** When the bills are read, and when they are read again: what is late has come, and what was told in cents is told exactly. */
export const MOMENTS = {
  first: new Date((life.to + 6 * 3600) * 1000),
  later: new Date((life.to + 3 * DAY) * 1000),
} as const

/** `[from, to)` of the telemetry. */
export const TELEMETRY = { from: hourNamed(life.from), to: hourNamed(life.to) } as const

export interface DemoWorld {
  readonly ends: FarEnds
  /** The settings that fit it, whatever tokenledger.yaml and the environment say. */
  readonly config: Config
  /** Lets time pass up to a moment. */
  goTo(moment: Date): Promise<void>
  close(): Promise<void>
}

export function demoFleet(): Fleet {
  return fleetOf({ seed: SEED, providers: PROVIDERS, machines: MACHINES, life })
}

/** @param home where its settings and keys are written; its addresses are others each time */
export async function openDemoWorld(home: string): Promise<DemoWorld> {
  const fleet = demoFleet()
  let now = MOMENTS.first
  const ends = await startFarEnds(fleet, () => now.getTime() / 1000)
  const folder = join(home, 'world')
  const { yaml, secrets } = settingsOf(fleet, ends, (name) => join(folder, name))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const [name, text] of Object.entries(secrets)) await writeFile(join(folder, name), text, { mode: 0o600 })
  await writeFile(join(folder, 'settings.yaml'), yaml)
  const env = { TOKENLEDGER_HOME: home, TOKENLEDGER_LOG_LEVEL: 'warn' }
  return {
    ends,
    config: readConfig({ cwd: home, env, file: join(folder, 'settings.yaml') }),
    goTo: (moment) => {
      now = moment
      return ends.catchUp()
    },
    close: () => ends.close(),
  }
}

function hourNamed(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '')
}
