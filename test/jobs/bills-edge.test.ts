/** Devices at the edge from their file to the hours that people read. */
import { writeFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { dueOf, loadPiece, openRun, type PieceLoaded } from '../../jobs/bills-api.js'
import { edgeBills } from '../../src/sources/edge/index.js'
import { brokenLaws } from '../support/dump.js'
import { gpu } from '../support/gpus.js'
import { type Ledger, test } from '../support/ledger.js'
import { during, read, readHours, replica, telemetry } from '../support/telemetry.js'
import { lineOf, pieceOf, sourceOf, windowOf } from '../support/bill-source.js'

/** ¥3,720 over five months are 744 a month: a yuan for each of the 744 hours of July and of August. */
const DEVICE = `{ id: jetson-01, site: shop, bought: 2026-07-01, price: '3720', currency: CNY, lifetime_months: 5, idle_watts: 20`
const NO_ENERGY = 'sites: [{ site: shop }]\n'
const ENERGY = `sites: [{ site: shop, energy: [{ per_kwh: '0.5', currency: CNY }] }]\n`

const options = (ledger: Ledger, now: string, allowEmpty = false) => ({
  home: ledger.folder,
  memoryLimit: '300MB',
  limits: { perRun: undefined, perMonth: undefined },
  allowEmpty,
  declared: [],
  now: new Date(now),
  pause: () => Promise.resolve(),
  onStep: () => undefined,
})

async function loadDue(ledger: Ledger, file: string, now: string, allowEmpty = false): Promise<PieceLoaded[]> {
  const run = openRun(ledger.store, edgeBills({ name: 'edge', devices: file }), options(ledger, now, allowEmpty))
  const loaded: PieceLoaded[] = []
  for (const piece of await dueOf(run)) loaded.push(await loadPiece(run, piece))
  return loaded
}

const fileOf = (ledger: Ledger, sites: string, ...devices: string[]) =>
  ledger.file('edge.yaml', `${sites}devices:\n${devices.map((one) => `  - ${one} }\n`).join('')}`)

