/** Devices of tests: what they are by default, and the lines of their months. */
import { join } from 'node:path'
import { edgeBills } from '../../../src/sources/edge/index.js'
import type { BillLine } from '../../../src/records/bill-line.js'
import type { BillPage, MachineHour } from '../../../src/records/bill-source.js'
import { parseHour } from '../../../src/units/hour.js'
import { folderWith } from '../../config/folder.js'
import { asking } from '../../support/asking.js'

export const SITES = `sites:
  - { site: shop, region: cn-east, energy: [{ per_kwh: '0.5', currency: CNY }, { per_kwh: '0.6', currency: CNY, from: 2026-03-01 }],
      transfer: [{ per_gb_month: '0.80', currency: CNY }, { per_gb_month: '0.70', currency: CNY, from: 2026-02-15 }] }
  - { site: depot }
`

/** The device that costs 7,999.00 yuan; `more` is added to it. */
export function jetson(more = '', { site = 'shop', bought = '2026-01-01', id = 'jetson-01' } = {}): string {
  const said = more === '' ? '' : `, ${more}`
  return `  - { id: ${id}, site: ${site}, bought: ${bought}, price: '7999.00', currency: CNY, lifetime_months: 36, idle_watts: 15${said} }\n`
}

export function fileOf(...devices: string[]): string {
  return join(folderWith({ 'edge.yaml': `${SITES}devices:\n${devices.join('') || '  []\n'}` }), 'edge.yaml')
}

export function sourceOf(...devices: string[]) {
  return edgeBills({ name: 'edge', devices: fileOf(...devices) })
}

export interface Told {
  readonly now?: string
  readonly measured?: readonly MachineHour[]
}

/** The pages of the days `[from, to)`. */
export async function pagesOf(
  devices: readonly string[],
  from: string,
  to: string,
  told: Told = {},
): Promise<BillPage[]> {
  const source = sourceOf(...devices)
  const pages: BillPage[] = []
  const around = asking({ now: told.now ?? '2026-08-24T02:00:00Z', measured: told.measured ?? [] })
  for (const piece of source.pieces(from, to)) for await (const page of source.read(piece, around)) pages.push(page)
  return pages
}

export async function linesOf(devices: readonly string[], from: string, to: string, told?: Told): Promise<BillLine[]> {
  return (await pagesOf(devices, from, to, told)).flatMap(({ lines }) => lines)
}

export function drew(hour: string, energyMj: bigint | null, more: Partial<MachineHour> = {}): MachineHour {
  return {
    machine: 'jetson-01',
    hour: parseHour(hour),
    energyMj,
    seenMs: energyMj === null ? 0 : 3_600_000,
    busyMs: null,
    ...more,
  }
}

/** `device 2026-01-01T00 to 2026-02-01T00: 222.19 CNY`. */
export function shortly(line: BillLine): string {
  const { skuId, chargePeriodStart: from, chargePeriodEnd: to, billedCost, billingCurrency } = line
  return `${skuId} ${from.slice(0, 13)} to ${to.slice(0, 13)}: ${billedCost} ${billingCurrency}`
}
