/** What the ledger says after a run, and what of it is not the truth. */
import { beijingDay, DAY, floor, HOUR, utc } from '../../src/world/seeded/moments.js'
import { EXPORTER } from '../../src/world/seeded/aws-export.js'
import { type Charge, shownAt } from '../../src/world/seeded/charges.js'
import { chargesAt } from '../../src/world/seeded/fleet.js'
import { attoOf, textOf } from '../support/oracle.js'
import type { Ranks } from '../support/oracle-sight.js'
import type { Ledger } from '../support/ledger.js'
import { unequal } from '../store/split/sums.js'
import { brokenLaws } from '../support/dump.js'
import type { Presence } from './hours.js'
import { columns, partsOf } from './law.js'
import type { Running } from './run.js'
import { countedIn, lossesIn, presentIn, readsOf, type Watched, watchedIn } from './sight.js'

/** Everything that is otherwise than the world has it; empty when the ledger is right. */
export async function wrongIn(running: Running): Promise<string[]> {
  const { ledger, fleet } = running
  const watched = watchedIn(fleet)
  const money = await wrongMoney(running, watched)
  return [
    ...money.slice(0, 12),
    ...(money.length > 12 ? [`and ${money.length - 12} more`] : []),
    ...(await wrongTokens(running, watched)).slice(0, 12),
    ...(await unflagged(running, watched)),
    ...(await wrongTotals(ledger)),
    ...(await brokenLaws(ledger.url)),
    ...Object.entries(await unequal(ledger)).map(([name, rows]) => `${name}: ${JSON.stringify(rows)}`),
  ]
}

async function wrongMoney(running: Running, watched: readonly Watched[]): Promise<string[]> {
  const { ledger, fleet, now, hours } = running
  const origin = floor(fleet.life.from, DAY) - 3 * DAY
  const parts = partsOf({
    charges: chargesAt(fleet, now).filter((charge) => isRead(charge, now)),
    reads: readsOf(watched, hours, origin),
    presence: presenceOf(running, watched),
    fixings: fleet.fixings.filter(({ published }) => published <= now),
    origin,
    ranks: await ranksOf(ledger),
  })
  const rows = await partRows(ledger)
  const missing = [...parts]
    .filter(([key]) => !rows.has(key))
    .map(([key, part]) => `${key} is missing: ${told(part['billed_cost'] ?? null)}`)
  const wrong = [...rows].flatMap(([key, row]) => {
    const part = parts.get(key)
    if (part === undefined) return [`${key} is too many: ${String(row['billed_cost'])}`]
    return columns.flatMap((column) => {
      const [due, is] = [part[column] ?? null, row[column] === null ? null : attoOf(String(row[column]))]
      return due === is ? [] : [`${key} ${column} is ${told(is)} and not ${told(due)}`]
    })
  })
  return [...missing, ...wrong]
}

function told(amount: bigint | null): string {
  return amount === null ? 'open' : textOf(amount)
}

/** Days that go on are left out, where days are asked for: of AWS today's in UTC, of Alibaba today's in Beijing. */
function isRead({ provider, account, from }: Charge, now: number): boolean {
  if (account === EXPORTER) return true
  if (provider === 'aws') return from < floor(now, DAY)
  return provider !== 'alibaba' || beijingDay(from) < beijingDay(now)
}

/** What was metered, where the provider tells of the machine; else what was seen, once the whole day was read. */
function presenceOf({ fleet, now, hours }: Running, watched: readonly Watched[]): Presence {
  const meters = shownAt(fleet.meters, now).map(({ row }) => row)
  return (resource, day) => {
    const inDay = Array.from({ length: 24 }, (_, i) => day + i * HOUR)
    const ofMachine = meters.filter(({ InstanceId: id, StartTime: at = '' }) => id === resource && at < utc(day + DAY))
    if (ofMachine.length > 0 && day + DAY + 2 * HOUR <= now) {
      const metered = (hour: number): bigint =>
        ofMachine.reduce((sum, { StartTime: from = '', EndTime: to = '' }) => {
          const [begins, ends] = [Date.parse(from) / 1000, Date.parse(to) / 1000]
          return sum + BigInt(1000 * Math.max(0, Math.min(ends, hour + HOUR) - Math.max(begins, hour)))
        }, 0n)
      return new Map(inDay.map((hour) => [hour, metered(hour)]))
    }
    const own = watched.filter(({ replica }) => replica.machine.id === resource)
    const isKnown = hours.some((hour) => hour < day + DAY && own.some((one) => presentIn(one, hour).length > 0))
    const isWhole = inDay.every((hour) => hours.includes(hour))
    const isSighted = inDay.some((hour) => watched.some((one) => countedIn(one, hour) !== undefined))
    if (!isKnown || !isWhole || !isSighted) return undefined
    return new Map(inDay.map((hour) => [hour, union(own.flatMap((one) => presentIn(one, hour)))]))
  }
}

