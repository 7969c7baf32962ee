/** FOCUS files for tests, written by hand: a line names only what matters to it. */

export type Line = Readonly<Record<string, string | null>>

const usual: Line = {
  BilledCost: '1',
  EffectiveCost: '1',
  ListCost: '1',
  ContractedCost: '1',
  BillingAccountId: '111122223333',
  BillingCurrency: 'USD',
  BillingPeriodStart: '2026-08-01T00:00:00Z',
  BillingPeriodEnd: '2026-09-01T00:00:00Z',
  ChargeCategory: 'Usage',
  ChargePeriodStart: '2026-08-01T00:00:00Z',
  ChargePeriodEnd: '2026-08-01T01:00:00Z',
  InvoiceIssuerName: 'Amazon Web Services, Inc.',
  ProviderName: 'AWS',
  ResourceId: 'i-1',
  ServiceName: 'Amazon Elastic Compute Cloud',
  SubAccountId: '111122223333',
}

/** A CSV of lines; a column that any line names is there, null is an empty field. */
export function csv(lines: readonly Line[], base: Line = usual): string {
  const rows = lines.map((line) => ({ ...base, ...line }))
  const columns = [...new Set([...Object.keys(base), ...rows.flatMap((row) => Object.keys(row))])]
  const text = (value: string | null | undefined): string => (value == null ? '' : `"${value.replaceAll('"', '""')}"`)
  return (
    [columns.join(','), ...rows.map((row: Line) => columns.map((column) => text(row[column])).join(','))].join('\n') +
    '\n'
  )
}
