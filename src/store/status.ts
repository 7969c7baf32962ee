/** What is loaded up to when, which feeds compete, and what the last loads came to. Amounts and numbers are exact texts. */
import { type JobState, jobStates } from './job-runs.js'
import type { PoolClient } from './pool.js'
import { type HoursWithoutRate, hoursWithoutRate } from './rates/ask.js'
import { hoursDue } from './split/index.js'
import { type WaitingMessages, waitingMessages } from './undelivered.js'
import {
  type Overclaimed,
  overclaimedCards,
  type SeenTwice,
  seenTwice,
  type Unmatched,
  unmatchedReplicas,
} from './usage/told.js'

/** A bill as it stands. Times are ISO text in UTC; `last_charge` is the end of the last charge. */
export interface LoadedBill {
  readonly feed: string
  readonly provider: string
  readonly invoice_issuer_name: string
  readonly billing_account_id: string
  readonly billing_period: string
  readonly line_count: string
  readonly first_charge: string
  readonly last_charge: string
  /** False: lines of it were rejected. */
  readonly complete: boolean
  /** Loaded with --partial: it may lack what was never named. */
  readonly partial: boolean
  readonly final: boolean
  /** A newer export was not taken, because lines of it were rejected and what we hold is complete. */
  readonly newer_content_refused: boolean
  readonly loaded_at: string
}

/** What one feed says of an account that several feeds bill. Compared, never added. */
export interface CompetingFeed {
  readonly provider: string
  readonly billing_account_id: string
  readonly billing_period: string
  readonly billing_currency: string
  readonly feed: string
  readonly billed_cost: string
  /** How much of it counts; null when nothing does. */
  readonly billed_cost_of_record: string | null
  /** What counts minus what this feed says; null when nothing counts. */
  readonly difference_to_record: string | null
}

/** A load that wrote something. */
export interface LastRun {
  readonly load_id: string
  readonly command: string
  readonly feed: string
  readonly finished_at: string
  readonly files: number
  readonly lines_accepted: string
  readonly lines_rejected: string
  readonly lines_came: string
  readonly lines_gone: string
  readonly hours_folded: string
  readonly complete: boolean
}

/** How far a source of telemetry has been read. Times are ISO text in UTC. */
export interface TelemetrySource {
  readonly source: string
  readonly hours: string
  readonly read_from: string
  /** The end of the last hour that was read. */
  readonly read_to: string
  /** Hours that came with warnings; they are read again. */
  readonly incomplete: string
  readonly first_incomplete: string | null
  /** Hours between the first and the last that were never read. */
  readonly missing: string
  readonly first_missing: string | null
  /** Hours of which telemetry said otherwise later. */
  readonly restated: string
  /** Those that were seen in the last hour. */
  readonly replicas: string
  /** Hours without a single series since the last that had some; up to 35 days. */
  readonly silent: string
}

export interface Status {
  readonly bills: readonly LoadedBill[]
  readonly competing: readonly CompetingFeed[]
  readonly runs: readonly LastRun[]
  readonly telemetry: readonly TelemetrySource[]
  /** Replicas of which nothing says what they ran on, or which version they served. */
  readonly unmatched: readonly Unmatched[]
  readonly overclaimed: readonly Overclaimed[]
  /** Replicas that two sources read, which may be one. */
  readonly seenTwice: readonly SeenTwice[]
  /** Hours without a rate, and so without a number in dollars or yuan, by reason. */
  readonly withoutRate: readonly HoursWithoutRate[]
  /** The last run of each job. */
  readonly jobs: readonly JobState[]
  /** Hours folded by older settings than those in force, `[from, to)`. */
  readonly due: readonly { readonly from: string; readonly to: string }[]
  /** Messages that a channel did not take. */
  readonly undelivered: readonly WaitingMessages[]
}

export async function statusOf(client: PoolClient): Promise<Status> {
  return {
    bills: await loadedBills(client),
    competing: await competingFeeds(client),
    runs: await lastRuns(client),
    telemetry: await telemetrySources(client),
    unmatched: await unmatchedReplicas(client),
    overclaimed: await overclaimedCards(client),
    seenTwice: await seenTwice(client),
    withoutRate: await hoursWithoutRate(client),
    jobs: await jobStates(client),
    due: await hoursDue(client),
    undelivered: await waitingMessages(client),
  }
}

async function telemetrySources(client: PoolClient): Promise<TelemetrySource[]> {
  const { rows } = await client.query<TelemetrySource>(
    `select source, count(*) as hours, to_char(min(hour), $1) as read_from,
       to_char(max(hour) + interval '1 hour', $1) as read_to, count(*) filter (where not complete) as incomplete,
       to_char(min(hour) filter (where not complete), $1) as first_incomplete,
       (extract(epoch from max(hour) - min(hour)) / 3600 + 1 - count(*))::bigint as missing,
       to_char(min(hour) filter (where next <> hour + interval '1 hour') + interval '1 hour', $1) as first_missing,
       (select count(distinct r.hour) from ops.usage_restatement r where r.source = t.source) as restated,
       (select count(distinct u.replica) from fact.usage_hour u
        where u.source = t.source and u.hour = max(t.hour) and u.samples > 0) as replicas,
       count(*) filter (where coalesce(hour > heard and hour <= heard + interval '35 days', true)) as silent
     from (
       select *, max(hour) filter (where series > 0) over (partition by source) as heard,
         lead(hour) over (partition by source order by hour) as next
       from ops.telemetry_hour
     ) t
     group by source order by source`,
    [ISO],
  )
  return rows
}

async function loadedBills(client: PoolClient): Promise<LoadedBill[]> {
  const { rows } = await client.query<LoadedBill>(
    `select feed, provider, invoice_issuer_name, billing_account_id, billing_period, line_count,
       to_char(first_charge, $1) as first_charge, to_char(last_charge, $1) as last_charge,
       complete, partial, final, newer_content_refused, to_char(loaded_at, $1) as loaded_at
     from report.bill_window
     order by billing_period desc, provider, billing_account_id, feed, invoice_issuer_name`,
    [ISO],
  )
  return rows
}

// The comparison reads every line; that an account has one feed only is known from its windows.
async function competingFeeds(client: PoolClient): Promise<CompetingFeed[]> {
  const several = await client.query(
    'select from ops.window group by provider, billing_account_id having count(distinct feed) > 1 limit 1',
  )
  if (several.rowCount === 0) return []
  const { rows } = await client.query<CompetingFeed>(
    `select provider, billing_account_id, billing_period, billing_currency, feed, billed_cost, billed_cost_of_record,
       difference_to_record
     from (
       select *, count(*) over (partition by provider, billing_account_id, billing_period, billing_currency) as feeds
       from report.feed_difference
     ) compared
     where feeds > 1
     order by billing_period desc, provider, billing_account_id, billing_currency, billed_cost_of_record is null, feed`,
  )
  return rows
}

// Telemetry is loaded every hour: its runs would leave no room for those of bills.
async function lastRuns(client: PoolClient): Promise<LastRun[]> {
  const { rows } = await client.query<LastRun>(
    `select load_id, command, feed, to_char(finished_at, $1) as finished_at, jsonb_array_length(files) as files,
       lines_accepted, lines_rejected, lines_came, lines_gone, hours_folded, complete
     from ops.run
     where command <> 'usage' or load_id = (select max(load_id) from ops.run where command = 'usage')
     order by load_id desc limit 5`,
    [ISO],
  )
  return rows
}

// The session is in UTC.
const ISO = 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
