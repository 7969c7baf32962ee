/**
 * `npm run bench`: how fast bills and telemetry come in, as ratios measured in one run, because a number of seconds says
 * more about the machine than about us. Interleaved runs, medians. `npm run bench -- usage` does one of the two; BENCH_RUNS,
 * BENCH_LINES and BENCH_REPLICAS make it shorter.
 */
import { mkdtemp, rm, chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { billClaims } from './bill-claims.js'
import { type Claim, say } from './claims.js'
import { ledgerServer, type Server } from './ledger.js'
import { usageClaims } from './usage-claims.js'

const runs = Number(process.env['BENCH_RUNS'] ?? 5)
const lines = Number(process.env['BENCH_LINES'] ?? 1_000_000)
const replicas = Number(process.env['BENCH_REPLICAS'] ?? 1_000)

const benches: Readonly<Record<string, (server: Server, folder: string) => Promise<Claim[]>>> = {
  bills: (server, folder) => billClaims(server, folder, { runs, lines }),
  usage: (server, folder) => usageClaims(server, folder, { runs, replicas }),
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
