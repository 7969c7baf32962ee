/** What the machine at the edge was bought for, as its owner writes it down: no cloud bills it. */
import type { Fleet } from './fleet.js'
import { utc } from './moments.js'

/** The file of devices of a world; undefined where none is at the edge. Prices are made up. */
export function edgeFileOf({ machines, life }: Pick<Fleet, 'machines' | 'life'>): string | undefined {
  const machine = machines.find(({ provider }) => provider === 'edge')
  if (machine === undefined) return undefined
  return `sites:
  - site: shop-12
    region: cn-shanghai
    energy: [{ per_kwh: '0.617', currency: CNY }]
    transfer: [{ per_gb_month: '0.80', currency: CNY }]
devices:
  - id: ${machine.id}
    name: ${machine.name}
    site: shop-12
    type: ${machine.type.name}
    bought: ${utc(life.from).slice(0, 10)}
    price: '7999.00'
    currency: CNY
    lifetime_months: 36
    idle_watts: 15
    max_watts: 60
    gb_per_month: '40'
`
}
