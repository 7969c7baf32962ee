/** Whether the ledger finds out which machine a line is of, and how long it ran. */
import { describe, expect } from 'vitest'
import type { BillLine } from '../../../src/records/bill-line.js'
import { monthNamed } from '../../../src/sources/tencent/months.js'
import { linesOf } from '../../../src/sources/tencent/parse.js'
import type { TencentRow } from '../../../src/world/tencent.js'
import { type Class, classify } from '../../pricing/classes.js'
import { test } from '../../support/ledger.js'
import { ACCOUNT, rowOf } from './given.js'

function classOf(row: TencentRow): Class {
  const instanceTypes = new Map([['ins-t0ld', 'GT4.4XLARGE96']])
  const [line] = linesOf(row, 1, monthNamed('2026-08'), { account: ACCOUNT, currency: 'CNY', instanceTypes }).lines
  if (line === undefined) throw new Error('no line')
  return said(line)
}

function said(line: BillLine): Class {
  return {
    provider: line.provider,
    service: line.serviceName ?? '',
    sku: line.skuId ?? '',
    category: line.chargeCategory,
    frequency: line.chargeFrequency ?? '',
    consumed: line.consumedUnit ?? '',
    pricing: line.pricingUnit ?? '',
    details: line.details,
  }
}

describe('a line', () => {
  test('says which machine it is of', async ({ ledger }) => {
    const disk = {
      ComponentCodeName: '存储空间',
      ItemCodeName: '高性能云硬盘',
      UsedAmountUnit: 'GB',
      PriceUnit: '元/GB/小时',
    }
    const ti = { ItemCodeName: 'TI.GN7.LARGE20.POST 4C20G T4*1/4', TimeUnitName: '秒', PriceUnit: '元/个/秒' }

    const classified = await classify(ledger, [
      classOf(rowOf({})),
      classOf(rowOf({ ResourceId: 'ins-t0ld' }, { ItemCodeName: 'a name of another site' })),
      classOf(rowOf({ BusinessCode: 'p_ti', BusinessCodeName: 'TI 平台 TI-ONE', ProductCode: 'sp_ti' }, ti)),
      classOf(rowOf({}, disk)),
    ])

    expect(classified.map(({ type, gpus, measure, seconds }) => [type, gpus, measure, seconds])).toEqual([
      ['PNV4.7XLARGE116', '1', 'consumed', '3600'],
      ['GT4.4XLARGE96', '1', 'consumed', '3600'],
      ['TI.GN7.LARGE20.POST', '0.25', 'consumed', '1'],
      [null, '0', null, null],
    ])
  })
})
