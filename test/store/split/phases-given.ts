/** Versions whose replicas work out prompts, answer, or do both; and what input and output cost. */
import type { UsageHour } from '../../../src/records/usage-hour.js'
import { csv } from '../../support/focus.js'
import type { Ledger } from '../../support/ledger.js'
import { replica } from '../../support/telemetry.js'
import { rates } from '../rates/given.js'
import { hourOf, single } from './given.js'
import { inForce } from './settings-given.js'

export const hourAt = (hour: number) => `2026-08-01T0${hour}:00Z`

/** Machines with their price for the first two hours. */
export async function billed(ledger: Ledger, prices: Readonly<Record<string, string>>, line = single): Promise<void> {
  await inForce(ledger)
  await rates(ledger, { '2026-07-31': '7' })
  const lines = Object.entries(prices).flatMap(([machine, price]) =>
    [0, 1].map((hour) => ({ ...line, ResourceId: machine, BilledCost: price, EffectiveCost: price, ...hourOf(hour) })),
  )
  await ledger.load([await ledger.file('bill.csv', csv(lines))])
}

export const on = (machine: string, role: UsageHour['role'], said: Partial<UsageHour> = {}) =>
  replica({ replica: `${machine}-${role}`, resourceLabel: machine, role, gpusLabel: '1', busyMs: 1_800_000, ...said })

/** 10,000 tokens are worked out here, and 625 generated there: 10,000 and 2,500 by weight. */
export const prefill = (machine: string, said: Partial<UsageHour> = {}) =>
  on(machine, 'prefill', { promptTokens: 10_000n, generatedTokens: 0n, ...said })
export const decode = (machine: string, said: Partial<UsageHour> = {}) =>
  on(machine, 'decode', { promptTokens: 0n, generatedTokens: 625n, ...said })
export const both = (machine: string, said: Partial<UsageHour> = {}) =>
  on(machine, 'both', { promptTokens: 10_000n, generatedTokens: 625n, ...said })

export const figures = (ledger: Ledger, per: 'hour' | 'day') =>
  ledger.rows(
    `select trim_scale(cost_usd) as usd, trim_scale(usd_per_1m_input_tokens) as input, trim_scale(usd_per_1m_output_tokens) as output,
       trim_scale(cny_per_1m_output_tokens) as cny_output, phases_from
     from report.kpi_${per} order by 1`,
  )
export const phases = (ledger: Ledger) =>
  ledger.rows(
    'select trim_scale(input_usd) as input, trim_scale(output_usd) as output, phases_from from report.phase_hour order by hour',
  )
