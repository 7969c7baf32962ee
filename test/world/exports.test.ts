/** What a seeded world exports into its bucket: books that agree with the rows, and deliveries as AWS makes them. */
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { atto } from '../../src/world/seeded/amounts.js'
import { type Cells, exportedAt, type Shape } from '../../src/world/seeded/aws-export.js'
import { BUCKET, Deliverer } from '../../src/world/seeded/bucket.js'
import { type Fleet, fleetOf } from '../../src/world/seeded/fleet.js'
import { DAY } from '../../src/world/seeded/moments.js'

const FOCUS: Shape = { table: 'focus', format: 'csv', isKept: false }
const CUR: Shape = { table: 'cur', format: 'csv', isKept: false }
/** The last evening of August and the first hours of September. */
const life = { from: Date.UTC(2026, 7, 31, 18) / 1000, to: Date.UTC(2026, 8, 1, 8) / 1000 }
const later = life.to + 10 * DAY
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]

function aFleet(seed: number, shape: Shape): Fleet {
  return fleetOf({ seed, providers: [], machines: 3, life, exports: true, shape })
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, one) => total + one, 0n)
}

const amountOf = (row: Cells, name: string): bigint => atto(row[name] ?? '')

/** The amortisation of AWS's CUR Query Library. */
function amortised(row: Cells): bigint {
  switch (row['line_item_line_item_type']) {
    case 'SavingsPlanCoveredUsage':
      return amountOf(row, 'savings_plan_savings_plan_effective_cost')
    case 'SavingsPlanRecurringFee':
      return amountOf(row, 'savings_plan_total_commitment_to_date') - amountOf(row, 'savings_plan_used_commitment')
    case 'SavingsPlanNegation':
      return 0n
    default:
      return amountOf(row, 'line_item_unblended_cost')
  }
}

describe('the books of an export', () => {
  test('in FOCUS are its four costs', () => {
    for (const fleet of SEEDS.map((seed) => aFleet(seed, FOCUS))) {
      const shown = exportedAt(fleet.exported, later)
      const charges = shown.flatMap((one) => one.charges)
      const costs = (name: string): bigint => sum(shown.map(({ row }) => amountOf(row, name)))

      expect(sum(charges.map(({ list }) => list ?? 0n))).toBe(costs('ListCost'))
      expect(sum(charges.map(({ contracted }) => contracted ?? 0n))).toBe(costs('ContractedCost'))
      expect(sum(charges.map(({ billed }) => billed))).toBe(costs('BilledCost'))
      expect(sum(charges.map(({ effective }) => effective))).toBe(costs('EffectiveCost'))
    }
  })

  test('in the Cost and Usage Report are its unblended costs, and what the formula of AWS amortises', () => {
    for (const fleet of SEEDS.map((seed) => aFleet(seed, CUR))) {
      const shown = exportedAt(fleet.exported, later)
      const charges = shown.flatMap((one) => one.charges)

      expect(sum(charges.map(({ billed }) => billed))).toBe(
        sum(shown.map(({ row }) => amountOf(row, 'line_item_unblended_cost'))),
      )
      expect(sum(charges.map(({ effective }) => effective))).toBe(sum(shown.map(({ row }) => amortised(row))))
    }
  })

  test('know a plan that is used up and one that is not, rows of pods, and hours that turn out to be covered', () => {
    const fleets = SEEDS.map((seed) => aFleet(seed, CUR))
    const [rows, charges] = [
      fleets.flatMap(({ exported }) => exported.map(({ row }) => row)),
      fleets.flatMap(({ exported }) => exported.flatMap((one) => one.charges)),
    ]
    const fees = rows.filter((row) => row['line_item_line_item_type'] === 'SavingsPlanRecurringFee')
    const uncovered = fleets.flatMap(({ exported }) => exported.filter(({ until }) => until < later))

    expect(fees.length).toBeGreaterThan(charges.filter(({ unused }) => unused === true).length)
    expect(charges.some(({ unused }) => unused === true)).toBe(true)
    expect(charges.every(({ unused, effective }) => unused !== true || effective > 0n)).toBe(true)
    expect(rows.some((row) => row['split_line_item_parent_resource_id'] !== undefined)).toBe(true)
    expect(uncovered.some(({ row }) => row['line_item_line_item_type'] === 'Usage')).toBe(true)
  })
})

/** What lies there, by key, as it was put last. */
function aBucket() {
  const objects = new Map<string, { readonly body: string | Buffer; readonly modified: string | undefined }>()
  const order: string[] = []
  const put = (key: string, body: string | Buffer, modified?: string): void => {
    objects.set(key, { body, modified })
    order.push(key)
  }
  return { objects, order, bucket: { put } }
}

const AUGUST = 'focus-hourly/metadata/BILLING_PERIOD=2026-08/focus-hourly-Manifest.json'
const SEPTEMBER = 'focus-hourly/metadata/BILLING_PERIOD=2026-09/focus-hourly-Manifest.json'
const at = (day: number, hour: number): number => Date.UTC(2026, 8, day, hour) / 1000

describe('a bucket', () => {
  test('has a delivery at five in the morning, of the month that is over for two more weeks', async () => {
    const { objects, bucket } = aBucket()
    const deliverer = new Deliverer(bucket, aFleet(1, FOCUS).exported, FOCUS)
    const modified = async (now: number): Promise<(string | undefined)[]> => {
      await deliverer.catchUp(now)
      return [AUGUST, SEPTEMBER].map((key) => objects.get(key)?.modified)
    }

    expect(await modified(at(3, 4))).toEqual(['2026-09-02T05:00:00.000Z', '2026-09-02T05:00:00.000Z'])
    expect(await modified(at(3, 5))).toEqual(['2026-09-03T05:00:00.000Z', '2026-09-03T05:00:00.000Z'])
    expect(await modified(at(20, 9))).toEqual(['2026-09-14T05:00:00.000Z', '2026-09-20T05:00:00.000Z'])
  })

  test.for([
    [true, 2],
    [false, 1],
  ] as const)('that keeps its deliveries (%s) has %i folders of data after two', async ([isKept, folders]) => {
    const { objects, order, bucket } = aBucket()
    const deliverer = new Deliverer(bucket, aFleet(1, FOCUS).exported, { ...FOCUS, isKept })

    for (const day of [5, 6]) await deliverer.catchUp(at(day, 6))

    const data = [...objects.keys()].filter((key) => key.startsWith('focus-hourly/data/BILLING_PERIOD=2026-08/'))
    expect(new Set(data.map((key) => key.slice(0, key.lastIndexOf('/')))).size).toBe(folders)
    expect(order.at(-1)).toBe(SEPTEMBER)
    const manifest: unknown = JSON.parse(String(objects.get(AUGUST)?.body))
    const latest = data.slice(-data.length / folders)
    expect(manifest).toMatchObject({ dataFiles: latest.map((key) => `s3://${BUCKET}/${key}`) })
  })

  test('in which a period has many rows has three files of it, with every row in one of them', async () => {
    const { objects, bucket } = aBucket()
    const { exported } = aFleet(1, FOCUS)
    const [one] = exported
    const many = Array.from({ length: 1000 }, () => ({
      ...one,
      from: 0,
      until: Infinity,
      row: one?.row ?? {},
      charges: [],
    }))

    await new Deliverer(bucket, many, FOCUS).catchUp(at(5, 6))

    const files = [...objects].filter(([key]) => key.endsWith('.csv.gz'))
    const lines = files.map(([, { body }]) => gunzipSync(Buffer.from(body)).toString().trimEnd().split('\n').length - 1)
    expect(lines).toEqual([334, 334, 332])
  })
})
