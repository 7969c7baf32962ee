/** Parquet files for tests, written by DuckDB as the providers write them: the columns that a query answers. */
import { DuckDBInstance } from '@duckdb/node-api/lib/DuckDBInstance.js'

/** Writes what the query says to `path`; names and types of the columns are those of the query. */
export async function writeParquet(path: string, query: string): Promise<string> {
  const duck = await (await DuckDBInstance.create(':memory:')).connect()
  await duck.run(`set TimeZone = 'UTC'`)
  await duck.run(`copy (${query}) to '${path.replaceAll("'", "''")}' (format parquet)`)
  duck.closeSync()
  return path
}

/** Packs a CSV as zstd, which Node 20 cannot. */
export async function pack(csv: string, to: string): Promise<void> {
  const duck = await (await DuckDBInstance.create(':memory:')).connect()
  const lines = `read_csv('${csv}', all_varchar = true, delim = ',', quote = '', header = true)`
  await duck.run(`copy (select * from ${lines}) to '${to}' (format csv, compression zstd)`)
  duck.closeSync()
}

/** The columns of one line of a bill that a test does not care for, as SQL; `replaced` names those that it does. */
export function line(replaced: Readonly<Record<string, string>> = {}): string {
  const usual: Readonly<Record<string, string>> = {
    BilledCost: '1::double',
    EffectiveCost: '1::double',
    ListCost: '1::double',
    ContractedCost: '1::double',
    BillingAccountId: `'111122223333'`,
    BillingCurrency: `'USD'`,
    BillingPeriodStart: `timestamp '2026-08-01 00:00:00'`,
    BillingPeriodEnd: `timestamp '2026-09-01 00:00:00'`,
    ChargeCategory: `'Usage'`,
    ChargePeriodStart: `timestamp '2026-08-01 00:00:00'`,
    ChargePeriodEnd: `timestamp '2026-08-01 01:00:00'`,
    InvoiceIssuerName: `'Amazon Web Services, Inc.'`,
    ProviderName: `'AWS'`,
    ResourceId: `'i-1'`,
    ServiceName: `'Amazon Elastic Compute Cloud'`,
    SubAccountId: `'111122223333'`,
  }
  const columns = Object.entries({ ...usual, ...replaced }).map(([name, expression]) => `${expression} as "${name}"`)
  return `select ${columns.join(', ')}`
}
