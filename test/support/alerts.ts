/** Hours of versions as the fold leaves them, at noon of days that count back from today in Beijing. */
import { textOf } from '../../src/store/statements.js'
import type { Ledger } from './ledger.js'

export interface ModelHour {
  readonly daysAgo: number
  readonly usd?: string | null
  readonly cny?: string | null
  readonly version?: number
  readonly provider?: string
  readonly kind?: string
  readonly reason?: string
  readonly gpuSeconds?: number
  readonly requests?: number | null
  readonly coverage?: number | null
  readonly unconverted?: number
  /** Hours after noon. */
  readonly later?: number
}

const NOON = `(date_trunc('day', now() at time zone 'Asia/Shanghai') - make_interval(days => $1::int) + interval '12 hours') at time zone 'Asia/Shanghai'`

export async function hours(ledger: Ledger, rows: readonly ModelHour[]): Promise<void> {
  for (const row of rows) {
    const { daysAgo, usd = '10', cny = '70', version = 1, provider = 'aws', kind = 'serving', reason = '' } = row
    const { gpuSeconds = 3600, requests = 5, coverage = 1, unconverted = 0, later = 0 } = row
    await ledger.rows(
      `insert into fact.model_version values ($1::bigint, 'qwen', 'v' || $1::bigint::text) on conflict do nothing`,
      [version],
    )
    await ledger.rows(
      `insert into report.model_hour (version_id, provider, billing_account_id, region_id, kind, reason, status, hour,
         effective_usd, effective_cny, list_unknown, billed_unknown, effective_unknown, unconverted_usd, unconverted_cny,
         resource_hours, rates_provisional, gpu_seconds, requests, replica_hours, replica_hours_not_exact, coverage)
       values ($2, $3, '1', '', $4, $5, 'preliminary', ${NOON} + make_interval(hours => $6::int), $7, $8, 0, 0, 0, $9, 0, 1, 0, $10, $11, 1, 0, $12)`,
      [daysAgo, version, provider, kind, reason, later, usd, cny, unconverted, gpuSeconds, requests, coverage],
    )
    await ledger.rows(
      `insert into report.account_hour select $2, '1', '2026-01-01', 'USD', 'serving', '', ${NOON} + make_interval(hours => $3::int),
         0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 on conflict do nothing`,
      [daysAgo, provider, later],
    )
  }
  await addedUp(ledger)
}

/** The days of all hours that there are, as the fold adds them up. */
export async function addedUp(ledger: Ledger): Promise<void> {
  const zone = 'Asia/Shanghai'
  const days = await ledger.value(await textOf('79_day_all'), [zone])
  await ledger.rows('delete from report.model_day where day = any($1::date[])', [days])
  await ledger.rows(await textOf('79_model_day_put'), [days, zone])
}

/** Days that cost ten dollars, or seventy yuan, each. */
export function tens(count: number, from: number, more: Partial<ModelHour> = {}): ModelHour[] {
  return Array.from({ length: count }, (_, i) => ({ daysAgo: from + i, ...more }))
}

export interface Moved {
  readonly daysAgo: number
  readonly cause: string
  readonly before: readonly [usd: string, cny: string]
  readonly after: readonly [usd: string, cny: string]
}

export async function moved(ledger: Ledger, { daysAgo, cause, before, after }: Moved): Promise<void> {
  await ledger.rows(
    `insert into ops.model_restatement (load_id, cause, version_id, provider, billing_account_id, hour, kind, reason,
       effective_usd_before, effective_usd_after, effective_cny_before, effective_cny_after)
     values (1, $2, 1, 'aws', '1', ${NOON}, 'serving', '', $3, $4, $5, $6)`,
    [daysAgo, cause, before[0], after[0], before[1], after[1]],
  )
}
