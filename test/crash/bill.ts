/** Bills long enough that each phase of their loading can be hit, the same in every run. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface BillOf {
  /** Another number is another restatement: one line in seventeen costs something else, some are new, some are gone. */
  readonly edition: number
  readonly lines: number
  readonly month?: '07' | '08'
  readonly issuer?: string
  /** Moves every line by part of an hour, so that the bills of two months meet in one. */
  readonly minutesLater?: number
}

const columns =
  'BilledCost,EffectiveCost,ListCost,ContractedCost,BillingAccountId,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,' +
  'ChargeCategory,ChargePeriodStart,ChargePeriodEnd,InvoiceIssuerName,ProviderName,ResourceId,ServiceName,SubAccountId'

/** Writes it down and answers with its path. */
export async function writeBill(folder: string, bill: BillOf): Promise<string> {
  const { edition, lines, month = '08', issuer = 'AWS' } = bill
  const path = join(folder, `${issuer}-2024-${month}-${lines}-${edition}.csv`)
  await writeFile(path, [columns, ...Array.from({ length: lines }, (_, i) => lineOf(i, bill)), ''].join('\n'))
  return path
}

/** The charges lie in August whatever the billing period: the hours of two bills of one account meet. */
function lineOf(i: number, { edition, month = '08', issuer = 'AWS', minutesLater = 0 }: BillOf): string {
  const hour = i % 744
  const day = i % 50 === 0
  const starts = Date.UTC(2024, 7, 1, day ? hour - (hour % 24) : hour, day ? 0 : minutesLater)
  const ends = starts + (day ? 86_400_000 : 3_600_000)
  const resource = `i-${Math.floor(i / 744)}${edition > 0 && i % 101 === edition ? `-of-${edition}` : ''}`
  const cost = (((i * 7919) % 100_003) + (i % 17 === 0 ? edition : 0)) / 10_000
  const period = month === '08' ? ['2024-08', '2024-09'] : ['2024-07', '2024-08']
  const [from = '', to = ''] = period.map((name) => `${name}-01T00:00:00Z`)
  const charge = [starts, ends].map((time) => new Date(time).toISOString())
  const head = [cost, cost, cost, cost, '111122223333', 'USD', from, to, 'Usage', ...charge]
  return [...head, issuer, 'AWS', resource, 'Amazon Elastic Compute Cloud', '111122223333'].join(',')
}
