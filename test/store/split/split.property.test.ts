/** Whatever was billed and whatever ran: the parts are the whole, each is what the law says, and in which order it came is no matter. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { complaintsOf, contentsOf } from '../../support/contents.js'
import { type Ledger, test } from '../../support/ledger.js'
import { attoOf, isWithin } from '../../support/oracle.js'
import { columns, type Fleet, type Part, partsOf, type Rates } from '../../support/oracle-fleet.js'
import { type Read, sighted } from '../../support/oracle-sight.js'
import { rates as writeRates } from '../rates/given.js'
import { fleets, type Weights } from './fleet.js'
import { begin, loadBill, ranksOf, readAll } from './ledger-of.js'
import { factsOf, unequal } from './sums.js'

const minutes = { timeout: 1_800_000 }
const [usd, eur] = ['7.1234', '8.2345']
const [dollar, euro] = [71_234n, 82_345n]
const rates: Rates = {
  USD: { usd: { n: 1n, d: 1n }, cny: { n: dollar, d: 10_000n } },
  CNY: { usd: { n: 10_000n, d: dollar }, cny: { n: 1n, d: 1n } },
  EUR: { usd: { n: euro, d: dollar }, cny: { n: euro, d: 10_000n } },
}

test(
  'the parts of every resource-hour are the whole, and each is what the law says it is',
  minutes,
  async ({ ledger }) => {
    await quote(ledger)
    let [measured, apart] = [0, 0]
    const holds = async ({ charges, reads, weights }: Said): Promise<void> => {
      await begin(ledger, weights)

      await loadBill(ledger, charges)
      await readAll(ledger, reads)

      const fleet: Fleet = { charges, ...sighted(reads, await ranksOf(ledger, weights)) }
      expect(differences(await partRows(ledger), partsOf(fleet, rates))).toEqual([])
      expect(await unequal(ledger)).toEqual({})
      expect(await complaintsOf(ledger)).toEqual({})
      measured += Number(await ledger.value(`select count(*) from fact.share_hour where split_by = 'measured'`))
      apart += Number(await ledger.value('select count(input_usd) from report.phase_hour'))
      const before = await contentsOf(ledger)
      await loadBill(ledger, charges)
      await readAll(ledger, reads)
      expect(await contentsOf(ledger)).toEqual(before)
    }

    await fc.assert(fc.asyncProperty(fleets, holds), { numRuns: 5, endOnFailure: true })

    expect(measured).toBeGreaterThan(0)
    expect(apart).toBeGreaterThan(0)
  },
)

test('what is known in the end is split alike, in whatever order it became known', minutes, async ({ ledger }) => {
  await quote(ledger)
  const holds = async ({ charges, reads, weights }: Said, other: Said, order: readonly number[]): Promise<void> => {
    await begin(ledger, weights)
    await loadBill(ledger, charges)
    await readAll(ledger, reads)
    const facts = await factsOf(ledger)

    await begin(ledger, weights)
    const shuffled = reads.toSorted((a, b) => place(order, a) - place(order, b))
    await readAll(ledger, otherwise(shuffled.slice(0, 12), other.reads))
    await loadBill(ledger, other.charges, 'other.csv')
    await readAll(ledger, shuffled.slice(0, 20), true)
    await loadBill(ledger, charges.slice(3), 'part.csv')
    await readAll(ledger, elsewhere(other.reads))
    await readAll(ledger, shuffled.slice(20), true)
    await loadBill(ledger, charges)
    await readAll(ledger, empty(elsewhere(other.reads)), true)

    expect(await factsOf(ledger)).toEqual(facts)
    expect(await unequal(ledger)).toEqual({})
    expect(await complaintsOf(ledger)).toEqual({})
  }

  const places = fc.array(fc.nat(1000), { minLength: 64, maxLength: 64 })
  await fc.assert(fc.asyncProperty(fleets, fleets, places, holds), { numRuns: 5, endOnFailure: true })
})

test('another source of telemetry moves shares, and never a total', minutes, async ({ ledger }) => {
  await quote(ledger)
  let moved = 0
  const holds = async ({ charges, reads, weights }: Said): Promise<void> => {
    await begin(ledger, weights)
    await loadBill(ledger, charges)
    const billed = await totalsOf(ledger)
    await readAll(ledger, from('prod', reads))
    const [before, shares] = [await totalsOf(ledger), await factsOf(ledger)]

    await readAll(ledger, from('lab', reads))

    expect([before, await totalsOf(ledger)]).toEqual([billed, billed])
    expect(await unequal(ledger)).toEqual({})
    if ((await factsOf(ledger))['fact.share_hour']?.join() !== shares['fact.share_hour']?.join()) moved += 1
  }

  await fc.assert(fc.asyncProperty(fleets, holds), { numRuns: 5, endOnFailure: true })

  // A fleet may have next to nothing that the second source saw; five such fleets in a row are not to be expected.
  expect(moved).toBeGreaterThan(0)
})

type Said = Pick<Fleet, 'charges' | 'reads'> & { readonly weights: Weights }

function from(source: string, reads: readonly Read[]): Read[] {
  return reads.filter((read) => read.source === source)
}

/** What each bill comes to on each basis, by its parts and by its reconciliation. */
async function totalsOf(ledger: Ledger): Promise<readonly Record<string, unknown>[]> {
  return ledger.rows(
    `select a.*, r.bills, r.difference
     from (
       select billing_account_id, billing_period, billing_currency, sum(list_known) as list, sum(contracted_known) as contracted,
         sum(billed_cost) as billed, sum(effective_known) as effective
       from report.account_hour group by 1, 2, 3
     ) a
     join (
       select billing_account_id, billing_period, billing_currency, array_agg(bill order by basis) as bills,
         sum(abs(difference)) as difference
       from report.reconciliation group by 1, 2, 3
     ) r using (billing_account_id, billing_period, billing_currency)
     order by 1, 2, 3`,
  )
}

