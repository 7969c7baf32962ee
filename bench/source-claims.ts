/** How fast each cloud's own API, and an export in S3, becomes lines and hours, beside PostgreSQL copying the same lines. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { shipped } from '../src/shipped.js'
import { startFarEnds } from '../src/world/seeded/far-ends.js'
import { fleetOf } from '../src/world/seeded/fleet.js'
import { PROVIDERS } from '../src/world/seeded/machines.js'
import { DAY, floor, utc } from '../src/world/seeded/moments.js'
import { settingsOf } from '../src/world/seeded/settings.js'
import { atLeast, atMost, type Claim, median, say, sayRun } from './claims.js'
import { bareCopy, freshLedger, query, type Server } from './ledger.js'
import { measure } from './processes.js'

const cli = shipped('dist/src/cli/main.js')

export interface Size {
  readonly runs: number
  /** On each cloud, for a week. */
  readonly machines: number
}

/** Whatever the dice say, figures of one year are to be those of the next. */
const SHAPE = { table: 'focus', format: 'csv', isKept: false } as const

export async function sourceClaims(server: Server, folder: string, { runs, machines }: Size): Promise<Claim[]> {
  const claims: Claim[] = []
  for (const provider of [...PROVIDERS, 'aws-exports'] as const)
    claims.push(...(await claimsOf(server, folder, provider, { runs, machines })))
  return claims
}

async function claimsOf(
  server: Server,
  folder: string,
  provider: (typeof PROVIDERS)[number] | 'aws-exports',
  { runs, machines }: Size,
): Promise<Claim[]> {
  const today = floor(Date.now() / 1000, DAY)
  // A week that is long enough ago to be billed, and not so long that Cost Explorer tells days only.
  const life = { from: today - 10 * DAY, to: today - 3 * DAY }
  const exports = provider === 'aws-exports'
  const fleet = fleetOf({ seed: 1, providers: exports ? [] : [provider], machines, life, exports, shape: SHAPE })
  const ends = await startFarEnds(fleet, () => Date.now() / 1000)
  try {
    const place = join(folder, provider)
    const { yaml, secrets } = settingsOf(fleet, ends, (name) => join(place, name))
    await mkdir(place)
    for (const [name, text] of Object.entries(secrets)) await writeFile(join(place, name), text, { mode: 0o600 })
    const settings = join(place, 'tokenledger.yaml')
    await writeFile(settings, yaml)
    // Of an export, every period that was delivered is new.
    const days = exports ? [] : ['--from', utc(life.from).slice(0, 10), '--to', utc(life.to).slice(0, 10)]
    const seen = { load: new Array<number>(), copy: new Array<number>() }
    let [lines, memory] = [0, 0]
    for (let run = 1; run <= runs; run += 1) {
      const ledger = await freshLedger(server)
      const loaded = await measure(process.execPath, [cli, 'bills', provider, ...days], {
        DATABASE_URL: ledger.url,
        TOKENLEDGER_CONFIG: settings,
        TOKENLEDGER_HOME: join(place, 'work'),
      })
      lines = Number((await query(ledger.url, 'select count(*) as lines from fact.bill_line'))[0]?.['lines'])
      seen.load.push(loaded.seconds)
      seen.copy.push(await bareCopy(ledger.url, join(folder, `${provider}.csv`)))
      memory = Math.max(memory, loaded.peakMegabytes)
      await ledger.drop()
      say(`${provider}: ${lines} lines of ${machines} machines`)
      sayRun(run, seen, memory)
    }
    return [
      atLeast(`lines a second of ${provider}, asked for to committed`, lines / median(seen.load), 0),
      atMost(
        `time of them, against a bare COPY of the ${lines} lines`,
        median(seen.load) / median(seen.copy),
        Infinity,
      ),
      atMost(`peak memory of reading ${provider}, MB`, memory, 512),
    ]
  } finally {
    await ends.close()
  }
}