/** Where the money of the first hours of 1 August went. */
async function firstHours(ledger: Ledger, count: number): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat_ws(' ', to_char(c.hour, 'HH24'), r.resource_id, nullif(v.model, ''), c.kind, nullif(c.reason, ''),
       trim_scale(sum(c.billed_cost)), c.billing_currency) as row
     from fact.model_cost_hour c
     join fact.resource r using (resource_key)
     join fact.model_version v using (version_id)
     where c.hour >= '2026-08-01T00:00Z' and c.hour < timestamptz '2026-08-01T00:00Z' + $1::int * interval '1 hour'
     group by c.hour, r.resource_id, v.model, c.kind, c.reason, c.billing_currency
     order by c.hour, r.resource_id, c.kind collate "C"`,
    [count],
  )
  return rows.map(({ row }) => String(row))
}

test('a device costs the same in each hour of its month, telemetry or not, and is one GPU', async ({ ledger }) => {
  const file = await fileOf(ledger, NO_ENERGY, DEVICE)

  await loadDue(ledger, file, '2026-08-20T12:30:00Z')

  expect(
    await ledger.rows(
      `select billing_period::text as period, count(*) as hours, trim_scale(min(effective_cost)) as least,
         trim_scale(max(effective_cost)) as most, trim_scale(sum(billed_cost)) as billed, trim_scale(sum(gpu_seconds)) as gpu_seconds,
         min(grain_source) as grain
       from fact.resource_hour group by 1 order by 1`,
    ),
  ).toEqual(
    ['2026-07-01', '2026-08-01'].map((period) => {
      return {
        period,
        hours: '744',
        least: '1',
        most: '1',
        billed: '744',
        gpu_seconds: '2678400',
        grain: 'even_period',
      }
    }),
  )
  expect(await firstHours(ledger, 1)).toEqual(['00 jetson-01 unattributed unmapped 1 CNY'])
  expect(await brokenLaws(ledger.url)).toEqual([])
})

test('a version that is served at the edge has its money beside one in a cloud, and what nobody used is idle', async ({
  ledger,
}) => {
  await readHours(ledger, '2026-08-01T00:00Z', [
    [
      replica({
        replica: 'shop',
        servedModel: 'tiny',
        resourceLabel: 'jetson-01',
        busyMs: 2_700_000,
        runningMs: 2_700_000,
      }),
      replica({ replica: 'hall', busyMs: 3_600_000, runningMs: 3_600_000 }),
    ],
    [replica({ replica: 'hall', busyMs: 3_600_000, runningMs: 3_600_000 })],
  ])
  const cloud = sourceOf([
    {
      windows: [windowOf('w1')],
      lines: ['2026-08-01T00', '2026-08-01T01'].map((hour) =>
        lineOf({ hour, cost: '8', resourceId: 'i-1', details: { x_UsageType: 'BoxUsage:p3.2xlarge' } }),
      ),
    },
  ])
  await loadPiece(openRun(ledger.store, cloud, options(ledger, '2026-08-20T00:00:00Z')), pieceOf('w1'))

  await loadDue(ledger, await fileOf(ledger, NO_ENERGY, DEVICE), '2026-08-20T12:30:00Z')

  // 45 of 60 minutes at work: 0.75 of the yuan. In the third hour nobody looked.
  expect(await firstHours(ledger, 3)).toEqual([
    '00 i-1 qwen serving 8 USD',
    '00 jetson-01 tiny serving 0.75 CNY',
    '00 jetson-01 tiny warm_idle 0.25 CNY',
    '01 i-1 qwen serving 8 USD',
    '01 jetson-01 cold_idle 1 CNY',
    '02 jetson-01 unattributed no_telemetry 1 CNY',
  ])
  expect(await brokenLaws(ledger.url)).toEqual([])
})

test('energy that an exporter measured takes the place of what was assumed, in its hours alone', async ({ ledger }) => {
  const file = await fileOf(ledger, ENERGY, DEVICE)
  const board = { exporter: 'jetson' as const, device: 'jetson-01:9100', node: null, provider: null, resourceId: null }
  await loadDue(ledger, file, '2026-08-01T06:30:00Z')
  // 36,000,000 mJ are 0.01 kWh; the other half of the hour at 20 W as much again.
  const half = gpu({ ...board, energyMj: 36_000_000n, seenMs: 1_800_000, busyMs: null, busyFrom: null })
  // What DCGM measures is the card alone.
  const card = gpu({ device: 'bb02', resourceId: 'jetson-01', provider: 'edge', energyMj: 99_000_000n })
  await read(ledger, telemetry('2026-08-01T01:00Z', [], { gpus: [half, card] }))
  await read(ledger, telemetry('2026-08-01T02:00Z', [], { gpus: [gpu({ ...board, energyMj: 144_000_000n })] }))

  await loadDue(ledger, file, '2026-08-01T06:40:00Z')

  expect(
    await ledger.rows(
      `select to_char(charge_period_start, 'HH24') as hour, cost_type, trim_scale(consumed_quantity) as kwh,
         trim_scale(billed_cost) as cost
       from fact.bill_line where sku_id = 'energy' and charge_period_start >= '2026-08-01' order by 1, 2`,
    ),
  ).toEqual([
    { hour: '00', cost_type: 'assumed', kwh: '0.02', cost: '0.01' },
    { hour: '01', cost_type: 'assumed', kwh: '0.01', cost: '0.005' },
    { hour: '01', cost_type: 'measured', kwh: '0.01', cost: '0.005' },
    { hour: '02', cost_type: 'measured', kwh: '0.04', cost: '0.02' },
  ])
  // The second hour costs what it did, told in two lines: nothing moved.
  expect(
    await ledger.rows(
      `select to_char(charge_period_start, 'HH24') as hour, trim_scale(billed_cost_before) as before,
         trim_scale(billed_cost_after) as after from ops.restatement where cause = 'bill' order by 1`,
    ),
  ).toEqual([{ hour: '02', before: '0.01', after: '0.02' }])
  expect(await brokenLaws(ledger.url)).toEqual([])
})

test('reading twice changes nothing', async ({ ledger }) => {
  const file = await fileOf(ledger, ENERGY, DEVICE)
  await loadDue(ledger, file, '2026-08-20T12:30:00Z')
  const loads = await ledger.value('select count(*) from ops.run')

  const again = await loadDue(ledger, file, '2026-08-20T12:50:00Z')

  expect(again.map(({ replaced }) => replaced.loadId)).toEqual(again.map(() => undefined))
  expect(await ledger.value('select count(*) from ops.run')).toBe(loads)
})

test('a file that says otherwise restates the months it speaks of, however old, and no other', async ({ ledger }) => {
  const sites = (price: string) =>
    `sites: [{ site: shop, transfer: [{ per_gb_month: '1', currency: CNY }, { per_gb_month: '${price}', currency: CNY, from: 2026-08-01 }] }]\n`
  const device = `${DEVICE}, gb_per_month: '10'`
  const file = await fileOf(ledger, sites('1'), device)
  await loadDue(ledger, file, '2027-03-10T00:00:00Z')
  const known = await ledger.value('select count(*) from ops.window')

  await writeFile(file, `${sites('2')}devices:\n  - ${device}, ended: 2026-09-01, sold_for: '2232' }\n`)
  await loadDue(ledger, file, '2027-03-10T00:00:00Z')

  // July stands. In August transfer costs 20 for 10, and the sale is for what is left: 3,720 - 2 x 744.
  expect(known).toBe('9')
  expect(
    await ledger.rows(
      `select w.name, l.sku_id as sku, trim_scale(l.billed_cost) as cost
       from ops.window w join fact.bill_line l using (window_key) order by 1, 2`,
    ),
  ).toEqual([
    { name: '2026-07', sku: 'device', cost: '744' },
    { name: '2026-07', sku: 'transfer', cost: '10' },
    { name: '2026-08', sku: 'device', cost: '744' },
    { name: '2026-08', sku: 'transfer', cost: '20' },
  ])
  expect(
    await ledger.rows(
      `select distinct to_char(charge_period_start, 'YYYY-MM') as month from ops.restatement order by 1`,
    ),
  ).toEqual(
    ['2026-08', '2026-09', '2026-10', '2026-11', '2026-12', '2027-01', '2027-02', '2027-03'].map((month) => ({
      month,
    })),
  )
  expect(await brokenLaws(ledger.url)).toEqual([])
})

test('a file that lost all of its devices empties nothing unless that is allowed', async ({ ledger }) => {
  const file = await fileOf(ledger, NO_ENERGY, DEVICE)
  await loadDue(ledger, file, '2026-07-20T00:00:00Z')
  await writeFile(file, `${NO_ENERGY}devices: []\n`)

  const refused = loadDue(ledger, file, '2026-07-20T00:00:00Z')
  await expect(refused).rejects.toThrow(/2026-07 is empty, and lines are loaded for it/)
  expect(await ledger.value('select count(*) from fact.bill_line')).toBe('1')

  await loadDue(ledger, file, '2026-07-20T00:00:00Z', true)
  expect(await ledger.value('select count(*) from fact.bill_line')).toBe('0')
  expect(await ledger.value('select count(*) from fact.resource_hour')).toBe('0')
})

test('what was loaded is what the file comes to, by its own sum', async ({ ledger }) => {
  const file = await fileOf(ledger, ENERGY, `${DEVICE}, ended: 2026-08-11, sold_for: '1000'`)

  await loadDue(ledger, file, '2026-08-20T12:30:00Z')

  expect(
    await ledger.rows(
      `select t.billing_period::text as period, trim_scale(t.total) as total, trim_scale(sum(l.billed_cost)) as lines
       from ops.provider_total t join fact.bill_line l using (provider, billing_account_id, billing_period, billing_currency)
       group by 1, 2 order by 1`,
    ),
  ).toEqual([
    // 744 and 744 hours of 20 W at 0.5; 240 of 744 hours, 240 hours of energy, and 3,720 - 744 - 240 - 1,000.
    { period: '2026-07-01', total: '751.44', lines: '751.44' },
    { period: '2026-08-01', total: '1978.4', lines: '1978.4' },
  ])
})

test('hours add up to their month to the last digit, in a leap year as in any other', async ({ ledger }) => {
  const device = `{ id: jetson-01, site: shop, bought: 2027-12-01, price: '7999.00', currency: CNY, lifetime_months: 36`
  const file = await fileOf(ledger, NO_ENERGY, device)

  await loadDue(ledger, file, '2028-03-02T00:00:00Z')

  // 7999 / 36 = 222.19444..., sums after 1 to 4 months rounded: ...444, ...889, ...333, ...778. February 2028 has 29 days.
  expect(
    await ledger.rows(
      `select to_char(billing_period, 'YYYY-MM') as month, count(*) as hours, sum(effective_cost) as cost,
         round(max(effective_cost), 9) as an_hour
       from fact.resource_hour group by 1 order by 1`,
    ),
  ).toEqual([
    { month: '2027-12', hours: '744', cost: '222.194444444444444444', an_hour: '0.298648447' },
    { month: '2028-01', hours: '744', cost: '222.194444444444444445', an_hour: '0.298648447' },
    { month: '2028-02', hours: '696', cost: '222.194444444444444444', an_hour: '0.319244891' },
    { month: '2028-03', hours: '744', cost: '222.194444444444444445', an_hour: '0.298648447' },
  ])
})

test('a device that was bought on the last day of a month has all of that day, evenly, whenever it worked', async ({
  ledger,
}) => {
  const device = `{ id: jetson-01, site: shop, bought: 2026-07-31, price: '31', currency: CNY, lifetime_months: 1`
  await readHours(
    ledger,
    '2026-07-31T00:00Z',
    during('2026-07-31T00:00Z', '2026-08-01T00:00Z', (_, number) =>
      number === 5 ? [replica({ resourceLabel: 'jetson-01' })] : [],
    ),
  )

  await loadDue(ledger, await fileOf(ledger, NO_ENERGY, device), '2026-08-20T00:00:00Z')

  // A yuan for 31 July, a 24th of it in each hour.
  expect(
    await ledger.rows(
      `select round(min(billed_cost), 15) as least, round(max(billed_cost), 15) as most, trim_scale(sum(billed_cost)) as sum
       from fact.resource_hour where hour < '2026-08-01'`,
    ),
  ).toEqual([{ least: '0.041666666666667', most: '0.041666666666667', sum: '1' }])
  expect(await brokenLaws(ledger.url)).toEqual([])
})
