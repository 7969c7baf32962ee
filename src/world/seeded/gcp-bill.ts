/** What Google bills: a machine's GPU, cores and memory as three SKUs, their credits, corrections, tax; exported when it pleases. */
import type { ExportRow } from '../bigquery.js'
import { type Atto, atto, textOf, times } from './amounts.js'
import { ALWAYS, type Charge, hourOf, type Posted } from './charges.js'
import type { Dice } from './dice.js'
import type { Machine } from './machines.js'
import { DAY, floor, HOUR, hoursIn, secondsIn, type Span, utc } from './moments.js'

export const BILLING_ACCOUNT = '010101-F0FFF0-61C528'
const COMPUTE = { id: '6F81-5844-456A', description: 'Compute Engine' }

/** A SKU of a machine: its part of the price, and what one second of the machine is of it. */
const SKUS = [
  { id: '039F-D0DA-4055', description: 'Nvidia Tesla A100 GPU running in Americas', price: '2.933908', units: 1 },
  { id: '2922-40C5-B19F', description: 'A2 Instance Core running in Americas', price: '0.031611', units: 12 },
  { id: '2390-DCAF-DA38', description: 'A2 Instance Ram running in Americas', price: '0.004237', units: 85 },
] as const

interface Credit {
  readonly type: string
  readonly amount: Atto
}

interface Told {
  readonly hour: number
  readonly exported: number
  readonly cost: Atto
  readonly credits: readonly Credit[]
  readonly sku: { readonly id: string; readonly description: string }
  readonly machine?: Machine
  readonly costType?: 'regular' | 'tax'
  /** Seconds of the SKU's unit, where it is a GPU. */
  readonly gpuSeconds?: number
  readonly seconds?: number
}

export function gcpBill(dice: Dice, machines: readonly Machine[], life: Span): Posted<ExportRow>[] {
  const own = machines.flatMap((machine) =>
    hoursIn(life).flatMap((hour) => {
      const ran = secondsIn(machine.on, hour, hour + HOUR)
      return ran === 0 ? [] : hourOfMachine(dice.of(`${machine.id} ${utc(hour)}`), machine, hour, ran)
    }),
  )
  const taxed = dice.of('tax')
  const tax = { id: 'TAX', description: 'Tax' }
  const taxes = hoursIn(life)
    .filter(() => machines.length > 0 && taxed.chance(4))
    .map((hour) => posted({ hour, exported: hour + DAY, cost: atto('17.31'), credits: [], sku: tax, costType: 'tax' }))
  return [...own, ...taxes]
}

function hourOfMachine(dice: Dice, machine: Machine, hour: number, ran: number): Posted<ExportRow>[] {
  const cards = machine.type.gpus[0]
  const exported = hour + HOUR + 60 * dice.within(30, 1500)
  const rows = SKUS.flatMap((sku, nth) => {
    const seconds = ran * sku.units * cards
    const cost = times(atto(sku.price), seconds, HOUR)
    const sustained: Credit[] =
      machine.paid === 'discount' ? [{ type: 'SUSTAINED_USAGE_DISCOUNT', amount: -times(cost, 2, 10) }] : []
    const promotion: Credit[] = nth > 0 && dice.chance(10) ? [{ type: 'PROMOTION', amount: -times(cost, 1, 2) }] : []
    const gpu = nth === 0 ? { gpuSeconds: seconds } : {}
    const told: Told = { hour, exported, cost, credits: [...sustained, ...promotion], sku, machine, seconds, ...gpu }
    if (nth > 0 || !dice.chance(10)) return [posted(told)]
    // Taken back a day later, and told again: whoever adds up has the second.
    const again = exported + 60 * dice.within(600, 1800)
    const back = { ...told, exported: again, cost: -cost, seconds: -seconds, gpuSeconds: -seconds }
    const credits = told.credits.map((one) => ({ ...one, amount: -one.amount }))
    return [
      posted(told),
      posted({ ...back, credits }),
      posted({ ...told, exported: again, cost: times(cost, 9, 10), credits: [] }),
    ]
  })
  const [gpu] = SKUS
  const late: Credit = { type: 'COMMITTED_USAGE_DISCOUNT', amount: -times(atto('0.123457'), dice.within(1, 9)) }
  if (!dice.chance(10)) return rows
  return [...rows, posted({ hour, exported: exported + DAY, cost: 0n, credits: [late], sku: gpu, machine, seconds: 0 })]
}

function posted(told: Told): Posted<ExportRow> {
  return { from: told.exported, until: ALWAYS, row: rowOf(told), charges: chargesOf(told) }
}

function rowOf({ hour, exported, cost, credits, sku, machine, costType = 'regular', seconds = 0 }: Told): ExportRow {
  const [project = '', zone = ''] = machine?.id.split('/') ?? ['chat-prod']
  const at = { location: 'us-central1', country: 'US', region: 'us-central1', zone }
  return {
    billing_account_id: BILLING_ACCOUNT,
    service: costType === 'tax' ? { id: 'TAX', description: 'Invoice' } : COMPUTE,
    sku: { id: sku.id, description: sku.description },
    usage_start_time: utc(hour),
    usage_end_time: utc(hour + HOUR),
    project: { id: project, number: '123456789', name: 'chat', labels: [] },
    labels: [],
    system_labels: [],
    location: machine === undefined ? { location: null, country: null, region: null, zone: null } : at,
    tags: [],
    export_time: utc(exported),
    cost: textOf(cost),
    cost_at_list: textOf(cost),
    currency: 'USD',
    currency_conversion_rate: '1',
    usage: {
      amount: String(seconds),
      unit: 'seconds',
      amount_in_pricing_units: textOf(times(atto('1'), Math.floor(seconds / 36), 100)),
      pricing_unit: 'hour',
    },
    credits: credits.map(({ type, amount }) => ({
      type,
      amount: textOf(amount),
      name: type,
      full_name: type,
      id: type,
    })),
    invoice: { month: utc(hour).slice(0, 7).replace('-', ''), publisher_type: 'GOOGLE' },
    cost_type: costType,
    resource:
      machine === undefined
        ? { name: null, global_name: null }
        : {
            name: machine.name,
            global_name: `//compute.googleapis.com/projects/${project}/zones/${zone}/instances/${machine.name}`,
          },
  }
}

/** Promotions are a way of paying: they lower the bill, and not what the work costs. */
function chargesOf({ hour, cost, credits, machine, costType, gpuSeconds }: Told): Charge[] {
  const usual = {
    provider: 'gcp',
    account: BILLING_ACCOUNT,
    period: `${utc(floor(hour, HOUR)).slice(0, 7)}-01`,
    currency: 'USD',
    resource: machine?.id,
    service: costType === 'tax' ? 'Invoice' : COMPUTE.description,
    ...hourOf(hour),
  } as const
  return [
    {
      ...usual,
      category: costType === 'tax' ? 'Tax' : 'Usage',
      list: cost,
      contracted: cost,
      billed: cost,
      effective: cost,
      ...(gpuSeconds === undefined ? {} : { gpuSeconds: [gpuSeconds, 1] as const }),
    },
    ...credits.map(({ type, amount }): Charge => ({
      ...usual,
      category: 'Credit',
      list: 0n,
      contracted: 0n,
      billed: amount,
      effective: type === 'PROMOTION' ? 0n : amount,
    })),
  ]
}
