/** Bills of clouds from their APIs to the hours that people read: what is due is loaded, changes, and is due again. */
import { expect } from 'vitest'
import { dueOf, loadPiece, openRun, type PieceLoaded } from '../../jobs/bills-api.js'
import type { BillSource } from '../../src/records/bill-source.js'
import { gcpBills } from '../../src/sources/gcp/index.js'
import { aCloud, charge, EC2, SAGEMAKER } from '../sources/aws/cloud.js'
import { anExport, gpu, hour, settingsOf } from '../sources/gcp/given.js'
import { aTencent, rowOf } from '../sources/tencent/given.js'
import { brokenLaws } from '../support/dump.js'
import { type Ledger, test } from '../support/ledger.js'

/** Everything that is due at a moment. */
async function loadDue(ledger: Ledger, source: BillSource, now: string): Promise<readonly PieceLoaded[]> {
  const run = openRun(ledger.store, source, {
    home: ledger.folder,
    memoryLimit: '300MB',
    limits: { perRun: undefined, perMonth: undefined },
    allowEmpty: false,
    declared: [],
    now: new Date(now),
    pause: () => Promise.resolve(),
    onStep: () => undefined,
  })
  const loaded: PieceLoaded[] = []
  for (const piece of await dueOf(run)) loaded.push(await loadPiece(run, piece))
  return loaded
}

/** Hours of a resource that cost something: hour, billing period, billed. */
async function hoursOf(ledger: Ledger, resource: string): Promise<string[]> {
  const rows = await ledger.rows(
    `select to_char(hour, 'YYYY-MM-DD"T"HH24') as hour, to_char(billing_period, 'YYYY-MM') as period, sum(billed_cost) as billed
     from fact.resource_hour h join fact.resource r using (resource_key)
     where r.resource_id = $1 group by 1, 2 having sum(billed_cost) <> 0 order by 1, 2`,
    [resource],
  )
  return rows.map(({ hour: at, period, billed }) => `${at} ${period} ${String(billed).replace(/\.?0+$/, '')}`)
}

test('an hour of AWS that leaves the fortnight stays, and what its day says later is paid where it ran', async ({
  ledger,
}) => {
  const machine = (at: string, unblended: string) =>
    charge({ resourceId: 'i-1', hour: `2026-08-20T${at}:00:00Z`, unblended })
  const endpoint = charge({
    service: SAGEMAKER,
    usageType: 'USE1-Host:ml.g5.xlarge',
    unblended: '24',
    hour: '2026-08-20T00:00:00Z',
  })
  let today = new Date('2026-08-23T08:00:00Z')
  const cloud = await aCloud({ charges: [machine('03', '55.04'), machine('04', '55.04'), endpoint], now: () => today })

  await loadDue(ledger, cloud.bills, '2026-08-23T08:00:00Z')
  const fresh = await hoursOf(ledger, 'i-1')
  const again = await loadDue(ledger, cloud.bills, '2026-08-23T14:00:00Z')
  // Three weeks later AWS takes 11.008 off the day, which only the day's bill knows.
  today = new Date('2026-09-13T08:00:00Z')
  cloud.charges = [
    ...cloud.charges,
    charge({ resourceId: 'i-1', unblended: '-11.008', quantity: '0', dailyOnly: true }),
  ]
  await loadDue(ledger, cloud.bills, '2026-09-13T08:00:00Z')

  expect(fresh).toEqual(['2026-08-20T03 2026-08 55.04', '2026-08-20T04 2026-08 55.04'])
  expect(again.map(({ replaced }) => [replaced.came, replaced.gone])).toEqual(again.map(() => [0n, 0n]))
  // Both hours cost the same, so each bears half of 11.008.
  expect(await hoursOf(ledger, 'i-1')).toEqual(['2026-08-20T03 2026-08 49.536', '2026-08-20T04 2026-08 49.536'])
  expect(await ledger.value('select sum(billed_cost) from fact.resource_hour')).toBe('123.072000000000000000')
  expect(await ledger.value(`select count(*) from fact.bill_line where service_name = $1`, [EC2])).not.toBe('0')
  expect(await brokenLaws(ledger.url)).toEqual([])
})

test('a credit of Google that comes a day later is in its hour, and nothing else is read again', async ({ ledger }) => {
  const world = await anExport()
  const source = () => gcpBills(settingsOf(world))
  world.load([gpu(hour('22T05'), { cost: '88.25' }), gpu(hour('22T06'), { cost: '88.25' })])
  await loadDue(ledger, source(), '2026-08-23T12:00:00Z')
  const first = await hoursOf(ledger, 'chat-prod/us-central1-a/gpu-7')

  const credit = { type: 'SUSTAINED_USAGE_DISCOUNT', amount: '-17.65', name: 'late', full_name: 'late', id: 'late' }
  world.load([
    gpu(hour('22T05'), { cost: '0', cost_at_list: '0', credits: [credit], export_time: '2026-08-24T09:00:00Z' }),
  ])
  const second = await loadDue(ledger, source(), '2026-08-24T12:00:00Z')
  const third = await loadDue(ledger, source(), '2026-08-24T16:00:00Z')

  expect(first).toEqual(['2026-08-22T05 2026-08 88.25', '2026-08-22T06 2026-08 88.25'])
  expect(await hoursOf(ledger, 'chat-prod/us-central1-a/gpu-7')).toEqual([
    '2026-08-22T05 2026-08 70.6',
    '2026-08-22T06 2026-08 88.25',
  ])
  expect(second.flatMap(({ piece }) => piece.windows)).toEqual(['2026-08-22T05'])
  expect(third).toEqual([])
  expect(await ledger.value(`select provider_difference from report.invoice where invoice_id = ''`)).toBe(
    '0.000000000000000000',
  )
  expect(await brokenLaws(ledger.url)).toEqual([])
})

test('an hour of July that Tencent deducts in August is of August’s bill, and once, whoever comes late', async ({
  ledger,
}) => {
  const late = rowOf({
    Id: '1725547686519644161',
    FeeBeginTime: '2026-08-01 00:00:00',
    FeeEndTime: '2026-08-01 00:59:59',
  })
  const rows = [rowOf({})]
  const { source } = await aTencent({ rows: (month) => (month === '2026-08' ? rows : []) })

  await loadDue(ledger, source, '2026-08-15T02:40:00Z')
  rows.push(late)
  await loadDue(ledger, source, '2026-08-15T05:40:00Z')

  // 23:00 in Beijing is 15:00 UTC; an hour later it is 1 August.
  expect(await hoursOf(ledger, 'ins-ex4mple1')).toEqual([
    '2026-07-31T15 2026-08 12.5267472',
    '2026-07-31T16 2026-08 12.5267472',
  ])
  // The summary is in cents: 25.05 for 25.0534944.
  expect(await ledger.rows('select billed, provider_total, provider_difference from report.invoice')).toEqual([
    {
      billed: '25.053494400000000000',
      provider_total: '25.050000000000000000',
      provider_difference: '0.003494400000000000',
    },
  ])
  expect(await brokenLaws(ledger.url)).toEqual([])
})
