/** A day is read whole, once, and of the account and month that were asked for; or it is said to be incomplete. */
import { describe, expect, test } from 'vitest'
import { ConfigError, MalformedBill } from '../../../src/errors.js'
import { alibabaBills } from '../../../src/sources/alibaba/index.js'
import type { AlibabaManners, AlibabaRow } from '../../../src/world/alibaba.js'
import { aBill, ACCOUNT, anAlibaba, machine, reading, readingOf, settingsFor } from './bills.js'

const many = (count: number): AlibabaRow[] =>
  Array.from({ length: count }, (_, n) => ({ ...machine, InstanceID: `i-${String(n)}`, PretaxAmount: '0.01' }))

/** The answer as it stands, whatever was asked. */
function saying(data: Readonly<Record<string, unknown>>): AlibabaManners {
  const whole = { BillingCycle: '2026-08', AccountID: ACCOUNT, TotalCount: 1, NextToken: '', Items: [machine], ...data }
  return { fault: () => ({ kind: 'text', text: JSON.stringify({ Code: 'Success', Success: true, Data: whole }) }) }
}

describe('pages', () => {
  test('are of 300 rows, each named, and the first says which window they are of', async () => {
    const world = await anAlibaba(aBill(many(601)))

    const { pages, lines } = await reading(alibabaBills(settingsFor(world.url)), '2026-08-22')

    expect(lines).toHaveLength(601)
    expect(new Set(lines.map(({ resourceId }) => resourceId)).size).toBe(601)
    expect(pages.map(({ name }) => name)).toEqual([
      'DescribeInstanceBill 2026-08-22, page 1',
      'DescribeInstanceBill 2026-08-22, page 2',
      'DescribeInstanceBill 2026-08-22, page 3',
    ])
    expect(pages.map(({ windows }) => windows?.length)).toEqual([1, undefined, undefined])
    expect(world.asked.map((asked) => asked.get('MaxResults'))).toEqual(['300', '300', '300'])
  })

  test('are asked for by a form and not in the address, and what is undefined is not sent as a word', async () => {
    const world = await anAlibaba(aBill(many(301)))

    await reading(alibabaBills(settingsFor(world.url)), '2026-08-22')

    expect(world.heads).toEqual(['POST /', 'POST /'])
    expect(world.asked[0]?.has('NextToken')).toBe(false)
    expect(world.asked[1]?.get('NextToken')).toBe('T1')
    expect(world.asked.flatMap((asked) => [...asked.values()])).not.toContain('undefined')
    expect(world.asked.every((asked) => !asked.has('BillOwnerId'))).toBe(true)
  })

  test('of items and days, with the lines of zero among them', async () => {
    const world = await anAlibaba(aBill([{ ...machine, PretaxAmount: '0' }]))

    const { lines } = await reading(alibabaBills(settingsFor(world.url)), '2026-08-22')

    const asked = Object.fromEntries(world.asked[0] ?? [])
    expect(asked).toMatchObject({
      Granularity: 'DAILY',
      IsBillingItem: 'true',
      BillingCycle: '2026-08',
      BillingDate: '2026-08-22',
    })
    expect(asked).not.toHaveProperty('IsHideZeroCharge')
    expect(lines[0]?.billedCost).toBe('0')
  })

  test('a day without a row is a window without a line, and not one that nobody asked for', async () => {
    const { pages, lines, refused } = await readingOf([])

    expect([lines, refused]).toEqual([[], []])
    expect(pages.map(({ windows }) => windows)).toEqual([
      [
        {
          name: '2026-08-22',
          provider: 'alibaba',
          invoiceIssuerName: 'Alibaba Cloud',
          billingAccountId: ACCOUNT,
          billingPeriod: '2026-08-01',
          billingPeriodEnd: '2026-09-01',
          final: false,
        },
      ],
    ])
  })

  test('a token that comes again leads in a circle, and is not followed', async () => {
    const world = await anAlibaba(aBill(many(10)), { stuck: true })

    const failed = reading(alibabaBills(settingsFor(world.url)), '2026-08-22')

    await expect(failed).rejects.toThrow(/leads to a page that was read before/)
    await expect(failed).rejects.toBeInstanceOf(MalformedBill)
    expect(world.asked).toHaveLength(2)
  })

  test.each([
    ['more rows than came', (rows: number) => rows + 1, '302', 'is not the number of rows, 301'],
    ['fewer rows than came', (rows: number) => rows - 1, '300', 'is not the number of rows, 301'],
  ])('a total of %s makes the day incomplete', async (_, totalOf, value, reason) => {
    const { lines, refused } = await readingOf(many(301), { totalOf })

    expect(lines).toHaveLength(301)
    expect(refused).toMatchObject([{ window: '2026-08-22', column: 'TotalCount', value, reason }])
  })

  test('what was paid for is not sent for again', async () => {
    const world = await anAlibaba(aBill(many(301)))
    const source = alibabaBills(settingsFor(world.url))
    const first = await reading(source, '2026-08-22')

    const again = await reading(source, '2026-08-22', { paid: first.around.answers })

    expect(world.asked).toHaveLength(2)
    expect(again.lines).toEqual(first.lines)
    expect(again.around.questions).toEqual(first.around.questions)
  })

  test('a question names its action, its day and its page, and no secret', async () => {
    const { around } = await readingOf(many(301))

    const day = 'BillingCycle=2026-08&BillingDate=2026-08-22&Granularity=DAILY&IsBillingItem=true&MaxResults=300'
    expect(around.questions).toEqual([`DescribeInstanceBill?${day}`, `DescribeInstanceBill?${day}&NextToken=T1`])
  })

  test('ten a second are asked, and a far end that counts refuses none', async () => {
    let now = 0
    const world = await anAlibaba(aBill(many(6000)), { clock: () => now, fault: () => void (now += 1) })

    const { lines, around } = await reading(alibabaBills(settingsFor(world.url)), '2026-08-22', {
      pause: (ms) => void (now += ms),
    })

    expect(lines).toHaveLength(6000)
    expect(around.pauses).toEqual(Array.from({ length: 19 }, () => 100))
  })
})

