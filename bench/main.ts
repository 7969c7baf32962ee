/**
 * `npm run bench`: how fast a bill comes in, as ratios measured in one run, because a number of seconds says more about the
 * machine than about us. Five interleaved runs, medians. BENCH_RUNS and BENCH_LINES make it shorter.
 */
import { mkdtemp, rm, chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bareCopy, freshLedger, ledgerServer } from './ledger.js'
import { writeBill } from './bills.js'
import { measure, type Measured } from './processes.js'
import { shipped } from '../src/shipped.js'

const runs = Number(process.env['BENCH_RUNS'] ?? 5)
const lines = Number(process.env['BENCH_LINES'] ?? 1_000_000)
const cli = shipped('dist/src/cli/main.js')
const scan = shipped('dist/bench/scan.js')

interface Claim {
  readonly what: string
  readonly measured: number
  readonly wanted: string
  readonly holds: boolean
}

const folder = await mkdtemp(join(tmpdir(), 'tokenledger-bench-'))
// The server may run as another user, and writes the rows of the bare COPY here.
await chmod(folder, 0o777)
const server = await ledgerServer(join(folder, 'home'))
try {
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
  const load = async (file: string, url: string): Promise<Measured> =>
    measure(process.execPath, [cli, 'bills', 'focus', file, '--verbose'], {
      DATABASE_URL: url,
      TOKENLEDGER_HOME: join(folder, 'work'),
    })

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
    say(
      `run ${run}: ${Object.entries(seen)
        .map(([name, times]) => `${name} ${times.at(-1)?.toFixed(2)} s`)
        .join(', ')}, ${memory} MB`,
    )
  }
  const wide = await freshLedger(server)
  const large = await load(files.large, wide.url)
  await wide.drop()

  const claims: Claim[] = [
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
    atMost(`peak memory of our processes at ${lines} lines, MB`, memory, 640),
    atMost(`peak memory of our processes at ${lines * 5} lines, MB`, large.peakMegabytes, 640),
  ]
  for (const { what, measured, wanted, holds } of claims)
    say(`${holds ? 'holds' : 'FAILS'}  ${measured.toFixed(2).padStart(7)}  ${wanted.padEnd(10)} ${what}`)
  if (claims.some(({ holds }) => !holds)) process.exitCode = 1
} finally {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function atLeast(what: string, measured: number, wanted: number): Claim {
  return { what, measured, wanted: wanted === 0 ? '' : `>= ${wanted}`, holds: measured >= wanted }
}

function atMost(what: string, measured: number, wanted: number): Claim {
  return { what, measured, wanted: `<= ${wanted}`, holds: measured <= wanted }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
