/** Hours that machines ran, by Alibaba's meters, for a bill that knows days only. */
import { describe, expect, test } from 'vitest'
import { MalformedBill } from '../../../src/errors.js'
import { alibabaBills, type AlibabaSettings } from '../../../src/sources/alibaba/index.js'
import type { AlibabaManners, AlibabaRow } from '../../../src/world/alibaba.js'
import type { AskingGiven } from '../../support/asking.js'
import { aBill, anAlibaba, machine, metered, reading, settingsFor } from './bills.js'

/** The 22nd of August in Beijing is from 16:00 UTC of the 21st. */
async function present(
  rows: readonly AlibabaRow[],
  manners: AlibabaManners = {},
  more: Partial<AlibabaSettings> = {},
  given: AskingGiven = {},
  day = '2026-08-22',
) {
  const world = await anAlibaba(aBill([machine], { usage: () => rows }), manners)
  const source = alibabaBills(settingsFor(world.url, { usageTables: ['ecs'], ...more }))
  const { pages, refused } = await reading(source, day, given)
  const asked = world.asked.filter((one) => one.get('Action') === 'QueryUserOmsData')
  return { presence: pages.flatMap((page) => page.presence?.hours ?? []), refused, asked }
}

describe('meters', () => {
  test('tell the hours of the Beijing day, and those of other days are cut off', async () => {
    const rows = metered('i-1', '2026-08-21T15', '2026-08-21T16', '2026-08-22T15', '2026-08-22T16')

    const { presence } = await present(rows)

    expect(presence).toEqual([
      { provider: 'alibaba', resourceId: 'i-1', hour: '2026-08-21T16:00:00Z', seconds: 3600 },
      { provider: 'alibaba', resourceId: 'i-1', hour: '2026-08-22T15:00:00Z', seconds: 3600 },
    ])
  })

  test('are asked for a day more on each side, in UTC, 200 a page', async () => {
    const { asked } = await present([])

    expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({
      Table: 'ecs',
      DataType: 'Hour',
      StartTime: '2026-08-20T16:00:00Z',
      EndTime: '2026-08-23T16:00:00Z',
      PageSize: '200',
    })
    expect(asked[0]?.has('Marker')).toBe(false)
  })

  test('are followed page by page', async () => {
    const ids = Array.from({ length: 401 }, (_, n) => `i-${String(n).padStart(3, '0')}`)

    const { presence, asked } = await present(ids.flatMap((id) => metered(id, '2026-08-22T03')))

    expect(presence).toHaveLength(401)
    expect(asked).toHaveLength(3)
    expect(asked[1]?.get('Marker')).toBe('i-199 2026-08-22T03:00:00Z')
  })

  test('that hold a text that holds the rows are read, too', async () => {
    const { presence } = await present(metered('i-1', '2026-08-22T03'), { omsAsText: true })

    expect(presence).toMatchObject([{ resourceId: 'i-1', hour: '2026-08-22T03:00:00Z' }])
  })

  test('that tell an hour in two rows tell of one hour, and parts of an hour are parts', async () => {
    const row = (from: string, to: string): AlibabaRow => ({
      InstanceId: 'i-1',
      StartTime: `2026-08-22T${from}Z`,
      EndTime: `2026-08-22T${to}Z`,
    })
    const rows = [row('03:00:00', '03:40:00'), row('03:30:00', '04:00:00'), row('05:15:00', '06:30:30')]

    const { presence } = await present(rows)

    expect(presence.map(({ hour, seconds }) => [hour, seconds])).toEqual([
      ['2026-08-22T03:00:00Z', 3600],
      ['2026-08-22T05:00:00Z', 2700],
      ['2026-08-22T06:00:00Z', 1830],
    ])
  })

  test('have no entry for the hour that runs, which is not an hour without anything', async () => {
    const rows = metered('i-1', '2026-08-24T00', '2026-08-24T01', '2026-08-24T02')

    const { presence } = await present(rows, {}, {}, { now: '2026-08-24T02:30:00Z' }, '2026-08-24')

    expect(presence.map(({ hour }) => hour)).toEqual(['2026-08-24T00:00:00Z', '2026-08-24T01:00:00Z'])
  })

  test('tell of the last quarter, and older days are left to telemetry', async () => {
    const { asked } = await present([], {}, {}, { now: '2026-12-01T00:00:00Z' })

    expect(asked).toEqual([])
  })

  test('tell of the account of the keys, and are not asked about a member', async () => {
    const { asked } = await present([], {}, { billOwnerId: '1830000000000001' })

    expect(asked).toEqual([])
  })

  test('are left alone where no table is named', async () => {
    const { asked } = await present([], {}, { usageTables: [] })

    expect(asked).toEqual([])
  })
})

