/** Conversion against whole-number arithmetic: rounded once, at the 18th decimal, halves away from zero. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { decimalOf } from '../../../src/units/decimal.js'
import { statement } from '../../../src/store/statements.js'
import { type Ledger, test } from '../../support/ledger.js'

const ATTO = 10n ** 18n
const RATE = 10n ** 10n

interface Case {
  readonly currency: string
  readonly amounts: readonly [bigint, bigint, bigint, bigint]
  /** In units of 1e-10, as rates are stored. */
  readonly cny: bigint
  readonly units: bigint
  readonly cnyPerUsd: bigint
}

const amounts = fc.oneof(
  fc.bigInt(-(10n ** 34n), 10n ** 34n),
  fc.bigInt(-99n, 99n),
  fc.constantFrom(0n, 5n, -5n, ATTO, -ATTO, ATTO / 3n),
)
const parity = fc.bigInt(1n, 1000n * RATE)
const quotes = fc.oneof(
  parity.map((cny) => ({ cny, units: RATE })),
  parity.map((cny) => ({ cny, units: 100n * RATE })),
  parity.map((units) => ({ cny: RATE, units })),
  fc.constant({ cny: RATE, units: 2n * RATE }),
)
const cases: fc.Arbitrary<Case> = fc
  .record({
    currency: fc.constantFrom('USD', 'CNY', 'EUR', 'EUR', 'EUR'),
    amounts: fc.tuple(amounts, amounts, amounts, amounts),
    quote: quotes,
    cnyPerUsd: fc.bigInt(RATE, 10n * RATE),
  })
  .map(({ currency, quote, cnyPerUsd, ...rest }) => {
    if (currency === 'CNY') return { currency, cnyPerUsd, cny: RATE, units: RATE, ...rest }
    if (currency === 'USD') return { currency, cnyPerUsd, cny: cnyPerUsd, units: RATE, ...rest }
    return { currency, cnyPerUsd, ...quote, ...rest }
  })
  // A result past 20 digits before the point is refused by the column, and no part of this.
  .filter(({ amounts: all, cny, units }) => all.every((one) => ((one < 0n ? -one : one) * cny) / units < 10n ** 37n))

/** Away from zero at the half: 5 / 2 is 3, and -5 / 2 is -3. */
function halfUp(numerator: bigint, denominator: bigint): bigint {
  const twice = 2n * (numerator < 0n ? -numerator : numerator)
  const rounded = (twice + denominator) / (2n * denominator)
  return numerator < 0n ? -rounded : rounded
}

function due({ currency, amounts: all, cny, units, cnyPerUsd }: Case): string[] {
  const usd = all.map((one) => (currency === 'USD' ? one : halfUp(one * cny * RATE, units * cnyPerUsd)))
  const yuan = all.map((one) => (currency === 'CNY' ? one : halfUp(one * cny, units)))
  return [...usd, ...yuan].map(decimalOf)
}

async function converted(ledger: Ledger, all: readonly Case[]): Promise<string[][]> {
  await ledger.pool.query('truncate fact.rate_of_day, fact.resource_hour, stage.hour')
  const rate = (value: bigint): string => decimalOf(value * (ATTO / RATE))
  for (const [i, { currency, amounts: each, cny, units, cnyPerUsd }] of all.entries()) {
    const day = `2026-01-01'::date + ${i}`
    await ledger.pool.query(
      `insert into fact.rate_of_day values ('${day}, $1, $2, $3, $4, '2026-01-01', 'csv', false)`,
      [currency, rate(cny), rate(units), rate(cnyPerUsd)],
    )
    await ledger.pool.query(
      `insert into stage.hour select 1, ('${day})::timestamp at time zone 'Asia/Shanghai', $1, '2026-01-01', $2,
         'billed_hourly', 'final', 1, $3, 0, $4, 0, $6, 0, $5, 0, 0, 0, 0, 0`,
      [i, currency, ...each.map(decimalOf)],
    )
  }
  await ledger.pool.query(await statement('52_convert'), [1])
  const columns = ['usd', 'cny'].flatMap((to) =>
    ['list', 'contracted', 'billed', 'effective'].map((one) => `${one}_${to}`),
  )
  const rows = await ledger.rows(
    `select ${columns.map((one) => `trim_scale(${one})::text as ${one}`).join(', ')} from fact.resource_hour order by resource_key`,
  )
  return rows.map((row) => columns.map((column) => String(row[column])))
}

test('every basis of every hour is the exact quotient, rounded once', { timeout: 600_000 }, async ({ ledger }) => {
  const holds = async (all: readonly Case[]): Promise<void> => {
    expect(await converted(ledger, all)).toEqual(all.map(due))
  }

  await fc.assert(fc.asyncProperty(fc.array(cases, { minLength: 1, maxLength: 25 }), holds), { numRuns: 40 })
})

test('a half of the last decimal goes away from zero, on either side', async ({ ledger }) => {
  // 1e-18 and 3e-18 of a currency of which 2 make a yuan: halves of 1e-18.
  const half = { currency: 'EUR', cny: RATE, units: 2n * RATE, cnyPerUsd: RATE }

  const found = await converted(ledger, [{ ...half, amounts: [1n, 3n, -1n, -3n] }])

  const [one, two] = ['0.000000000000000001', '0.000000000000000002']
  expect(found[0]?.slice(4)).toEqual([one, two, `-${one}`, `-${two}`])
})