async function quote(ledger: Ledger): Promise<void> {
  await writeRates(ledger, { '2026-07-31': { 'USD/CNY': usd, 'EUR/CNY': eur } })
}

function place(order: readonly number[], { source, hour }: Read): number {
  return order[hour * 2 + (source === 'lab' ? 1 : 0)] ?? hour
}

/** The same hours as another fleet would tell of them; what was not read whole can be read again. */
function otherwise(reads: readonly Read[], others: readonly Read[]): Read[] {
  return reads.map((read) => ({
    ...read,
    complete: false,
    seen: others.find(({ source, hour }) => source === read.source && hour === read.hour)?.seen ?? [],
  }))
}

/** A third source, which comes and goes. */
function elsewhere(reads: readonly Read[]): Read[] {
  return reads.filter(({ source, hour }) => source === 'lab' && hour < 6).map((read) => ({ ...read, source: 'zoo' }))
}

function empty(reads: readonly Read[]): Read[] {
  return reads.map((read) => ({ ...read, seen: [] }))
}

/** By hour, account, resource, period, currency, version, kind and reason. */
async function partRows(ledger: Ledger): Promise<Map<string, Record<string, unknown>>> {
  const rows = await ledger.rows(
    `select concat_ws('|', (extract(epoch from c.hour - '2026-08-01T00:00Z'::timestamptz) / 3600)::integer, r.billing_account_id,
       r.resource_id, c.billing_period, c.billing_currency,
       concat_ws('/', case when c.version_id = 0 then '' else v.model || ' ' || v.version end, c.kind, c.reason)) as key, c.*
     from fact.model_cost_hour c
     join fact.resource r using (resource_key)
     join fact.model_version v using (version_id)
     where r.resource_id <> 'anchor'`,
  )
  return new Map(rows.map((row) => [String(row['key']), row]))
}

/** What is not as it should be: parts that are missing or too many, and amounts that are off. */
function differences(rows: Map<string, Record<string, unknown>>, parts: Map<string, Part>): string[] {
  const missing = [...parts.keys()].filter((key) => !rows.has(key)).map((key) => `${key} is missing`)
  return [...rows].reduce((told, [key, row]) => {
    const part = parts.get(key)
    if (part === undefined) return [...told, `${key} is too many`]
    const wrong = columns.filter((column) => {
      const [due, is] = [part.amounts[column] ?? null, row[column] ?? null]
      return due === null || is === null ? due !== is : !isWithin(attoOf(String(is)), due, part.off)
    })
    if (String(row['ms']) !== String(part.ms) || String(row['whole']) !== String(part.whole))
      told.push(`${key} has ${String(row['ms'])} of ${String(row['whole'])}, not ${part.ms} of ${part.whole}`)
    return [...told, ...wrong.map((column) => `${key} ${column} ${String(row[column])}`)]
  }, missing)
}
