/** History in pieces, from a made-up source that takes money for what it tells. */
import { pino } from 'pino'
import { expect } from 'vitest'
import { type Backfilling, type BackfillPlan, planBackfill, runBackfill } from '../../jobs/backfill.js'
import type { History, Piece } from '../../jobs/index.js'
import { readConfig } from '../../src/config/index.js'
import { SourceDown } from '../../src/errors.js'
import { takeJobLock } from '../../src/store/index.js'
import { decimalOf } from '../../src/units/decimal.js'
import { type Ledger, test } from '../support/ledger.js'

/** Three days at two requests of a cent each, as Cost Explorer takes them; days of `held` are there already. */
function costly(held: Set<string>, broken?: string): History & { readonly read: string[] } {
  const read: string[] = []
  const days = ['2026-08-01', '2026-08-02', '2026-08-03', '2026-08-04']
  const piece = (from: string, i: number): Piece => ({ from, to: days[i + 1] ?? '', requests: 2, done: held.has(from) })
  return {
    name: 'costly',
    stage: 'bills',
    cost: async (_store, _config, pieces) => ({
      usd: decimalOf(2n * BigInt(pieces.length) * 10n ** 16n),
      says: undefined,
    }),
    read,
    plan: async () => days.slice(0, 3).map(piece),
    load: async (_store, _config, { from }) => {
      if (from === broken) throw new SourceDown('Nobody answers. Run it again.')
      read.push(from)
      held.add(from)
      return { outcome: 'loaded', says: `read ${from}`, loadIds: [String(read.length)] }
    },
  }
}

const range = { from: '2026-08-01', to: '2026-08-04' }
const around = { now: new Date(), dryRun: false, onStep: () => undefined }

function planOf(ledger: Ledger, history: History, again = false): Promise<BackfillPlan> {
  const config = readConfig({ cwd: ledger.folder, env: {} })
  return planBackfill(ledger.store, config, history, range, { ...around, again })
}

function load(ledger: Ledger, plan: BackfillPlan, onPiece: Backfilling['onPiece'] = () => undefined) {
  const config = readConfig({ cwd: ledger.folder, env: {} })
  return runBackfill(ledger.store, config, plan, { ...around, log: pino({ level: 'silent' }), onPiece })
}

test('what it costs is said before, to the cent, and only for what is not held', async ({ ledger }) => {
  const whole = await planOf(ledger, costly(new Set()))
  const rest = await planOf(ledger, costly(new Set(['2026-08-01'])))
  const again = await planOf(ledger, costly(new Set(['2026-08-01'])), true)

  expect([whole, rest, again].map(({ requests, usd, held }) => [requests, usd, held])).toEqual([
    [6, '0.06', 0],
    [4, '0.04', 1],
    [6, '0.06', 1],
  ])
})

test('pieces are read oldest first, and the first that fails ends it, so that no hole is left', async ({ ledger }) => {
  const held = new Set<string>()
  const failing = costly(held, '2026-08-02')
  const told: (string | undefined)[] = []

  const failed = await load(ledger, await planOf(ledger, failing), (piece) => told.push(piece?.from))
  const mended = costly(held)
  const done = await load(ledger, await planOf(ledger, mended))

  expect(failed).toMatchObject({ job: 'costly', outcome: 'failed', exitCode: 4 })
  expect(failing.read).toEqual(['2026-08-01'])
  expect(told).toEqual(['2026-08-01', '2026-08-02'])
  expect(done).toMatchObject({ outcome: 'loaded', exitCode: 0, loadIds: ['1', '2'] })
  expect(mended.read).toEqual(['2026-08-02', '2026-08-03'])
  expect(await ledger.rows('select job, command, outcome from ops.job_run order by run_id')).toEqual([
    { job: 'costly', command: 'backfill', outcome: 'failed' },
    { job: 'costly', command: 'backfill', outcome: 'loaded' },
  ])
})

test('two backfills of one source do not pay twice', async ({ ledger }) => {
  const history = costly(new Set())
  const plan = await planOf(ledger, history)
  const lock = await takeJobLock(ledger.store.address, 'backfill costly')

  const said = await load(ledger, plan)
  await lock?.release()

  expect(said).toMatchObject({ outcome: 'elsewhere', exitCode: 0 })
  expect(history.read).toEqual([])
})
