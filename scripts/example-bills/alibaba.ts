import { decimalOf } from '../../src/units/decimal.js'
import { bucket, east, eas, gn7iDaily, gn7iPrepaid, gn7iShort, studio } from './alibaba-fleet.js'
import { inBeijingAugust, inBeijingDay } from './beijing.js'
import { amount, costs, noise, times } from './charge.js'
import type { Line } from './csv.js'

/** Two weeks of Alibaba Cloud: a line a thing and Beijing day, because nothing finer with money in it exists. */
export function alibabaLines(): Line[] {
  const days = Array.from({ length: 14 }, (_, i) => i + 1)
  return [prepaid(), ...days.flatMap((day) => dayLines(day))]
}

function dayLines(day: number): Line[] {
  return [
    machineDay(gn7iDaily, day, '12.71'),
    diskDay(day),
    { ...eas, ...inBeijingDay(day), ...amount('24', '小时', '14.9'), ...costs(times('24', '14.9')) },
    tokensDay(day, 'input_token', '0.0008', 150_000_000n),
    tokensDay(day, 'output_token', '0.002', 36_000_000n),
    bucketDay(day),
    ...shortDay(day),
  ]
}

// A second machine from Tuesday the 4th, 14:00, to Monday the 10th, 09:30; two hours of it are paid back a day later.
function shortDay(day: number): Line[] {
  if (day < 4 || day > 11) return []
  if (day === 11) return [refund(day)]
  const start = day === 4 ? 14 : 0
  const hours = day === 10 ? '9.5' : String(24 - start)
  return [machineDay(gn7iShort, day, '10.593', hours)]
}

/** A contract of 15 % off. The line names the day and not the hours, whatever part of it the machine ran. */
function machineDay(machine: Line, day: number, price: string, ran = '24'): Line {
  const contractedPrice = times(price, '0.85')
  return {
    ...machine,
    ...inBeijingDay(day),
    ...amount(ran, '小时', price, contractedPrice),
    ...costs(times(ran, price), times(ran, contractedPrice)),
  }
}

function diskDay(day: number): Line {
  const disk: Line = {
    ...gn7iDaily,
    SkuId: 'systemdisk',
    ChargeDescription: '系统盘 ESSD PL1 100 GB',
    ServiceCategory: 'Storage',
    x_BillingItemCode: 'systemdisk',
    x_BillingItemName: '系统盘大小',
  }
  return { ...disk, ...inBeijingDay(day), ...amount('2400', 'GB*小时', '0.0021'), ...costs(times('2400', '0.0021')) }
}

function tokensDay(day: number, item: string, price: string, least: bigint): Line {
  // Thousands of tokens with three decimals, so that a day is a whole number of tokens.
  const tokens = least + (noise(day, item) % (least / 4n))
  const thousands = decimalOf(tokens * 10n ** 15n)
  return {
    ...studio(item),
    ...inBeijingDay(day),
    ...amount(thousands, '千tokens', price),
    ...costs(times(thousands, price)),
  }
}

function bucketDay(day: number): Line {
  const gigabytes = decimalOf((480_000_000_000n + noise(day, 'oss') * 90n) * 10n ** 8n)
  return { ...bucket, ...inBeijingDay(day), ...amount(gigabytes, 'GB', '0.5'), ...costs(times(gigabytes, '0.5')) }
}

function prepaid(): Line {
  return {
    ...gn7iPrepaid,
    ...inBeijingAugust(),
    ...costs('36000', '30000'),
    PricingQuantity: '1',
    PricingUnit: '月',
    ListUnitPrice: '36000',
    ContractedUnitPrice: '30000',
  }
}

function refund(day: number): Line {
  const paidBack = times('-2', times('10.593', '0.85'))
  return {
    ...gn7iShort,
    ...inBeijingDay(day),
    ...costs(times('-2', '10.593'), paidBack),
    ...east,
    ChargeCategory: 'Adjustment',
    ChargeFrequency: 'One-Time',
    PricingCategory: '',
    ChargeDescription: '退款：释放后退回 2 小时',
  }
}