function union(stretches: readonly { readonly from: number; readonly to: number }[]): bigint {
  let [reached, length] = [0, 0]
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    length += Math.max(0, to - Math.max(from, reached))
    reached = Math.max(reached, to)
  }
  return BigInt(length)
}

/** The order in which crumbs are dealt is that of the ledger's own keys, which no law says. */
async function ranksOf(ledger: Ledger): Promise<Ranks> {
  const keyed = async (sql: string) =>
    new Map((await ledger.rows(sql)).map(({ name, key }) => [name, BigInt(String(key))]))
  const versions = await keyed(
    `select concat_ws(' ', model, version) as name, version_id as key from fact.model_version`,
  )
  const holders = await keyed(
    `select distinct concat_ws(' ', source, replica, served_model) as name, holder_key as key from fact.holder_hour`,
  )
  return {
    version: (name) => versions.get(name) ?? -1n,
    holder: (source, replica, model) => holders.get(`${source} ${replica} ${model}`) ?? -1n,
    weights: () => [1000n, 100n, 4000n],
  }
}

async function partRows(ledger: Ledger): Promise<Map<string, Record<string, unknown>>> {
  const rows = await ledger.rows(
    `select concat_ws('|', to_char(c.hour, 'YYYY-MM-DD"T"HH24'), r.billing_account_id, r.resource_id, c.billing_period, c.billing_currency,
       concat_ws('/', case when c.version_id = 0 then '' else v.model || ' ' || v.version end, c.kind, c.reason)) as key,
       ${columns.join(', ')}
     from fact.model_cost_hour c
     join fact.resource r using (resource_key)
     join fact.model_version v using (version_id)`,
  )
  return new Map(rows.map((row) => [String(row['key']), row]))
}

async function wrongTokens({ ledger, hours }: Running, watched: readonly Watched[]): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat_ws(' ', to_char(hour, 'YYYY-MM-DD"T"HH24'), replica, served_model) as key,
       prompt_tokens, cached_tokens, generated_tokens, requests from fact.usage_hour`,
  )
  const held = new Map(rows.map((row) => [String(row['key']), row]))
  return hours.flatMap((hour) =>
    watched.flatMap((one) => {
      const counted = countedIn(one, hour)
      if (counted === undefined) return []
      const key = `${utc(hour).slice(0, 13)} serving/${one.replica.pod} ${one.model}`
      const row = held.get(key)
      const is = ['prompt_tokens', 'cached_tokens', 'generated_tokens', 'requests'].map((name) =>
        String(row?.[name] ?? '-'),
      )
      const due = [counted.prompt, counted.cached, counted.generated, counted.requests].map(String)
      return is.join() === due.join() ? [] : [`${key} counts ${is.join(' ')} and not ${due.join(' ')}`]
    }),
  )
}

/** Tokens that a process took to its grave leave a mark on an hour near it. */
async function unflagged({ ledger, fleet, hours }: Running, watched: readonly Watched[]): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat_ws(' ', to_char(hour, 'YYYY-MM-DD"T"HH24'), replica, served_model) as key from fact.usage_hour where quality <> 'exact'`,
  )
  const flagged = new Set(rows.map(({ key }) => String(key)))
  return watched.flatMap((one) =>
    lossesIn(fleet, one).flatMap(({ near, process }) => {
      const name = `serving/${one.replica.pod} ${one.model}`
      const isTold = near.some((hour) => !hours.includes(hour) || flagged.has(`${utc(hour).slice(0, 13)} ${name}`))
      return isTold ? [] : [`${name} of ${utc(process.from)} ended with tokens that nobody saw, and no hour says so`]
    }),
  )
}

/** Reconciled with the bill, and the bill with what the provider itself says it comes to; an export says nothing of it. */
async function wrongTotals(ledger: Ledger): Promise<string[]> {
  const apart = await ledger.rows(
    `select concat_ws(' ', 'reconciliation', provider, billing_period, billing_currency, basis, difference) as row
     from report.reconciliation where difference <> 0
     union all
     select concat_ws(' ', 'invoice', provider, billing_period, billing_currency, billed, not_in_lines, provider_total, provider_difference)
     from report.invoice where provider_difference is distinct from 0 and billing_account_id <> $1`,
    [EXPORTER],
  )
  return apart.map(({ row }) => String(row))
}
