/** What Alibaba says a month comes to, beside what its rows come to. */
import { expect, test } from 'vitest'
import { MalformedBill } from '../../../src/errors.js'
import { alibabaBills, type AlibabaSettings } from '../../../src/sources/alibaba/index.js'
import type { AlibabaManners, AlibabaRow } from '../../../src/world/alibaba.js'
import { aBill, ACCOUNT, anAlibaba, machine, reading, settingsFor } from './bills.js'

/** Two machines at 1.2345 and 2.3456 yuan, of which 1.23 and 2.34 are invoiced: 0.0045 and 0.0056 are rounded down. */
const rows: readonly AlibabaRow[] = [
  { ...machine, BillingDate: '2026-08-31', PretaxAmount: '1.2345' },
  { ...machine, BillingDate: '2026-08-31', PretaxAmount: '2.3456', InstanceID: 'i-2' },
]
const products: readonly AlibabaRow[] = [
  { ProductCode: 'ecs', Currency: 'CNY', PretaxAmount: '1.23', RoundDownDiscount: '0.0045' },
  { ProductCode: 'ecs', Currency: 'CNY', PretaxAmount: '2.34', RoundDownDiscount: '0.0056' },
]

async function totalsOf(
  overview: readonly AlibabaRow[],
  day = '2026-08-31',
  manners: AlibabaManners = {},
  more: Partial<AlibabaSettings> = {},
) {
  const world = await anAlibaba(aBill(rows, { overview: () => overview }), manners)
  const { pages, lines } = await reading(alibabaBills(settingsFor(world.url, more)), day, {
    now: '2026-09-02T02:00:00Z',
  })
  return {
    totals: pages.flatMap((page) => page.totals ?? []),
    lines,
    asked: world.asked,
    names: pages.map(({ name }) => name),
  }
}

test('lines less the rounding discount are the total of the month', async () => {
  const { totals, lines, names } = await totalsOf(products)

  // 1.2345 + 2.3456 = 3.5801, less 0.0101 = 3.57 = 1.23 + 2.34.
  expect(lines.map(({ billedCost }) => billedCost)).toEqual(['1.2345', '2.3456'])
  expect(totals).toEqual([
    {
      provider: 'alibaba',
      billingAccountId: ACCOUNT,
      billingPeriod: '2026-08-01',
      billingCurrency: 'CNY',
      invoiceId: '',
      total: '3.57',
      notInLines: '-0.0101',
      source: 'QueryBillOverview',
    },
  ])
  expect(names.at(-1)).toBe('QueryBillOverview 2026-08')
})

test('each currency has a total of its own, and a product without a discount has none', async () => {
  const { totals } = await totalsOf([
    ...products,
    { ProductCode: 'oss', Currency: 'USD', PretaxAmount: '5', RoundDownDiscount: '' },
  ])

  expect(totals.map(({ billingCurrency, total, notInLines }) => [billingCurrency, total, notInLines])).toEqual([
    ['CNY', '3.57', '-0.0101'],
    ['USD', '5', '0'],
  ])
})

test('the total is asked for with the last day of its month, and with yesterday while the month goes on', async () => {
  const asked = async (day: string): Promise<boolean> =>
    (await totalsOf(products, day)).asked.some((one) => one.get('Action') === 'QueryBillOverview')

  const days = ['2026-08-30', '2026-08-31', '2026-09-01'] as const
  const told = await Promise.all(days.map((day) => asked(day)))

  expect(told).toEqual([false, true, true])
})

test('the total of a member is asked for as its rows are', async () => {
  const { totals, asked } = await totalsOf(
    products.map((one) => ({ ...one, OwnerID: '1999' })),
    '2026-08-31',
    {},
    { billOwnerId: '1999' },
  )

  expect(asked.map((one) => one.get('BillOwnerId'))).toEqual(['1999', '1999'])
  expect(totals[0]).toMatchObject({ billingAccountId: '1999', total: '3.57' })
})

test.each<readonly [string, unknown, RegExp]>([
  ['another month', { BillingCycle: '2026-07', AccountID: ACCOUNT }, /is of 2026-07/],
  [
    'no amount',
    { BillingCycle: '2026-08', AccountID: ACCOUNT, Items: { Item: [{ Currency: 'CNY' }] } },
    /PretaxAmount "", which is empty/,
  ],
  ['rows where none may be', { BillingCycle: '2026-08', AccountID: ACCOUNT, Items: [] }, /another form/],
])('a total of %s is none', async (_, Data, why) => {
  const text = JSON.stringify({ Success: true, Data })
  const failed = totalsOf([], '2026-08-31', {
    fault: ({ action }) => (action === 'QueryBillOverview' ? { kind: 'text', text } : undefined),
  })

  await expect(failed).rejects.toThrow(why)
  await expect(failed).rejects.toBeInstanceOf(MalformedBill)
})

test('a month without a row has no total, because nobody says in which currency', async () => {
  const { totals } = await totalsOf([])

  expect(totals).toEqual([])
})
