/** A Beijing day on a bill, and the hours it is dealt to. */
import { csv, type Line } from '../../support/focus.js'
import type { Ledger } from '../../support/ledger.js'
import { during, replica } from '../../support/telemetry.js'

/** The Beijing day 2026-08-02: from 1 August 16:00 up to 2 August 16:00 UTC. */
export const beijingDay: Line = {
  ProviderName: 'Alibaba Cloud',
  InvoiceIssuerName: 'Alibaba Cloud',
  BillingCurrency: 'CNY',
  BillingPeriodStart: '2026-07-31T16:00:00Z',
  BillingPeriodEnd: '2026-08-31T16:00:00Z',
  ChargePeriodStart: '2026-08-01T16:00:00Z',
  ChargePeriodEnd: '2026-08-02T16:00:00Z',
  BilledCost: '24',
  EffectiveCost: '24',
}

export const bill = async (ledger: Ledger, lines: readonly Line[]) =>
  ledger.load([await ledger.file('bill.csv', csv(lines, { ...base, ...beijingDay }))])

export const base: Line = {
  ListCost: null,
  ContractedCost: null,
  BillingAccountId: '111122223333',
  ChargeCategory: 'Usage',
  ResourceId: 'i-1',
  ServiceName: 'ecs',
  SubAccountId: '111122223333',
}

export const hours = async (ledger: Ledger) =>
  (
    await ledger.rows(
      `select to_char(hour, 'DD HH24') || ' ' || trim_scale(billed_cost) || ' ' || grain_source as row
       from fact.resource_hour order by hour`,
    )
  ).map(({ row }) => String(row))

/** It ran 2 hours in 16:00 and 17:00, and half an hour twice in 20:00 and 21:00: in all 3 hours. */
export const ran = during('2026-08-01T16:00Z', '2026-08-02T16:00Z', (_, number) => {
  if (number < 2) return [replica()]
  return number === 4 || number === 5 ? [replica({ present: [{ from: 0, to: 1_800_000 }] })] : []
})

/** A replica of another machine: the source is not blind. */
export const another = replica({ replica: 'r-9', resourceLabel: 'i-9' })

export const dealt = ['01 16 8 presence_day', '01 17 8 presence_day', '01 20 4 presence_day', '01 21 4 presence_day']
