/** A file of edge devices: what each is, cost, draws and transfers, and every mistake in it at once. */
import { z } from 'zod'
import { readYaml, textOfFile, valueAt } from '../../config/document.js'
import { inOrder, type Mistake, mistakeAt, mistakesError, mistakesOf } from '../../config/mistakes.js'
import { type BillingDay, parseDay } from '../../units/billing-day.js'
import type { Currency } from '../../units/currency.js'
import { type Decimal, parseDecimal } from '../../units/decimal.js'
import { check } from './rules.js'
import { edgeFile, type DeviceEntry, type SiteEntry } from './schema.js'

export type Day = BillingDay<'UTC'>

/** A price from a day on, until the next one. */
export interface DatedPrice {
  readonly from: Day | undefined
  readonly amount: Decimal
  readonly currency: Currency
}

export interface Device {
  readonly id: string
  readonly type: string | undefined
  readonly gpus: number
  readonly region: string
  readonly bought: Day
  readonly price: Decimal
  readonly currency: Currency
  readonly lifetimeMonths: number
  readonly residual: Decimal
  /** The first day on which it is no longer there, and what it brought in. */
  readonly ended: Day | undefined
  readonly soldFor: Decimal
  readonly idleWatts: number
  readonly maxWatts: number
  readonly gbPerMonth: Decimal | undefined
  /** Of its site, oldest first; none: nobody here pays for it. */
  readonly energy: readonly DatedPrice[]
  readonly transfer: readonly DatedPrice[]
  readonly tags: Readonly<Record<string, string>>
}

/** @throws ConfigError when it cannot be read, or with all of its mistakes, each with its line */
export async function readDevices(file: string): Promise<readonly Device[]> {
  const yaml = readYaml(await textOfFile(file, 'bills.edge'))
  const mistakes: Mistake[] = yaml.mistakes.map((one) => ({ ...one, where: `${file}:${one.line}:${one.column}` }))
  const parsed = edgeFile.safeParse(yaml.value ?? {})
  if (!parsed.success) mistakes.push(...mistakesOf(file, yaml, parsed.error, z.toJSONSchema(edgeFile, { io: 'input' })))
  check(
    (list) => valueAt(yaml.value, [list]),
    (path, words) => mistakes.push(mistakeAt(file, yaml, path, words)),
  )
  if (!parsed.success || mistakes.length > 0) throw mistakesError('The file of edge devices', inOrder(mistakes))
  const sites = new Map(parsed.data.sites.map((one) => [one.site, one]))
  return parsed.data.devices.map((one) => deviceOf(one, sites.get(one.site)))
}

function deviceOf(one: DeviceEntry, site: SiteEntry | undefined): Device {
  const day = (written: string | undefined): Day | undefined =>
    written === undefined ? undefined : parseDay(written, 'UTC')
  const { idle_watts: idleWatts = 0 } = one
  return {
    id: one.id,
    type: one.type,
    gpus: one.gpus,
    region: site?.region ?? one.site,
    bought: parseDay(one.bought, 'UTC'),
    price: parseDecimal(one.price),
    currency: one.currency,
    lifetimeMonths: one.lifetime_months,
    residual: parseDecimal(one.residual),
    ended: day(one.ended),
    soldFor: parseDecimal(one.sold_for ?? one.residual),
    idleWatts,
    maxWatts: one.max_watts ?? idleWatts,
    gbPerMonth: one.gb_per_month === undefined ? undefined : parseDecimal(one.gb_per_month),
    energy: (site?.energy ?? []).map(({ per_kwh: amount, currency, from }) => {
      return { from: day(from), amount: parseDecimal(amount), currency }
    }),
    transfer: (site?.transfer ?? []).map(({ per_gb_month: amount, currency, from }) => {
      return { from: day(from), amount: parseDecimal(amount), currency }
    }),
    tags: { site: one.site, ...(one.name === undefined ? {} : { name: one.name }), ...one.tags },
  }
}
