/** Machines of the price list for tests, and what a version's hours came to. */
import type { Line } from '../../support/focus.js'
import type { Ledger } from '../../support/ledger.js'

/** A p5.48xlarge: eight H100s. One hour of it is on demand at $55.04 (ledger.md 7). */
export const p5: Line = {
  BilledCost: '55.04',
  EffectiveCost: '55.04',
  ListCost: '55.04',
  ContractedCost: '55.04',
  ConsumedQuantity: '1',
  ConsumedUnit: 'Hours',
  x_UsageType: 'BoxUsage:p5.48xlarge',
}

/** A machine of one GPU, at $8 an hour. */
export const single: Line = {
  BilledCost: '8',
  EffectiveCost: '8',
  ConsumedQuantity: '1',
  ConsumedUnit: 'Hours',
  x_UsageType: 'BoxUsage:p3.2xlarge',
}

/** The same line in each hour of 1 August 2026 from `first` on, `count` times. */
export function hourly(line: Line, first: number, count: number): Line[] {
  return Array.from({ length: count }, (_, i) => ({ ...line, ...hourOf(first + i) }))
}

/** The period of an hour, counted from the first of 1 August 2026; of several, from the first to the last. */
export function hourOf(first: number, count = 1): Line {
  return { ChargePeriodStart: timeOf(first), ChargePeriodEnd: timeOf(first + count) }
}

function timeOf(hour: number): string {
  const [day, rest] = [1 + Math.floor(hour / 24), hour % 24].map((part) => String(part).padStart(2, '0'))
  return `2026-08-${day}T${rest}:00:00Z`
}

export async function priceList(ledger: Ledger): Promise<void> {
  await ledger.rows(
    `insert into fact.instance_type (provider, instance_type, gpus, gpu_model, a100_factor, source, as_of, load_id) values
       ('aws', 'p5.48xlarge', 8, 'H100', null, 'test', '2026-08-01', 0),
       ('aws', 'p3.2xlarge', 1, 'V100', null, 'test', '2026-08-01', 0)`,
  )
}

/** Where the money of the accounts' hours went, as `00 unattributed tax 5`. */
export async function went(ledger: Ledger, amount = 'billed_cost'): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat_ws(' ', to_char(hour, 'HH24'), kind, nullif(reason, ''), trim_scale(sum(${amount}))) as row
     from report.account_hour
     group by hour, kind, reason
     order by hour, kind collate "C", reason collate "C"`,
  )
  return rows.map(({ row }) => String(row))
}

/** What each version's part of each resource-hour costs, as `00 i-1 qwen v1 serving 27.52`; reasons stand after a kind. */
export async function costs(ledger: Ledger, amount = 'billed_cost'): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat_ws(' ', to_char(c.hour, 'HH24'), r.resource_id, nullif(concat_ws(' ', v.model, nullif(v.version, '')), ''),
       c.kind, nullif(c.reason, ''), trim_scale(c.${amount})) as row
     from fact.model_cost_hour c
     join fact.resource r using (resource_key)
     join fact.model_version v using (version_id)
     order by c.hour, r.resource_id, v.model, v.version, c.kind collate "C"`,
  )
  return rows.map(({ row }) => String(row))
}