describe('an answer to another question', () => {
  test.each([
    ['of another month', { BillingCycle: '2026-07' }, /is of 2026-07/],
    ['without a total', { TotalCount: null }, /another form.*TotalCount/],
    ['whose rows are no list', { Items: { Item: [machine] } }, /another form.*Items/],
    ['without an account', { AccountID: '' }, /another form.*AccountID/],
  ])('%s is refused', async (_, data, why) => {
    const failed = readingOf([], saying(data))

    await expect(failed).rejects.toThrow(why)
    await expect(failed).rejects.toBeInstanceOf(MalformedBill)
  })

  test('that holds the whole month is refused row by row', async () => {
    const Items = ['2026-08-01', '2026-08-22', '2026-08-31'].map((BillingDate) => ({ ...machine, BillingDate }))

    const { lines, refused } = await readingOf([], saying({ TotalCount: 3, Items }))

    expect(lines).toHaveLength(1)
    expect(refused.map(({ column, value }) => [column, value])).toEqual([
      ['BillingDate', '2026-08-01'],
      ['BillingDate', '2026-08-31'],
    ])
  })
})

describe('accounts', () => {
  test('keys of another account than the one that is named load nothing', async () => {
    const failed = readingOf([machine], {}, { accountId: '1830000000000002' })

    await expect(failed).rejects.toThrow(
      /keys are of Alibaba account 1830000000000001, and account_id says 1830000000000002/,
    )
    await expect(failed).rejects.toBeInstanceOf(ConfigError)
  })

  test('a payer has the rows of its members under its own account, each with its member', async () => {
    const { lines } = await readingOf([machine, { ...machine, OwnerID: '1999' }])

    expect(lines.map(({ billingAccountId, subAccountId }) => [billingAccountId, subAccountId])).toEqual([
      [ACCOUNT, ACCOUNT],
      [ACCOUNT, '1999'],
    ])
  })

  test('a member that is asked for is an account of its own', async () => {
    const world = await anAlibaba(aBill([machine, { ...machine, OwnerID: '1999', BillAccountID: '1999' }]))

    const { lines, pages } = await reading(alibabaBills(settingsFor(world.url, { billOwnerId: '1999' })), '2026-08-22')

    expect(world.asked[0]?.get('BillOwnerId')).toBe('1999')
    expect(lines.map(({ billingAccountId }) => billingAccountId)).toEqual(['1999'])
    expect(pages[0]?.windows?.[0]?.billingAccountId).toBe('1999')
  })

  test('a row of another member than the one asked for is refused', async () => {
    const { refused } = await readingOf([], saying({}), { billOwnerId: '1999' })

    expect(refused).toMatchObject([{ column: 'OwnerID', value: ACCOUNT }])
  })
})
