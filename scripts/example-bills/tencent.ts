import type { Hour } from '../../src/units/hour.js'
import { inBeijingAugust } from './beijing.js'
import { amount, august, costs, during, hours, inHour, times } from './charge.js'
import type { Line } from './csv.js'
import { disk, machine, service } from './tencent-fleet.js'

/**
 * Two Beijing weeks of Tencent Cloud, hour by hour. The machine started on 31 July at 23:00 in Beijing; that hour was
 * deducted on 1 August, so that it is billed in August and charged before it.
 */
export function tencentLines(): Line[] {
  const running = hours(august(1, -9), august(15, -8)).map((hour) => machineHour(hour))
  const serving = hours(august(12, 2), august(12, 10)).map((hour) => serviceHour(hour))
  return [prepaidDisk(), ...running, ...serving, refund()]
}

// Running longer costs less: another price per second after 96 hours. The contract is 13 % off either.
function machineHour(hour: Hour): Line {
  const perSecond = hour < august(1, -9 + 96) ? '0.0039996' : '0.0031997'
  const list = times('3600', perSecond)
  return {
    ...machine,
    ...inHour(hour),
    ...amount('3600', '秒', perSecond, times(perSecond, '0.87')),
    ...costs(list, times(list, '0.87')),
  }
}

function serviceHour(hour: Hour): Line {
  return { ...service, ...inHour(hour), ...amount('1', '小时', '1.98'), ...costs('1.98') }
}

function prepaidDisk(): Line {
  return {
    ...disk,
    ...inBeijingAugust(),
    ...costs('350'),
    PricingQuantity: '1',
    PricingUnit: '月',
    ListUnitPrice: '350',
  }
}

// Two hours paid back: a moment and no time, in the middle of an hour.
function refund(): Line {
  const moment = '2026-08-06T02:15:30Z'
  return {
    ...machine,
    ...during(moment, moment),
    ...costs('-25.0534944'),
    ChargeCategory: 'Adjustment',
    ChargeFrequency: 'One-Time',
    ChargeDescription: 'https://example.com/refund/1',
  }
}
