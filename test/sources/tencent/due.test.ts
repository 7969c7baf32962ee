/** Which months are read: what may change, and what Tencent says it changed. */
import { describe, expect, test } from 'vitest'
import { ConfigError, MalformedBill } from '../../../src/errors.js'
import type { BillPiece } from '../../../src/records/bill-source.js'
import type { TencentRow } from '../../../src/world/tencent.js'
import { asking, type Given } from './asking.js'
import { ACCOUNT, aTencent } from './given.js'

const final = { complete: true, final: true }

function names(pieces: readonly BillPiece[]): string[] {
  return pieces.map(({ name }) => name)
}

const adjustment: TencentRow = {
  AdjustAmount: 2346.28,
  AdjustCompletionTime: '2026-08-14 17:50:46',
  AdjustNum: '20230906159081',
  AdjustType: 'manualAdjustment',
  Month: '2025-09',
  PayerUin: ACCOUNT,
}

/** Everything from March 2025 on is held and final, as of a month ago. */
function heldSince2025(more: Given['held'] = {}): NonNullable<Given['held']> {
  const months = Array.from(
    { length: 18 },
    (_, i) => `${i < 10 ? 2025 : 2026}-${String(((i + 2) % 12) + 1).padStart(2, '0')}`,
  )
  const loadedAt = new Date('2026-07-20T00:00:00Z')
  return { ...Object.fromEntries(months.map((month) => [month, { ...final, loadedAt }])), ...more }
}

describe('months', () => {
  test('never read are due from the first day of the settings on, oldest first', async () => {
    const { world, source } = await aTencent({}, {}, { from: '2026-06-15' })

    const due = await source.due(asking())

    expect(names(due)).toEqual(['2026-06', '2026-07', '2026-08'])
    expect(due[0]).toEqual({ name: '2026-06', windows: ['2026-06'], from: '2026-06-01', to: '2026-07-01', requests: 4 })
    expect(world.asked).toEqual([])
  })

  test('are due as far back as Tencent answers where settings do not say', async () => {
    const { source } = await aTencent({}, {}, { from: undefined })

    const due = await source.due(asking())

    expect(due).toHaveLength(18)
    expect([due.at(0)?.name, due.at(-1)?.name]).toEqual(['2025-03', '2026-08'])
  })

  test('of Beijing begin at 16:00 UTC', async () => {
    const { source } = await aTencent({}, {}, { from: '2026-08-01' })

    expect(names(await source.due(asking({ now: '2026-08-31T15:59:59Z' })))).toEqual(['2026-08'])
    expect(names(await source.due(asking({ now: '2026-08-31T16:00:00Z' })))).toEqual(['2026-08', '2026-09'])
  })

  test('are due until a reading of them was final and complete', async () => {
    const { source } = await aTencent({}, {}, { from: '2026-05-01' })
    const held = {
      '2026-05': { complete: false, final: true },
      '2026-06': final,
      '2026-07': { complete: true, final: false },
      '2026-08': final,
    }

    expect(names(await source.due(asking({ held })))).toEqual(['2026-05', '2026-07', '2026-08'])
    expect(source.finalAfterDays).toBe(3)
  })

  test('take a request for 300 rows, two to look again and one for the sum', async () => {
    const { source } = await aTencent({}, {}, { from: '2026-08-01' })

    const [piece] = await source.due(asking({ held: { '2026-08': { lines: 650n } } }))

    expect(piece?.requests).toBe(6)
  })

  test('of days are the whole months that these are in', async () => {
    const { world, source } = await aTencent({})

    expect(names(source.pieces('2026-06-30', '2026-08-01'))).toEqual(['2026-06', '2026-07'])
    expect(names(source.pieces('2025-12-31', '2026-01-02'))).toEqual(['2025-12', '2026-01'])
    expect(source.pieces('2026-08-05', '2026-08-06')[0]).toMatchObject({ from: '2026-08-01', to: '2026-09-01' })
    expect(world.asked).toEqual([])
  })
})

describe('adjustments', () => {
  test('are asked for in each final month of the last 18, whatever the first day of the settings', async () => {
    const { world, source } = await aTencent({}, {}, { from: '2026-08-01' })

    const due = await source.due(asking({ held: heldSince2025() }))

    expect(names(due)).toEqual(['2026-08'])
    const months = world.asked.map(({ parameters }) => parameters['Month'])
    expect(new Set(world.asked.map(({ action }) => action))).toEqual(new Set(['DescribeBillAdjustInfo']))
    expect([months.length, months[0], months.at(-1)]).toEqual([17, '2025-03', '2026-07'])
  })

  test('made after a month was read have it read again, be it a year old', async () => {
    const adjustments = (month: string) => (month === '2025-09' ? [adjustment] : [])
    const { source } = await aTencent({ adjustments })

    expect(names(await source.due(asking({ held: heldSince2025() })))).toEqual(['2025-09', '2026-08'])
  })

  test('are done with once the month was read a day after them: each is read once, however often it is polled', async () => {
    const adjustments = (month: string) => (month === '2025-09' ? [adjustment, { ...adjustment, AdjustNum: '2' }] : [])
    const { source } = await aTencent({ adjustments })
    // 17:50:46 in Beijing is 09:50:46Z.
    const early = heldSince2025({ '2025-09': { ...final, loadedAt: new Date('2026-08-15T09:50:45Z') } })
    const late = heldSince2025({ '2025-09': { ...final, loadedAt: new Date('2026-08-15T09:50:46Z') } })

    expect(names(await source.due(asking({ held: early })))).toEqual(['2025-09', '2026-08'])
    expect(names(await source.due(asking({ held: late })))).toEqual(['2026-08'])
  })

  test.each<readonly [string, TencentRow, RegExp]>([
    ['of another month', { Month: '2025-08' }, /Month 2025-08 is not the month asked for, 2025-09/],
    ['without a time', { AdjustCompletionTime: null }, /AdjustCompletionTime .*is empty/],
    ['with another form of time', { AdjustCompletionTime: '2026/08/14' }, /is not a time such as/],
  ])('%s are not understood', async (_, fields, why) => {
    const adjustments = (month: string) => (month === '2025-09' ? [{ ...adjustment, ...fields }] : [])
    const { source } = await aTencent({ adjustments })

    const failed = source.due(asking({ held: heldSince2025() }))

    await expect(failed).rejects.toThrow(why)
    await expect(failed).rejects.toBeInstanceOf(MalformedBill)
  })

  test('of another account are of other credentials', async () => {
    const { source } = await aTencent({ adjustments: (Month) => [{ ...adjustment, Month, PayerUin: '909619400' }] })

    const failed = source.due(asking({ held: heldSince2025() }))

    await expect(failed).rejects.toThrow(/show the bill of account 909619400, and its settings say 100000000001/)
    await expect(failed).rejects.toBeInstanceOf(ConfigError)
  })
})
