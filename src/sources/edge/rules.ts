/** What no schema sees of a file of devices: what is told twice, days out of order, prices and watts that lack. */
import type { Path } from '../../config/document.js'
import { attoOf } from '../../units/decimal.js'
import { type DeviceEntry, deviceEntry, type SiteEntry, siteEntry } from './schema.js'

type Complain = (path: Path, words: string) => void

/** Looks at the entries that the schema takes; of the others it has told. */
export function check(listNamed: (list: 'sites' | 'devices') => unknown, complain: Complain): void {
  const sites = new Map<string, SiteEntry>()
  const strange = new Set<string>()
  for (const [index, one] of listOf(listNamed('sites')).entries()) {
    const { data } = siteEntry.safeParse(one)
    if (data === undefined) {
      strange.add(nameOf(one))
      continue
    }
    if (sites.has(data.site)) complain(['sites', index, 'site'], `names ${data.site} a second time. Keep one of them.`)
    sites.set(data.site, data)
    for (const kind of ['energy', 'transfer'] as const) checkOrder(data[kind], ['sites', index, kind], complain)
  }
  const first = new Map<string, number>()
  for (const [index, one] of listOf(listNamed('devices')).entries()) {
    const { data } = deviceEntry.safeParse(one)
    if (data === undefined) continue
    const told: Complain = (path, words) => complain(['devices', index, ...path], words)
    const before = first.get(data.id)
    if (before === undefined) first.set(data.id, index)
    else told(['id'], `names ${data.id}, as devices[${before}] does. Give each its own.`)
    checkDevice(data, told)
    const site = sites.get(data.site)
    if (site !== undefined) checkPrices(data, site, told)
    else if (!strange.has(data.site))
      told(
        ['site'],
        `names ${data.site}, which is none of sites. Expected ${[...sites.keys()].join(', ') || 'a site'}.`,
      )
  }
}

function checkOrder(prices: readonly { readonly from?: string | undefined }[], path: Path, complain: Complain): void {
  for (const [index, { from }] of prices.entries()) {
    const before = prices[index - 1]
    if (index === 0 || (from ?? '') > (before?.from ?? '')) continue
    complain(
      [...path, index],
      `counts from ${from ?? 'always'}, and the one before it from ${before?.from ?? 'always'}. Expected the older first, each with a later from.`,
    )
  }
}

function checkDevice(one: DeviceEntry, told: Complain): void {
  const { bought, ended, price, residual, idle_watts: idle, max_watts: most } = one
  if (attoOf(residual) > attoOf(price))
    told(['residual'], `is ${residual}, above the price, ${price}. Expected at most the price.`)
  if (ended !== undefined && ended <= bought)
    told(['ended'], `is ${ended}, and it was bought on ${bought}. Expected a later day.`)
  if (one.sold_for !== undefined && ended === undefined)
    told(['sold_for'], `is ${one.sold_for} and nothing says when it was sold. Write its ended.`)
  if (most !== undefined && most < (idle ?? 0))
    told(['max_watts'], `is ${most}, below idle_watts, ${idle}. Expected at least that.`)
}

function checkPrices(one: DeviceEntry, site: SiteEntry, told: Complain): void {
  if (site.energy.length > 0 && one.idle_watts === undefined)
    told(
      [],
      `(${one.id}) does not say what it draws, and energy costs something at ${site.site}. Write its idle_watts.`,
    )
  const lacks = (kind: 'energy' | 'transfer'): boolean => (site[kind][0]?.from ?? '') > one.bought
  if (lacks('energy'))
    told(['bought'], `is ${one.bought}, and ${site.site} tells no price of energy before ${site.energy[0]?.from}.`)
  if (one.gb_per_month === undefined) return
  if (site.transfer.length === 0)
    told(['gb_per_month'], `is ${one.gb_per_month}, and ${site.site} tells no price of transfer. Write its transfer.`)
  if (lacks('transfer'))
    told(['bought'], `is ${one.bought}, and ${site.site} tells no price of transfer before ${site.transfer[0]?.from}.`)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function nameOf(one: unknown): string {
  return typeof one === 'object' && one !== null && 'site' in one ? String(one.site) : ''
}