describe('a meter that is not understood', () => {
  const good = metered('i-1', '2026-08-22T03')
  test.each<readonly [string, AlibabaRow, string, string]>([
    [
      'in Beijing time',
      { StartTime: '2026-08-22 11:00:00' },
      'StartTime',
      'is not a moment in UTC such as 2026-08-01T00:00:00Z',
    ],
    ['backwards', { EndTime: '2026-08-22T02:00:00Z' }, 'EndTime', 'is before StartTime'],
    ['of nobody', { InstanceId: '-' }, 'InstanceId', 'is empty'],
  ])('%s makes its day incomplete, and the others count', async (_, more, column, reason) => {
    const OmsData = [...good, { ...good[0], ...more }]
    const text = JSON.stringify({ Code: 'Success', Success: true, Data: { Marker: '', OmsData } })
    const fault: AlibabaManners['fault'] = ({ action }) =>
      action === 'QueryUserOmsData' ? { kind: 'text', text } : undefined

    const { presence, refused } = await present([], { fault })

    expect(presence).toHaveLength(1)
    expect(refused).toMatchObject([{ window: '2026-08-22', record: 2, column, reason }])
  })

  test('a text that holds no rows is no answer', async () => {
    const text = JSON.stringify({ Success: true, Data: { OmsData: 'no data' } })

    const failed = present([], { fault: ({ n }) => (n === 2 ? { kind: 'text', text } : undefined) })

    await expect(failed).rejects.toBeInstanceOf(MalformedBill)
  })

  test('a marker that comes again is not followed', async () => {
    const text = JSON.stringify({ Success: true, Data: { Marker: 'i-1', OmsData: good } })

    const failed = present([], { fault: ({ n }) => (n > 1 ? { kind: 'text', text } : undefined) })

    await expect(failed).rejects.toThrow(/leads to a page that was read before/)
  })
})

describe('meters that nobody may read', () => {
  test('do not keep the bill of the day from being read, and are told with what to grant', async () => {
    const world = await anAlibaba(aBill([machine]), { forbidden: ['QueryUserOmsData'] })

    const { pages, lines } = await reading(alibabaBills(settingsFor(world.url, { usageTables: ['ecs'] })), '2026-08-22')

    expect(lines).toHaveLength(1)
    expect(pages.flatMap((page) => page.notices ?? [])).toEqual([
      'QueryUserOmsData ecs is not allowed (NotAuthorized), so that days go to hours without it. ' +
        'Grant AliyunBSSReadOnlyAccess to the RAM user. Or set usage_tables: [].',
    ])
    // Not told: an empty list would say that nothing ran.
    expect(pages.every((page) => page.presence === undefined)).toBe(true)
  })

  test('are not passed over when something else is refused', async () => {
    const fault: AlibabaManners['fault'] = ({ action }) =>
      action === 'QueryUserOmsData' ? { kind: 'error', status: 400, code: 'InvalidParameter' } : undefined
    const world = await anAlibaba(aBill([machine]), { fault })

    const failed = reading(alibabaBills(settingsFor(world.url, { usageTables: ['ecs'] })), '2026-08-22')

    await expect(failed).rejects.toThrow(/InvalidParameter/)
  })
})
