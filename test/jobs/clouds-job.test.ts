/** Jobs over accounts of a made-up cloud: what is planned, what it costs, and what they say. */
import { expect } from 'vitest'
import { planBackfill } from '../../jobs/backfill.js'
import { apiJob, type Cloud, loadCloud } from '../../jobs/list/bills-api.js'
import { type Config, readConfig } from '../../src/config/index.js'
import type { BillSource } from '../../src/records/bill-source.js'
import { heldWindows } from '../../src/store/bills/index.js'
import { withClient } from '../../src/store/index.js'
import { parseDecimal } from '../../src/units/decimal.js'
import { lineOf, pieceOf, sourceOf, windowOf } from '../support/bill-source.js'
import { fingerprintOf } from '../support/dump.js'
import { type Ledger, test } from '../support/ledger.js'

const around = { now: new Date('2026-08-20T00:00:00Z'), dryRun: false, onStep: () => undefined }
const range = { from: '2026-08-01', to: '2026-08-03' }

function cloudOf(source: BillSource): Cloud & { readonly opened: () => number } {
  let opened = 0
  return {
    name: 'bills-aws',
    cloud: 'aws',
    summary: 'a bill',
    cron: '0 * * * *',
    memory: '1Gi',
    configured: () => [source.account],
    accounts: () => {
      opened += 1
      return Promise.resolve([{ source, limits: { perRun: undefined, perMonth: undefined } }])
    },
    opened: () => opened,
  }
}

function configOf(ledger: Ledger): Config {
  return { ...readConfig({ cwd: ledger.folder, env: {} }), home: ledger.folder }
}

const pieces: BillSource['pieces'] = (from, to) => (from < to ? [{ ...pieceOf(from), from, to, requests: 3 }] : [])

test('a dry run of bills that are asked for writes nothing, not even the settings of the split', async ({ ledger }) => {
  const cloud = cloudOf(
    sourceOf([{ windows: [windowOf('w1')], lines: [lineOf({})] }], { due: async () => [pieceOf('w1')] }),
  )
  const before = await fingerprintOf(ledger.url)

  const [dry] = await loadCloud(cloud, ledger.store, configOf(ledger), {}, { ...around, dryRun: true })
  const after = await fingerprintOf(ledger.url)
  await loadCloud(cloud, ledger.store, configOf(ledger), {}, around)

  expect(dry).toMatchObject({ planned: [{ name: 'w1' }], pieces: [], failed: undefined })
  expect(after).toEqual(before)
  expect(await ledger.value('select count(*) from ops.window')).toBe('1')
})

test('what a backfill of a cloud costs is by what its source takes, whatever the cloud is called', async ({
  ledger,
}) => {
  const estimate = { bytes: 5n, usd: parseDecimal('1.25'), says: 'It estimates 5 bytes' }
  const plan = async (said: Partial<BillSource>) => {
    const [history] = apiJob(cloudOf(sourceOf([], { pieces, ...said }))).histories(configOf(ledger))
    if (history === undefined) throw new Error('no history')
    return planBackfill(ledger.store, configOf(ledger), history, range, { ...around, again: false })
  }

  expect(await plan({})).toMatchObject({ requests: 3, usd: '0', note: '' })
  expect(await plan({ usdPerRequest: '0.02' })).toMatchObject({ requests: 3, usd: '0.06', note: '' })
  expect(await plan({ usdPerRequest: '0.02', estimate: async () => estimate })).toMatchObject({
    usd: '1.31',
    note: 'It estimates 5 bytes.',
  })
})

test('an account is opened once for a whole history, so that what it learnt serves all of it', async ({ ledger }) => {
  const cloud = cloudOf(
    sourceOf([{ windows: [windowOf('w1')], lines: [lineOf({})] }], { pieces: () => [pieceOf('w1')] }),
  )
  const [history] = apiJob(cloud).histories(configOf(ledger))
  const piece = { from: '2026-08-01', to: '2026-08-02', requests: 1, done: false }

  await history?.load(ledger.store, configOf(ledger), piece, around)
  await history?.load(ledger.store, configOf(ledger), piece, around)

  expect(cloud.opened()).toBe(1)
})

test('what lacks a permission is a line of what the job says, once for all days', async ({ ledger }) => {
  const page = { lines: [lineOf({})], notices: ['Meters are not allowed. Grant them.'] }
  const due = async () => [pieceOf('w1'), pieceOf('w2')]
  const source = sourceOf(
    async function* (_, { name }) {
      yield { name, refused: [], ...page, windows: [windowOf(name)], lines: [lineOf({ window: name })] }
    },
    { due },
  )

  const outcome = await apiJob(cloudOf(source)).run(ledger.store, configOf(ledger), around)

  expect(outcome).toMatchObject({ outcome: 'loaded' })
  expect(outcome.says.split('\n').slice(1)).toEqual(['Meters are not allowed. Grant them.'])
})

test('a window that two billing accounts share is as complete and as final as the lesser of them', async ({
  ledger,
}) => {
  const windows = ['a-1', 'b-1'].map((billingAccountId) => windowOf('w1', { billingAccountId, final: true }))
  const lines = ['a-1', 'b-1'].map((billingAccountId) => lineOf({ billingAccountId }))
  const cloud = cloudOf(sourceOf([{ windows, lines }], { due: async () => [pieceOf('w1')] }))
  await loadCloud(cloud, ledger.store, configOf(ledger), {}, around)
  const held = async () =>
    withClient(ledger.pool, (client) => heldWindows(client, { feed: 'test-api', account: 'prod' }))

  const both = (await held()).get('w1')
  const lacking = []
  for (const id of ['a-1', 'b-1']) {
    await ledger.rows(`update ops.window set complete = billing_account_id <> $1, final = billing_account_id <> $1`, [
      id,
    ])
    lacking.push((await held()).get('w1'))
  }

  expect(both).toMatchObject({ complete: true, final: true, lines: 2n })
  expect(lacking).toMatchObject([
    { complete: false, final: false, lines: 2n },
    { complete: false, final: false, lines: 2n },
  ])
})

test('a window of one account that is answered without a line is emptied, though another account has lines in it', async ({
  ledger,
}) => {
  const windows = ['a-1', 'b-1'].map((billingAccountId) => windowOf('w1', { billingAccountId }))
  const lines = [lineOf({ billingAccountId: 'a-1', cost: '5' }), lineOf({ billingAccountId: 'b-1', cost: '7' })]
  const load = (some: typeof lines) => {
    const source = sourceOf([{ windows, lines: some }], { due: async () => [pieceOf('w1')] })
    return loadCloud(cloudOf(source), ledger.store, configOf(ledger), { allowEmpty: true }, around)
  }
  await load(lines)

  await load(lines.slice(1))

  expect(await ledger.rows('select billing_account_id, billed_cost from fact.bill_line')).toEqual([
    { billing_account_id: 'b-1', billed_cost: '7.000000000000000000' },
  ])
})
