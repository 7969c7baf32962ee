/**
 * `npm run bench`: how fast bills and telemetry come in and are split, as ratios measured in one run, because a number of
 * seconds says more about the machine than about us. Interleaved runs, medians. `npm run bench -- split` does one of the
 * five; BENCH_RUNS, BENCH_LINES, BENCH_SOURCE_MACHINES (on each cloud), BENCH_REPLICAS, BENCH_DAYS and BENCH_DAILY_REPLICAS, BENCH_HOURS (of a month of 720), BENCH_MACHINES and BENCH_VERSIONS make
 * it shorter; the limits of the split are those of 200 machines, for fewer of them share a row of the reports.
 */
import { mkdtemp, rm, chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { billClaims } from './bill-claims.js'
import { type Claim, say } from './claims.js'
import { dashboardClaims } from './dashboard-claims.js'
import { ledgerServer, type Server } from './ledger.js'
import { readingClaims } from './reading-claims.js'
import { sourceClaims } from './source-claims.js'
import { splitClaims } from './split-claims.js'
import { usageClaims } from './usage-claims.js'

const runs = Number(process.env['BENCH_RUNS'] ?? 5)
const lines = Number(process.env['BENCH_LINES'] ?? 1_000_000)
const replicas = Number(process.env['BENCH_REPLICAS'] ?? 1_000)
const days = Number(process.env['BENCH_DAYS'] ?? 30)
const daily = Number(process.env['BENCH_DAILY_REPLICAS'] ?? 100)
const machines = Number(process.env['BENCH_MACHINES'] ?? 200)
const sourceMachines = Number(process.env['BENCH_SOURCE_MACHINES'] ?? 50)
const hours = Number(process.env['BENCH_HOURS'] ?? 720)
const versions = Number(process.env['BENCH_VERSIONS'] ?? 200)

const benches: Readonly<Record<string, (server: Server, folder: string) => Promise<Claim[]>>> = {
  bills: (server, folder) => billClaims(server, folder, { runs, lines }),
  sources: (server, folder) => sourceClaims(server, folder, { runs, machines: sourceMachines }),
  usage: (server, folder) => usageClaims(server, folder, { runs, replicas, days, daily }),
  dashboards: (server) => dashboardClaims(server, { versions }),
  split: async (server) => [
    ...(await splitClaims(server, { runs, machines, hours })),
    ...(await readingClaims(server, { versions })),
  ],
}

const wanted = process.argv.slice(2)
const chosen = wanted.length === 0 ? Object.keys(benches) : wanted
const folder = await mkdtemp(join(tmpdir(), 'tokenledger-bench-'))
// The server may run as another user, and writes the rows of the bare COPY here.
await chmod(folder, 0o777)
const server = await ledgerServer(join(folder, 'home'))
try {
  const claims: Claim[] = []
  for (const name of chosen) {
    const bench = benches[name]
    if (bench === undefined) throw new Error(`There is no bench ${name}. There are ${Object.keys(benches).join(', ')}.`)
    claims.push(...(await bench(server, folder)))
  }
  for (const { what, measured, wanted: limit, holds } of claims)
    say(`${holds ? 'holds' : 'FAILS'}  ${measured.toFixed(2).padStart(7)}  ${limit.padEnd(10)} ${what}`)
  if (claims.some(({ holds }) => !holds)) process.exitCode = 1
} finally {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}
