/** Whatever the lines: hours equal lines to the last digit, and a bill replaced is the bill as if it had come first. */
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { complaintsOf, meaningOf } from '../support/contents.js'
import { type Ledger, test } from '../support/ledger.js'
import {
  attoOf,
  type Basis,
  bases,
  type BillLine,
  csvOf,
  hoursOf,
  isLeftOut,
  isWithin,
  resourceOf,
} from '../support/oracle.js'
import { restatementsOf } from '../support/oracle-restatement.js'

const august = Date.UTC(2026, 7, 1) / 1000
const [hour, day] = [3600, 86_400]

const windows = [
  { issuer: 'A', account: '1', period: '2026-08-01', periodEnd: '2026-09-01' },
  { issuer: 'A', account: '1', period: '2026-07-01', periodEnd: '2026-08-01' },
  { issuer: 'B', account: '1', period: '2026-08-01', periodEnd: '2026-09-01' },
  { issuer: 'A', account: '2', period: '2026-08-01', periodEnd: '2026-09-01' },
] as const

const amounts = fc.oneof(
  fc.bigInt(-(10n ** 24n), 10n ** 24n),
  fc.bigInt(-999n, 999n),
  fc.constantFrom(0n, 10n ** 18n, -(10n ** 18n), 30_000n * 10n ** 18n, 10n ** 18n / 3n),
)
const nullable = fc.option(amounts, { freq: 4 })

const times = fc.oneof(
  fc.nat(5 * 24).map((n) => ({ from: august + n * hour, to: august + (n + 1) * hour })),
  fc.record({ at: fc.nat(5 * 24), first: fc.nat(3599), length: fc.nat(3600) }).map(({ at, first, length }) => ({
    from: august + at * hour + first,
    to: august + at * hour + Math.min(first + length, hour),
  })),
  fc.record({ from: fc.nat(5 * day), length: fc.nat(12 * hour) }).map(({ from, length }) => ({
    from: august + from,
    to: august + from + length,
  })),
  fc.record({ at: fc.nat(6), zone: fc.constantFrom(0, 16 * hour) }).map(({ at, zone }) => ({
    from: august + at * day - zone,
    to: august + (at + 1) * day - zone,
  })),
  fc.constantFrom(1, 2, 9, 31).map((days) => ({ from: august, to: august + days * day })),
  fc.nat(5 * day).map((at) => ({ from: august + at, to: august + at })),
)

const billLines: fc.Arbitrary<BillLine> = fc
  .record({
    window: fc.constantFrom(...windows),
    time: times,
    currency: fc.constantFrom('USD', 'USD', 'CNY'),
    resource: fc.constantFrom('r-1', 'r-1', 'r-2', null),
    sku: fc.constantFrom('s-1', 's-2'),
    category: fc.constantFrom('Usage' as const, 'Usage' as const, 'Credit' as const, 'Purchase' as const),
    commitment: fc.constantFrom(null, 'plan-1'),
    list: nullable,
    contracted: nullable,
    billed: amounts,
    effective: nullable,
  })
  .map(({ window, time, ...line }) => ({ ...line, ...window, ...time }))

/** One line that every file has, so that each window is in each. */
const anchors: readonly BillLine[] = windows.map((window) => ({
  ...window,
  currency: 'USD',
  resource: 'anchor',
  sku: 's',
  category: 'Usage',
  commitment: null,
  from: august,
  to: august + hour,
  list: 1n,
  contracted: 1n,
  billed: 1n,
  effective: 1n,
}))

const bills = fc.array(billLines, { minLength: 1, maxLength: 30 }).map((lines) => [...anchors, ...lines])

async function load(ledger: Ledger, name: string, lines: readonly BillLine[]): Promise<void> {
  await ledger.load([await ledger.file(name, csvOf(lines))], { covering: 'shrunk' })
}

async function forget(ledger: Ledger): Promise<void> {
  const tables =
    'fact.bill_line, fact.bill_line_past, fact.resource_hour, fact.resource, raw.rejected, report.account_hour, report.account_day, report.invoice_bill, report.team_hour, report.team_day, report.unattributed_day, report.model_hour, report.model_day, report.sum_hour, report.sum_four_hours, report.sum_day, report.sum_week, report.region_hour, report.region_day, report.team_week, report.sum_to_day, report.machine_day, report.memory_day'
  await ledger.pool.query(`truncate ${tables}, ops.run, ops.window, ops.source_of_record, ops.restatement`)
}

