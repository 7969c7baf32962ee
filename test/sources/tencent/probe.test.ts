/** What doctor is told of an account. */
import { expect, test } from 'vitest'
import type { TencentBill, TencentFault } from '../../../src/world/tencent.js'
import { asking } from './asking.js'
import { aTencent, cents, rowOf } from './given.js'

async function findings(bill: Partial<TencentBill>, fault?: (action: string) => TencentFault | undefined) {
  const { source } = await aTencent(bill, { fault: ({ action }) => fault?.(action) })
  const found = await source.probe(asking())
  return found.map(({ what, state, says }) => [what, state, says] as const)
}

test('an account that works says of whom it is, in which currency', async () => {
  expect(await findings({ rows: () => cents(2) })).toEqual([
    ['tencent: DescribeBillDetail', 'ok', 'The bill of 2026-08 of account 100000000001 can be read, in CNY.'],
    ['tencent: DescribeBillSummary', 'ok', 'Sums can be compared.'],
    ['tencent: DescribeBillAdjustInfo', 'ok', 'Adjustments of closed months are seen.'],
  ])
})

test('a bill without a row and a summary that is being made are data yet to come', async () => {
  const [detail, summary] = await findings({ rows: () => [], ready: () => false })

  expect([detail?.[1], summary?.[1]]).toEqual(['no_data_yet', 'no_data_yet'])
})

test('a permission that is missing is told for its action alone', async () => {
  const found = await findings({ rows: () => cents(1) }, (action) =>
    action === 'DescribeBillSummary' ? { code: 'UnauthorizedOperation.CamNoAuth' } : undefined,
  )

  expect(found.map(([, state]) => state)).toEqual(['ok', 'refused', 'ok'])
  expect(found[1]?.[2]).toContain('Allow DescribeBillSummary to the CAM user')
})

test('credentials of another account are told with both', async () => {
  const [detail] = await findings({ rows: () => [rowOf({ PayerUin: '909619400' })] })

  expect(detail?.slice(1)).toEqual([
    'refused',
    'The credentials of tencent show the bill of account 909619400, and its settings say 100000000001. Mend account, or take the credentials of 100000000001.',
  ])
})

test('a switch that is off and a service that is down are two other things', async () => {
  expect((await findings({}, () => ({ code: 'UnsupportedOperation' })))[0]?.[1]).toBe('not_switched_on')
  expect((await findings({}, () => ({ html: 502 })))[0]?.[1]).toBe('down')
})
