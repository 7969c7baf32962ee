/** Tencent's own samples, served as its API serves them: what they come to is what their pages say. */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { TencentRow } from '../../../src/world/tencent.js'
import { asking } from './asking.js'
import { tencentSamples } from '../../support/data-not-ours.js'
import { aTencent, monthOf } from './given.js'

const account = '909619400'

/** The n-th answer of a page, from its blocks of code. */
async function answersOf(file: string): Promise<Record<string, TencentRow[]>[]> {
  const blocks = [...(await readFile(file, 'utf8')).matchAll(/^Output:\s*```\s*([^]*?)```/gm)]
  return blocks.map(([, text = '']) => JSON.parse(text).Response)
}

test('a conversion gives 80.89 yuan back at one moment: 80.43264806 in cash and 0.45735194 as a present', async () => {
  const [answer] = await answersOf(tencentSamples.detail)
  const now = () => new Date('2023-08-15T02:40:00Z')
  const bill = { account, rows: (month: string) => (month === '2023-07' ? (answer?.['DetailSet'] ?? []) : []) }
  const { source } = await aTencent(bill, { now }, { account })

  const { lines, refused } = await monthOf(source, '2023-07', { now: '2023-08-15T02:40:00Z' })

  expect(refused).toEqual([])
  expect(lines).toMatchObject([
    {
      billedCost: '-80.89',
      listCost: '-80.89',
      chargeCategory: 'Adjustment',
      chargePeriodStart: '2023-07-07T08:14:21Z',
      chargePeriodEnd: '2023-07-07T08:14:21Z',
      billingAccountId: account,
      resourceId: 'ins-wxf3fmq8',
      skuId: 'sp_cvm_s2',
      details: { x_ComponentName: '运算组件-标准型S2-2核4G' },
      tags: {},
    },
  ])
})

test('September 2023 is read again when it was adjusted on 21 October 2024, and not once more', async () => {
  const [answer] = await answersOf(tencentSamples.adjustments)
  const now = '2024-10-22T00:00:00Z'
  const bill = { account, adjustments: (month: string) => (month === '2023-09' ? (answer?.['Data'] ?? []) : []) }
  const { source } = await aTencent(bill, { now: () => new Date(now) }, { account, from: '2024-10-01' })
  const due = async (loadedAt: string) =>
    source.due(asking({ now, held: { '2023-09': { complete: true, final: true, loadedAt: new Date(loadedAt) } } }))

  const [before, after] = [await due('2024-10-21T09:00:00Z'), await due('2024-10-22T12:00:00Z')]

  expect([before, after].map((pieces) => pieces.map(({ name }) => name))).toEqual([['2023-09', '2024-10'], ['2024-10']])
})

test('summaries are added up to the cent', async () => {
  const answers = await answersOf(tencentSamples.summary)
  const totals: string[] = []
  for (const answer of answers) {
    const bill = { account, summary: () => answer['SummaryDetail'] ?? [] }
    const { source } = await aTencent(bill, {}, { account })
    totals.push((await monthOf(source)).totals[0]?.total ?? 'none')
  }

  // By product 5661.16 + 5069.65; by region 9915.37 + 3359.21 + 2094.29; by tag 5867.70 + 128.15 + 5867.70 + 1076.00
  // + 123.18 + 38.31 - 43.67; by way of paying 10727.34 + 2352.48; by project 9915.36 + 860.72.
  expect(totals).toEqual(['10730.81', '15368.87', '13057.37', '13079.82', '10776.08'])
})
