/** Figures of the ledger for those who watch it: how far it reaches and what it lacks. Cheap, but for the laws. */
import { checkLaws } from './law.js'
import type { PoolClient } from './pool.js'

/** A figure of one thing of several, such as a source. */
export interface Figure {
  readonly of: Readonly<Record<string, string>>
  readonly value: number
}

export interface LedgerFigures {
  /** Seconds since 1970: where the last charge of a feed ends, of each provider. */
  readonly billsUpTo: readonly Figure[]
  /** Seconds since 1970: where the last hour of a telemetry source ends. */
  readonly usageUpTo: readonly Figure[]
  /** Seconds since 1970: the last day with a rate of its own, its beginning in Beijing. */
  readonly ratesUpTo: readonly Figure[]
  readonly provisionalDays: readonly Figure[]
  readonly hoursWithoutRate: readonly Figure[]
  readonly hoursWithoutTelemetry: readonly Figure[]
  readonly incompleteHours: readonly Figure[]
  readonly unmatchedReplicas: readonly Figure[]
}

export async function ledgerFigures(client: PoolClient): Promise<LedgerFigures> {
  const ask = (sql: string): Promise<Figure[]> => figures(client, sql)
  return {
    billsUpTo: await ask(
      `select feed, provider, extract(epoch from max(last_charge)) as value from ops.window group by 1, 2 order by 1, 2`,
    ),
    usageUpTo: await ask(
      `select source, extract(epoch from max(hour)) + 3600 as value from ops.telemetry_hour group by 1 order by 1`,
    ),
    ratesUpTo: await ask(
      `select extract(epoch from max(fixed_on)::timestamp at time zone 'Asia/Shanghai') as value from fact.fx_rate
       having count(*) > 0`,
    ),
    provisionalDays: await ask(
      `select count(*) as value from fact.rate_of_day
       where currency = 'CNY' and provisional and day <= (now() at time zone 'Asia/Shanghai')::date`,
    ),
    hoursWithoutRate: await ask(
      `select reason, count(unconverted) as value
       from (values ('no_fixing'), ('not_quoted')) as reasons(reason)
       left join fact.resource_hour on unconverted = reason group by 1 order by 1`,
    ),
    hoursWithoutTelemetry: await ask(
      `select source, (extract(epoch from max(hour) - min(hour)) / 3600 + 1 - count(*))::bigint as value
       from ops.telemetry_hour group by 1 order by 1`,
    ),
    incompleteHours: await ask(
      `select source, count(*) filter (where not complete) as value from ops.telemetry_hour group by 1 order by 1`,
    ),
    unmatchedReplicas: await ask(
      `select lacks, count(distinct (source, replica)) filter (
         where last > (select max(hour) from ops.telemetry_hour) - interval '35 days') as value
       from (values ('resource'), ('version'), ('bill')) as kinds(lacks)
       left join report.usage_unmatched using (lacks) group by 1 order by 1`,
    ),
  }
}

/** How many rows break each law; 0 everywhere is healthy. It reads everything that is stored. */
export async function lawFigures(client: PoolClient): Promise<Figure[]> {
  const laws = await checkLaws(client, 1)
  return laws.map(({ law, broken }) => ({ of: { law: law.replace(/^law\./, '') }, value: Number(broken) }))
}

async function figures(client: PoolClient, sql: string): Promise<Figure[]> {
  const { rows } = await client.query<Record<string, string>>(sql)
  return rows.map(({ value, ...of }) => ({ of, value: Number(value) }))
}