describe('random bills', () => {
  test(
    'every hour holds its share of every line, and all of them together the lines',
    { timeout: 1_200_000 },
    async ({ ledger }) => {
      const holds = async (lines: readonly BillLine[]): Promise<void> => {
        await forget(ledger)

        await load(ledger, 'bill.csv', lines)

        const rows = await hourRows(ledger)
        const expected = hoursOf(lines)
        expect(rows.map(({ key }) => key).toSorted()).toEqual([...expected.keys()].toSorted())
        for (const row of rows) {
          const due = expected.get(row.key)
          if (due === undefined) continue
          expect([row.key, row.lines, row.grain, row.unknown]).toEqual([row.key, due.begun, due.grain, due.unknown])
          const off = bases.filter((basis) => !isWithin(row.known[basis], due.due[basis], due.reaching))
          expect([row.key, off]).toEqual([row.key, []])
        }
        expect(sumsOfRows(rows)).toEqual(sumsOfLines(lines))
        expect(await complaintsOf(ledger)).toEqual({})
      }

      await fc.assert(fc.asyncProperty(bills, holds), { numRuns: 40 })
    },
  )

  test(
    'a bill that replaces another leaves what it alone would have left, and tells what it changed',
    { timeout: 1_200_000 },
    async ({ ledger }) => {
      const holds = async (first: readonly BillLine[], changes: readonly Change[]): Promise<void> => {
        const second = [...anchors, ...first.slice(anchors.length).flatMap((line, i) => changed(line, changes[i]))]
        await forget(ledger)
        await load(ledger, 'first.csv', first)

        await load(ledger, 'second.csv', second)

        const replaced = await meaningOf(ledger)
        expect(await restatementRows(ledger)).toEqual(restatementsOf(first, second))
        expect(await complaintsOf(ledger)).toEqual({})
        await forget(ledger)
        await load(ledger, 'second.csv', second)
        expect(replaced).toEqual(await meaningOf(ledger))
      }

      await fc.assert(fc.asyncProperty(bills, fc.array(changesOfLines, { maxLength: 40 }), holds), { numRuns: 25 })
    },
  )
})

type Change = {
  readonly does: 'stay' | 'go' | 'cost' | 'meta' | 'join'
  readonly other: BillLine
  readonly cost: bigint
}

const changesOfLines: fc.Arbitrary<Change> = fc.record({
  does: fc.constantFrom(
    'stay' as const,
    'stay' as const,
    'go' as const,
    'cost' as const,
    'meta' as const,
    'join' as const,
  ),
  other: billLines,
  cost: amounts,
})

function changed(line: BillLine, change: Change | undefined): BillLine[] {
  switch (change?.does) {
    case 'go':
      return []
    case 'cost':
      return [{ ...line, billed: change.cost, list: change.other.list }]
    case 'meta':
      return [{ ...line, sku: 's-3' }]
    case 'join':
      return [line, change.other]
    default:
      return [line]
  }
}

interface HourRow {
  readonly key: string
  readonly lines: number
  readonly grain: string
  readonly known: Readonly<Record<Basis, bigint>>
  readonly unknown: Readonly<Record<Basis, number>>
}

async function hourRows(ledger: Ledger): Promise<HourRow[]> {
  const rows = await ledger.rows(
    `select to_char(h.hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as hour, r.billing_account_id as account,
       r.resource_id as resource, h.billing_period as period, h.billing_currency as currency,
       (array['billed_hourly', 'overlap', 'presence_day', 'even_day', 'even_period'])[max(array_position(
         array['billed_hourly', 'overlap', 'presence_day', 'even_day', 'even_period'], h.grain_source))] as grain,
       sum(h.line_count) as lines, sum(h.list_known) as list, sum(h.list_unknown) as list_unknown,
       sum(h.contracted_known) as contracted, sum(h.contracted_unknown) as contracted_unknown, sum(h.billed_cost) as billed,
       0 as billed_unknown, sum(h.effective_known) as effective, sum(h.effective_unknown) as effective_unknown
     from fact.resource_hour h join fact.resource r using (resource_key)
     group by h.hour, r.billing_account_id, r.resource_id, h.billing_period, h.billing_currency`,
  )
  return rows.map((row) => {
    const each = <T>(valueOf: (basis: Basis) => T): Record<Basis, T> => ({
      list: valueOf('list'),
      contracted: valueOf('contracted'),
      billed: valueOf('billed'),
      effective: valueOf('effective'),
    })
    return {
      key: ['hour', 'account', 'resource', 'period', 'currency'].map((name) => String(row[name])).join('|'),
      lines: Number(row['lines']),
      grain: String(row['grain']),
      known: each((basis) => attoOf(String(row[basis]))),
      unknown: each((basis) => Number(row[`${basis}_unknown`])),
    }
  })
}

/** By resource, period, currency and basis. */
function sumsOfRows(rows: readonly HourRow[]): Record<string, bigint> {
  const sums: Record<string, bigint> = {}
  for (const { key, known } of rows) {
    for (const basis of bases) {
      const name = `${key.slice(key.indexOf('|') + 1)}|${basis}`
      sums[name] = (sums[name] ?? 0n) + known[basis]
    }
  }
  return sums
}

function sumsOfLines(lines: readonly BillLine[]): Record<string, bigint> {
  const sums: Record<string, bigint> = {}
  for (const line of lines) {
    for (const basis of bases) {
      const name = [line.account, resourceOf(line), line.period, line.currency, basis].join('|')
      sums[name] = (sums[name] ?? 0n) + (isLeftOut(line, basis) ? 0n : (line[basis] ?? 0n))
    }
  }
  return sums
}

async function restatementRows(ledger: Ledger): Promise<string[]> {
  const time = (column: string): string => `to_char(s.${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
  const all = (when: string): string =>
    bases.map((basis) => `coalesce(s.${basis}_cost_${when}::text, 'unknown')`).join(`, ' ', `)
  const rows = await ledger.rows(
    `select concat_ws('|', w.invoice_issuer_name, r.billing_account_id, w.billing_period, r.resource_id, ${time('charge_period_start')},
       ${time('charge_period_end')}, s.billing_currency, s.lines_gone, s.lines_came, concat(${all('before')}), concat(${all('after')})) as told
     from ops.restatement s join fact.resource r using (resource_key) join ops.window w using (window_key)`,
  )
  return rows.map(({ told }) => String(told)).toSorted()
}
