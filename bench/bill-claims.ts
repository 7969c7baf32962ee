/** How fast a bill comes in, against what DuckDB and PostgreSQL do alone. */
import { join } from 'node:path'
import { writeBill } from './bills.js'
import { atLeast, atMost, type Claim, median, say, sayRun } from './claims.js'
import { bareCopy, freshLedger, type Server } from './ledger.js'
import { measure, type Measured } from './processes.js'
import { shipped } from '../src/shipped.js'

const cli = shipped('dist/src/cli/main.js')
const scan = shipped('dist/bench/scan.js')

export interface Size {
  readonly runs: number
  readonly lines: number
}

export async function billClaims(server: Server, folder: string, { runs, lines }: Size): Promise<Claim[]> {
  const files = await writeFiles(folder, lines)
  const load = loader(folder)
  const seen = {
    scan: new Array<number>(),
    load: new Array<number>(),
    again: new Array<number>(),
    single: new Array<number>(),
    copy: new Array<number>(),
    copyIn: new Array<number>(),
  }
  let memory = 0
  for (let run = 1; run <= runs; run += 1) {
    seen.scan.push((await measure(process.execPath, [scan, files.grouped, folder])).seconds)
    const grouped = await freshLedger(server)
    const first = await load(files.grouped, grouped.url)
    const again = await load(files.grouped, grouped.url)
    seen.load.push(first.seconds)
    seen.again.push(again.seconds)
    await grouped.drop()
    const single = await freshLedger(server)
    const alone = await load(files.single, single.url)
    seen.single.push(alone.seconds)
    seen.copyIn.push(alone.secondsTo('fold'))
    seen.copy.push(await bareCopy(single.url, join(folder, 'rows.csv')))
    await single.drop()
    memory = Math.max(memory, first.peakMegabytes, alone.peakMegabytes)
    sayRun(run, seen, memory)
  }
  const wide = await freshLedger(server)
  const large = await load(files.large, wide.url)
  await wide.drop()
  return claimsOf(seen, [
    atMost(`peak memory of our processes at ${lines} lines, MB`, memory, 640),
    atMost(`peak memory of our processes at ${lines * 5} lines, MB`, large.peakMegabytes, 640),
  ])
}

type Seen = Readonly<Record<'scan' | 'load' | 'again' | 'single' | 'copy' | 'copyIn', readonly number[]>>

function claimsOf(seen: Seen, memory: readonly Claim[]): Claim[] {
  return [
    atLeast(
      'speed of a grouped load, file to commit, against DuckDB scanning and grouping alone',
      median(seen.scan) / median(seen.load),
      0.4,
    ),
    atLeast(
      'speed of a load without groups, file to lines, against a bare server-side COPY',
      median(seen.copy) / median(seen.copyIn),
      0.6,
    ),
    atLeast('the same to commit: hours folded and laws checked too', median(seen.copy) / median(seen.single), 0),
    atMost('time of an unchanged re-run, hash included, against the load', median(seen.again) / median(seen.load), 0.5),
    ...memory,
  ]
}

interface Files {
  readonly grouped: string
  readonly single: string
  readonly large: string
}

async function writeFiles(folder: string, lines: number): Promise<Files> {
  const files = {
    grouped: join(folder, 'grouped.csv'),
    single: join(folder, 'single.csv'),
    large: join(folder, 'large.csv'),
  }
  say(
    `Writing ${lines} lines in ${lines / 5} groups, and in ${lines} groups, and ${lines * 5} lines in ${lines / 5} groups ...`,
  )
  await writeBill(files.grouped, { lines, groups: lines / 5, hours: lines / 20 })
  await writeBill(files.single, { lines, groups: lines, hours: lines / 20 })
  await writeBill(files.large, { lines: lines * 5, groups: lines / 5, hours: lines / 20 })
  return files
}

function loader(folder: string): (file: string, url: string) => Promise<Measured> {
  return (file, url) =>
    measure(process.execPath, [cli, 'bills', 'focus', file, '--verbose'], {
      DATABASE_URL: url,
      TOKENLEDGER_HOME: join(folder, 'work'),
    })
}
