/** What `doctor` is told of an account. */
import { expect, test } from 'vitest'
import { alibabaBills, type AlibabaSettings } from '../../../src/sources/alibaba/index.js'
import type { AlibabaBill, AlibabaManners } from '../../../src/world/alibaba.js'
import { asking } from '../../support/asking.js'
import { aBill, anAlibaba, machine, metered, settingsFor } from './bills.js'

async function probed(bill: AlibabaBill, manners: AlibabaManners = {}, more: Partial<AlibabaSettings> = {}) {
  const world = await anAlibaba(bill, manners)
  return alibabaBills(settingsFor(world.url, { usageTables: ['ecs'], ...more })).probe(asking())
}

const yesterday = aBill([{ ...machine, BillingDate: '2026-08-23' }], {
  usage: () => metered('i-1', '2026-08-23T01', '2026-08-23T02'),
  overview: () => [{ PretaxAmount: '250', Currency: 'CNY', RoundDownDiscount: '0' }],
})

test('an account that is well has three answers', async () => {
  expect(await probed(yesterday)).toEqual([
    { what: 'DescribeInstanceBill 2026-08-23', state: 'ok', says: '1 rows on its first page' },
    { what: 'QueryBillOverview 2026-08', state: 'ok', says: 'a total' },
    { what: 'QueryUserOmsData ecs 2026-08-23', state: 'ok', says: '2 hours of machines' },
  ])
})

test('data to come are not a permission that is missing', async () => {
  const findings = await probed(aBill([]))

  expect(findings.map(({ state }) => state)).toEqual(['no_data_yet', 'no_data_yet', 'no_data_yet'])
  expect(findings[0]?.says).toContain('up to 24 h after')
})

test('a permission that is missing is told for its question, and the others are asked', async () => {
  const findings = await probed(yesterday, { forbidden: ['QueryUserOmsData'] })

  expect(findings.map(({ state }) => state)).toEqual(['ok', 'ok', 'refused'])
  expect(findings[2]).toMatchObject({
    says: expect.stringMatching(/NotAuthorized: This API is not authorized for caller\)\.$/),
    remedy: 'Grant AliyunBSSReadOnlyAccess to the RAM user.',
  })
})

test('a far end that is down is down, and the wrong site has its remedy', async () => {
  const down = await probed(yesterday, { fault: () => ({ kind: 'html', status: 503 }) })
  const site = await probed(yesterday, { accountSite: 'international' })
  const other = await probed(yesterday, {}, { accountId: '1' })

  expect(down.map(({ state }) => state)).toEqual(['down', 'down', 'down'])
  expect(site[0]?.remedy).toContain('write site: international')
  expect(other[0]).toMatchObject({ state: 'refused', says: expect.stringContaining('account_id says 1') })
})
