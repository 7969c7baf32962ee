import { epochSeconds } from '../../src/units/instant.js'
import { decimalOf } from '../../src/units/decimal.js'
import type { Hour } from '../../src/units/hour.js'
import { benchLines, creditLine, monthLines } from './aws-extras.js'
import { endpoint, g6e, p5First } from './aws-fleet.js'
import { planLines } from './aws-plan.js'
import { disk, egress, weights } from './aws-things.js'
import { amount, august, costs, hours, inHour, load, noise, onDemand, times } from './charge.js'
import type { Line } from './csv.js'

/** Two weeks of AWS, hour by hour; `restated` is the same export a few days later. */
export function awsLines({ restated }: { readonly restated: boolean }): Line[] {
  const hourly = hours(august(1), august(15)).flatMap((hour) => hourLines(hour, restated))
  return [...hourly, ...monthLines()].map((line) => ({
    ...line,
    PricingCurrencyListUnitPrice: line['ListUnitPrice'] ?? '',
    PricingCurrencyContractedUnitPrice: line['ContractedUnitPrice'] ?? '',
    PricingCurrencyEffectiveCost: line['EffectiveCost'] ?? '',
  }))
}

function hourLines(hour: Hour, restated: boolean): Line[] {
  const lines = [
    ...(hour < august(5) ? [onDemand(p5First, hour, '55.04')] : planLines(hour)),
    onDemand(g6e, hour, !restated && isMispriced(hour) ? '1.961' : '1.861'),
    onDemand(endpoint, hour, '7.09'),
    { ...disk, ...inHour(hour), ...amount('2.688172043', 'GB-Mo', '0.08'), ...costs(times('2.688172043', '0.08')) },
    egressLine(hour),
  ]
  if (hour.endsWith('T00:00:00Z')) lines.push(requestsLine(hour))
  if (hour === august(3)) lines.push(creditLine(hour))
  if (hour === august(11, 6)) lines.push(...benchLines(hour, restated))
  return lines
}

// The first export took a price of an older price list for six hours of 12 August.
function isMispriced(hour: Hour): boolean {
  return hour >= august(12) && hour < august(12, 6)
}

function egressLine(hour: Hour): Line {
  // Up to 4 GB an hour, counted to ten decimals as the export does; a price of two decimals makes costs of twelve.
  const tenBillionths = load(hour) * 38_000_000n + noise(epochSeconds(hour), 'egress')
  const gigabytes = decimalOf(tenBillionths * 10n ** 8n)
  return { ...egress, ...inHour(hour), ...amount(gigabytes, 'GB', '0.09'), ...costs(times(gigabytes, '0.09')) }
}

// Doubles below a thousandth arrive in scientific notation.
function requestsLine(hour: Hour): Line {
  const requests = 210n + (noise(epochSeconds(hour), 'get') % 30n)
  const cost = `${(requests * 4n) / 100n}.${String((requests * 4n) % 100n).padStart(2, '0')}E-5`
  return {
    ...weights,
    ...inHour(hour),
    ...amount(String(requests), 'Requests', '4.0E-7'),
    ...costs(cost.replace('0E', 'E')),
  }
}
