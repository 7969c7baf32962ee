/** What the ledger knows of rates, and what it lacks. Days are those of Beijing, numbers exact texts. */
import type { PoolClient } from '../pool.js'

/** A currency's rate on a day, or why there is none. */
export interface RateOfDay {
  readonly currency: string
  /** As published: `100 JPY = 4.3135 CNY`; null for the yuan itself and where there is no rate. */
  readonly from_currency: string | null
  readonly to_currency: string | null
  readonly units: string | null
  readonly value: string | null
  readonly rate_date: string | null
  readonly source: string | null
  readonly provisional: boolean | null
  /** `no_fixing`: none within 12 days before. `not_quoted`: the fixing in force does not name the currency. */
  readonly missing: 'no_fixing' | 'not_quoted' | null
}

/** Every currency that has a rate on the day, was ever quoted, or was billed. */
export async function ratesOn(client: PoolClient, day: string): Promise<RateOfDay[]> {
  const { rows } = await client.query<RateOfDay>(
    `select known.currency, r.from_currency, r.to_currency, r.units::text as units, trim_scale(r.value)::text as value,
       r.rate_date::text as rate_date, r.source, r.provisional,
       case when r.day is not null then null
         when exists (select from fact.rate_of_day any_rate where any_rate.day = $1::date) then 'not_quoted'
         else 'no_fixing' end as missing
     from (
       select 'USD' as currency union select 'CNY'
       union select from_currency from fact.fx_rate union select to_currency from fact.fx_rate
       union select billing_currency from fact.resource_hour
     ) known
     left join report.rate_of_day r on r.day = $1::date and r.currency = known.currency
     order by known.currency not in ('USD', 'CNY'), known.currency`,
    [day],
  )
  return rows
}

export interface Lacking {
  /** The Beijing day of the first hour that was billed; null: nothing is loaded. */
  readonly firstHour: string | null
  /** From there, or from `from` if that is later, the first day whose rate is missing or carried for now. */
  readonly lacking: string | null
}

export async function ratesLacking(client: PoolClient, from: string | undefined, today: string): Promise<Lacking> {
  const { rows } = await client.query<{ first_hour: string | null; lacking: string | null }>(
    `select first_hour::text as first_hour, (
       select min(one)::date::text
       from generate_series(greatest(first_hour, $1::date), $2::date, interval '1 day') one
       where not exists (
         select from fact.rate_of_day r where r.day = one::date and r.currency = 'CNY' and not r.provisional)) as lacking
     from (select (min(hour) at time zone 'Asia/Shanghai')::date as first_hour from fact.resource_hour) hours`,
    [from ?? null, today],
  )
  return { firstHour: rows[0]?.first_hour ?? null, lacking: rows[0]?.lacking ?? null }
}

/** Hours of one reason for which there is no rate, and so no number in the other currencies. */
export interface HoursWithoutRate {
  readonly reason: 'no_fixing' | 'not_quoted'
  readonly hours: bigint
  /** Beijing days, the last one included. */
  readonly firstDay: string
  readonly lastDay: string
}

export async function hoursWithoutRate(client: PoolClient): Promise<HoursWithoutRate[]> {
  const { rows } = await client.query<Omit<HoursWithoutRate, 'hours'> & { readonly hours: string }>(
    `select unconverted as reason, count(*) as hours,
       (min(hour) at time zone 'Asia/Shanghai')::date::text as "firstDay",
       (max(hour) at time zone 'Asia/Shanghai')::date::text as "lastDay"
     from fact.resource_hour where unconverted is not null group by unconverted order by unconverted`,
  )
  return rows.map((row) => ({ ...row, hours: BigInt(row.hours) }))
}

/** The last day that has a fixing of its own, and how many days ago that was in Beijing. Undefined: there is no rate. */
export async function lastFixing(client: PoolClient): Promise<{ day: string; daysAgo: number } | undefined> {
  const { rows } = await client.query<{ day: string | null; ago: number }>(
    `select max(fixed_on)::text as day, (now() at time zone 'Asia/Shanghai')::date - max(fixed_on) as ago from fact.fx_rate`,
  )
  const { day, ago } = rows[0] ?? { day: null, ago: 0 }
  return day === null ? undefined : { day, daysAgo: ago }
}

/** The last settled day before `day`, at most a year back: from there on an answer leaves no hole. */
export async function settledBefore(client: PoolClient, day: string): Promise<string | undefined> {
  const { rows } = await client.query<{ day: string | null }>(
    `select max(day)::text as day from fact.rate_of_day
     where currency = 'CNY' and not provisional and day < $1::date and day >= $1::date - 365`,
    [day],
  )
  return rows[0]?.day ?? undefined
}

/** The days of `[from, to)` that have no rate, or one that is carried for now, in order. */
export async function unsettledDays(client: PoolClient, from: string, to: string): Promise<string[]> {
  const { rows } = await client.query<{ day: string }>(
    `select one::date::text as day from generate_series($1::date, $2::date - 1, interval '1 day') one
     where not exists (
       select from fact.rate_of_day r where r.day = one::date and r.currency = 'CNY' and not r.provisional)
     order by one`,
    [from, to],
  )
  return rows.map(({ day }) => day)
}
