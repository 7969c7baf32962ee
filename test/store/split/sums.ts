/** What has to be equal whatever is split, asked of the tables; and the tables themselves, to be held against others. */
import type { Ledger } from '../../support/ledger.js'

const bases = ['list', 'contracted', 'billed', 'effective']
const amounts = ['cost', 'usd', 'cny'].flatMap((to) => bases.map((basis) => `${basis}_${to}`))
const sums = (columns: readonly string[], from = ''): string =>
  columns.map((one) => `sum(${from}${one}) as ${one}`).join(', ')

const questions = {
  // Parts and their resource-hours.
  parts: `select hour, resource_key, billing_period, billing_currency, part_id, ${sums(amounts)}
    from (
      select hour, resource_key, billing_period, billing_currency, part_id, ${amounts.join(', ')} from fact.model_cost_hour
      union all
      select hour, resource_key, billing_period, billing_currency, part_id, ${amounts.map((one) => `-${one}`).join(', ')}
      from fact.resource_hour
    ) both_sides
    group by hour, resource_key, billing_period, billing_currency, part_id
    having not (${amounts.map((one) => `coalesce(sum(${one}), 0) = 0`).join(' and ')})`,
  // Parts of an unknown amount are unknown, and no others are.
  unknown: `select h.hour, h.resource_key from fact.resource_hour h
    join fact.model_cost_hour c using (hour, resource_key, billing_period, billing_currency, part_id)
    where ${amounts.map((one) => `(h.${one} is null) <> (c.${one} is null)`).join(' or ')}`,
  // What versions' hours say of parts, where all of it is known.
  versions: `select * from (
      select hour, version_id, kind, reason, ${sums(amounts.slice(4).filter((one) => !one.startsWith('contracted')))},
        sum(resource_hours) as parts from (
        select c.hour, version_id, kind, reason, list_usd, billed_usd, effective_usd, list_cny, billed_cny, effective_cny,
          1 as resource_hours
        from fact.model_cost_hour c
        union all
        select hour, version_id, kind, reason, -list_usd, -billed_usd, -effective_usd, -list_cny, -billed_cny, -effective_cny,
          -resource_hours
        from report.model_hour where resource_hours > 0
      ) both_sides group by hour, version_id, kind, reason
    ) s
    where parts <> 0 or not exists (
        select from report.model_hour m where (m.hour, m.version_id, m.kind, m.reason) = (s.hour, s.version_id, s.kind, s.reason)
          and (list_unknown + effective_unknown + unconverted_usd + unconverted_cny > 0))
      and (list_usd, billed_usd, effective_usd, list_cny, billed_cny, effective_cny) is distinct from (0, 0, 0, 0, 0, 0)`,
  // What accounts' hours say of what is known of resource-hours.
  accounts: `select provider, billing_account_id, billing_period, billing_currency, hour from (
      select provider, billing_account_id, billing_period, billing_currency, hour, list_known, contracted_known, billed_cost,
        effective_known, billed_usd, effective_usd, billed_cny, effective_cny
      from report.account_hour
      union all
      select provider, billing_account_id, billing_period, billing_currency, hour, -list_known, -contracted_known, -billed_cost,
        -effective_known, -coalesce(billed_usd, 0), -coalesce(effective_usd, 0), -coalesce(billed_cny, 0), -coalesce(effective_cny, 0)
      from fact.resource_hour join fact.resource using (resource_key)
    ) both_sides
    group by provider, billing_account_id, billing_period, billing_currency, hour
    having (sum(list_known), sum(contracted_known), sum(billed_cost), sum(effective_known), sum(billed_usd), sum(effective_usd),
      sum(billed_cny), sum(effective_cny)) is distinct from (0, 0, 0, 0, 0, 0, 0, 0)`,
  // Days of Beijing and their hours.
  days: `select day, version_id, kind, reason, status from (
      select day, version_id, provider, billing_account_id, region_id, kind, reason, status, billed_usd, effective_cny, prompt_tokens,
        resource_hours
      from report.model_day
      union all
      select (hour at time zone 'Asia/Shanghai')::date, version_id, provider, billing_account_id, region_id, kind, reason, status,
        case when bool_and(billed_usd is not null) then -sum(billed_usd) end, case when bool_and(effective_cny is not null) then -sum(effective_cny) end,
        case when bool_and(prompt_tokens is not null) then -sum(prompt_tokens) end, -sum(resource_hours)
      from report.model_hour group by 1, 2, 3, 4, 5, 6, 7, 8
    ) both_sides
    group by day, version_id, provider, billing_account_id, region_id, kind, reason, status
    having sum(resource_hours) <> 0 or coalesce(sum(billed_usd), 0) <> 0 or coalesce(sum(effective_cny), 0) <> 0
      or coalesce(sum(prompt_tokens), 0) <> 0`,
  // Tokens and requests of versions, and of what replicas told.
  tokens: `select hour, model, version from (
      select hour, model, version, prompt_tokens, cached_tokens, generated_tokens, requests, replica_hours
      from report.model_hour join fact.model_version using (version_id) where replica_hours > 0
      union all
      select hour, served_model, coalesce(version_label, ''), -prompt_tokens, -cached_tokens, -generated_tokens, -requests, -1
      from fact.usage_hour
    ) both_sides
    group by hour, model, version
    having (coalesce(sum(prompt_tokens), 0), coalesce(sum(cached_tokens), 0), coalesce(sum(generated_tokens), 0),
      coalesce(sum(requests), 0), sum(replica_hours)) is distinct from (0, 0, 0, 0, 0)`,
}

/** What is not equal that should be; empty when all of it is. */
export async function unequal(ledger: Ledger): Promise<Record<string, readonly unknown[]>> {
  const found: Record<string, readonly unknown[]> = {}
  for (const [name, question] of Object.entries(questions)) {
    const rows = await ledger.rows(question)
    if (rows.length > 0) found[name] = rows.slice(0, 3)
  }
  return found
}

const tables = [
  'fact.presence_hour',
  'fact.deployment',
  'fact.holder_hour',
  'fact.resource_hour',
  'fact.share_hour',
].concat([
  'fact.model_cost_hour',
  'report.model_hour',
  'report.model_day',
  'report.phase_hour',
  'report.account_hour',
  'report.team_hour',
  'report.team_day',
  'report.team_week',
  'report.request_day',
  'report.request_week',
  'report.region_hour',
  'report.sum_four_hours',
  'report.region_day',
  'report.sum_week',
  'report.invoice_bill',
])

/** The rows of all that follows from bills and telemetry. */
export async function factsOf(ledger: Ledger): Promise<Record<string, readonly string[]>> {
  const facts: Record<string, readonly string[]> = {}
  for (const table of tables) {
    const rows = await ledger.rows(`select to_jsonb(t)::text as row from ${table} t order by 1`)
    facts[table] = rows.map(({ row }) => String(row))
  }
  return facts
}
