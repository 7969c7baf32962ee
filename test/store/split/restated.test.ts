/** What versions' hours said and say now: each change has its cause, and nothing else is told. */
import { expect } from 'vitest'
import { complaintsOf } from '../../support/contents.js'
import { csv, type Line } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { entry, mapTo, readHours, replica } from '../../support/telemetry.js'
import { rates } from '../rates/given.js'
import { p5, single } from './given.js'
import { inForce } from './settings-given.js'

const load = async (ledger: Ledger, lines: readonly Line[], name = 'bill.csv') =>
  ledger.load([await ledger.file(name, csv(lines))], { covering: 'shrunk' })

const next: Line = { ChargePeriodStart: '2026-08-01T01:00:00Z', ChargePeriodEnd: '2026-08-01T02:00:00Z' }
const busy = (version: string, busyMs = 3_600_000) => replica({ versionLabel: version, gpusLabel: '1', busyMs })

async function restated(ledger: Ledger): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat_ws(' ', cause, to_char(hour, 'HH24'), nullif(version, ''), kind, nullif(reason, ''),
       trim_scale(effective_usd_before), '->', trim_scale(effective_usd_after), 'USD', coalesce(trim_scale(effective_cny_before)::text, 'unknown'), '->',
       coalesce(trim_scale(effective_cny_after)::text, 'unknown'), 'CNY') as row
     from report.model_restatement order by load_id, hour, version, kind collate "C"`,
  )
  return rows.map(({ row }) => String(row))
}

async function twoHours(ledger: Ledger): Promise<void> {
  await inForce(ledger)
  await rates(ledger, { '2026-07-31': '7' })
  await load(ledger, [single, { ...single, ...next }])
  await readHours(ledger, '2026-08-01T00:00Z', [[busy('v1')], [busy('v1')]])
  await ledger.rows('delete from ops.model_restatement')
}

test('telemetry that comes after the bill moves its money to the version, with cause telemetry', async ({ ledger }) => {
  await inForce(ledger)
  await load(ledger, [single])

  await readHours(ledger, '2026-08-01T00:00Z', [[busy('v1')]])

  expect(await restated(ledger)).toEqual([
    'telemetry 00 unattributed unmapped 8 -> 0 USD unknown -> 0 CNY',
    'telemetry 00 v1 serving 0 -> 8 USD 0 -> unknown CNY',
  ])
})

test('a bill that is stated anew moves the hours that it changes, with cause bill', async ({ ledger }) => {
  await twoHours(ledger)

  await load(ledger, [single, { ...single, ...next, EffectiveCost: '6.4' }], 'restated.csv')

  expect(await restated(ledger)).toEqual(['bill 01 v1 serving 8 -> 6.4 USD 56 -> 44.8 CNY'])
})

test('the first bill of an hour is news and no restatement, though the hour before was billed', async ({ ledger }) => {
  await inForce(ledger)
  await load(ledger, [single])

  await load(ledger, [single, { ...single, ...next }], 'grown.csv')

  expect(await restated(ledger)).toEqual([])
})

test('a list price that changes moves no money, so nothing is restated', async ({ ledger }) => {
  await twoHours(ledger)

  await load(ledger, [single, { ...single, ...next, ListCost: '9' }], 'restated.csv')

  expect(await restated(ledger)).toEqual([])
  expect(await ledger.value(`select trim_scale(sum(list_usd)) from report.model_day where version_id <> 0`)).toBe('10')
})

test('a fixing that is another than the one carried moves yuan alone, with cause fx', async ({ ledger }) => {
  await twoHours(ledger)

  await rates(ledger, { '2026-08-01': '7.1' })

  expect(await restated(ledger)).toEqual([
    'fx 00 v1 serving 8 -> 8 USD 56 -> 56.8 CNY',
    'fx 01 v1 serving 8 -> 8 USD 56 -> 56.8 CNY',
  ])
})

test('a rate that was missing makes yuan known, and that is no restatement', async ({ ledger }) => {
  await inForce(ledger)
  await load(ledger, [single])

  await rates(ledger, { '2026-07-31': '7' })

  expect(await restated(ledger)).toEqual([])
})

test('telemetry that is read again and says otherwise moves money between kinds, with cause telemetry', async ({
  ledger,
}) => {
  await twoHours(ledger)

  await readHours(ledger, '2026-08-01T01:00Z', [[busy('v1', 1_800_000)]])

  expect(await restated(ledger)).toEqual([
    'telemetry 01 v1 serving 8 -> 4 USD 56 -> 28 CNY',
    'telemetry 01 v1 warm_idle 0 -> 4 USD 0 -> 28 CNY',
  ])
})

test('more tokens of the same version move no money, so nothing is restated', async ({ ledger }) => {
  await twoHours(ledger)

  await readHours(ledger, '2026-08-01T01:00Z', [[{ ...busy('v1'), generatedTokens: 500n }]])

  expect(await restated(ledger)).toEqual([])
  expect(await ledger.value(`select sum(generated_tokens) from report.model_day where kind = 'serving'`)).toBe('505')
})

test('a dated map that names another version moves the money to it, with cause mapping', async ({ ledger }) => {
  await twoHours(ledger)

  await mapTo(ledger, [entry({ resource: 'i-1', gpus: '1', version: 'v2', from: '2026-08-01T01:00:00Z' })])

  expect(await restated(ledger)).toEqual([
    'mapping 01 v1 serving 8 -> 0 USD 56 -> 0 CNY',
    'mapping 01 v2 serving 0 -> 8 USD 0 -> 56 CNY',
  ])
})

test('shares are split again where the bill says another time of GPUs, and stand where only money moved', async ({
  ledger,
}) => {
  await inForce(ledger)
  await load(ledger, [p5, { ...p5, ...next }])
  await readHours(ledger, '2026-08-01T00:00Z', [[busy('v1')], [busy('v1')]])
  const shares = async (): Promise<unknown[]> =>
    ledger.rows(
      `select xmin::text as written_by, to_char(hour, 'HH24') as hour, kind, gpu_ms::integer / 3600000 as gpu_hours
       from fact.share_hour order by hour, kind collate "C"`,
    )
  const before = await shares()

  await load(ledger, [p5, { ...p5, ...next, EffectiveCost: '6.4' }], 'money.csv')
  const money = await shares()
  await load(ledger, [p5, { ...p5, ...next, EffectiveCost: '6.4', ConsumedQuantity: '0.5' }], 'time.csv')

  const share = (hour: string, kind: string, hours: number) =>
    expect.objectContaining({ hour, kind, gpu_hours: hours }) as unknown
  expect(before).toEqual([share('00', 'cold_idle', 7), share('00', 'serving', 1), share('01', 'cold_idle', 7), share('01', 'serving', 1)]) // prettier-ignore
  expect(money).toEqual(before)
  expect(await shares()).toEqual([...before.slice(0, 2), share('01', 'cold_idle', 3), share('01', 'serving', 1)])
  expect(await complaintsOf(ledger)).toEqual({})
})
