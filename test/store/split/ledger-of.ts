/** Random fleets in a ledger: their bills and telemetry on the way in, and what stands there afterwards. */
import type { Charge } from '../../support/oracle-fleet.js'
import type { TelemetryHour } from '../../../src/records/usage-hour.js'
import type { Ranks, Read } from '../../support/oracle-sight.js'
import { textOf } from '../../support/oracle.js'
import { csv, type Line } from '../../support/focus.js'
import type { Ledger } from '../../support/ledger.js'
import { readTogether, replica, telemetry } from '../../support/telemetry.js'
import { plusHours, parseHour } from '../../../src/units/hour.js'
import { statement } from '../../../src/store/statements.js'
import type { Weights } from './fleet.js'
import { priceList } from './given.js'

const first = parseHour('2026-08-01T00:00Z')
const at = (hour: number, minutes = 0): string =>
  plusHours(first, hour).replace(/:\d\d(:\d\d(\.\d+)?)?Z$/, `:${String(minutes).padStart(2, '0')}:00Z`)

export async function loadBill(ledger: Ledger, charges: readonly Charge[], name = 'bill.csv'): Promise<void> {
  const lines = [...anchors, ...charges.map(lineOf)]
  const { linesRejected } = await ledger.load([await ledger.file(name, csv(lines))], { covering: 'shrunk' })
  if (linesRejected > 0n) throw new Error('a bill of this test is not understood')
}

/** Both windows of both accounts are in each bill, so that each bill replaces all of the one before. */
const anchors: readonly Line[] = ['1', '2'].flatMap((account) =>
  ['2026-07-01', '2026-08-01'].map((period) => lineOf(charge(account, period))),
)

function charge(account: string, period: string): Charge {
  const amounts = { list: 0n, contracted: 0n, billed: 0n, effective: 0n }
  const usual = { machine: 'anchor', currency: 'USD', category: 'Usage', commitment: null, gpuMs: null } as const
  return { ...usual, account, period, hour: 0, length: 'hour', amounts }
}

function lineOf(said: Charge): Line {
  const { account, period, hour, length, amounts, gpuMs } = said
  const amount = (value: bigint | null): string | null => (value === null ? null : textOf(value))
  const ends = { hour: at(hour + 1), moment: at(hour, 20), day: at(hour + 24) }[length]
  return {
    BilledCost: amount(amounts.billed),
    EffectiveCost: amount(amounts.effective),
    ListCost: amount(amounts.list),
    ContractedCost: amount(amounts.contracted),
    BillingAccountId: account,
    SubAccountId: account,
    BillingCurrency: said.currency,
    BillingPeriodStart: `${period}T00:00:00Z`,
    BillingPeriodEnd: period === '2026-07-01' ? '2026-08-01T00:00:00Z' : '2026-09-01T00:00:00Z',
    ChargePeriodStart: at(hour, length === 'moment' ? 20 : 0),
    ChargePeriodEnd: ends,
    ChargeCategory: said.category,
    CommitmentDiscountId: said.commitment === null ? null : 'plan-1',
    CommitmentDiscountStatus: said.commitment,
    ResourceId: said.machine,
    ServiceName: 'Service',
    ConsumedQuantity: gpuMs === null ? null : textOf((gpuMs * 10n ** 18n) / 3_600_000n),
    ConsumedUnit: gpuMs === null ? null : 'Hours',
    x_UsageType: gpuMs === null ? null : 'BoxUsage:p3.2xlarge',
  }
}

/** Hours of a source that follow each other are written together, as the job does; in disorder each in its turn, of all sources. */
export async function readAll(ledger: Ledger, reads: readonly Read[], allowEmpty = false): Promise<void> {
  const pending = new Map<string, Read[]>()
  const flush = async (): Promise<void> => {
    for (const run of pending.values()) await readTogether(ledger, run.map(telemetryOf), { allowEmpty })
    pending.clear()
  }
  for (const said of reads) {
    const last = pending.get(said.source)?.at(-1)
    if (last !== undefined && last.hour !== said.hour - 1) await flush()
    pending.set(said.source, [...(pending.get(said.source) ?? []), said])
  }
  await flush()
}

function telemetryOf({ source, complete, seen, hour }: Read): TelemetryHour {
  const usage = seen.map((one) =>
    replica({
      replica: one.replica,
      servedModel: one.model,
      versionLabel: one.version === '' ? null : one.version,
      resourceLabel: one.machine,
      role: one.role,
      gpusLabel: one.gpus === null ? null : (Number(one.gpus) / 1_000_000).toFixed(6),
      present: one.present,
      busyMs: one.busy,
      runningMs: one.running,
      promptTokens: one.tokens?.prompt ?? null,
      cachedTokens: one.tokens?.cached ?? null,
      generatedTokens: one.tokens?.generated ?? null,
      requests: one.tokens?.generated ?? null,
      sharedCard: one.shares === null ? null : { device: one.shares.card, busyMs: Number(one.shares.ms) },
    }),
  )
  return telemetry(plusHours(first, hour), usage, { source, complete, warnings: complete ? [] : ['a store was down'] })
}

/** Empties the ledger, and says what its machines are and what tokens weigh. */
export async function begin(ledger: Ledger, weights: Weights): Promise<void> {
  const tables = await ledger.rows(
    `select string_agg(format('%I.%I', schemaname, tablename), ', ') as names from pg_catalog.pg_tables
     where schemaname in ('raw', 'stage', 'fact', 'report', 'ops') and tablename not like 'migration%'
       and tablename not in ('provider', 'part', 'model_version', 'token_weight', 'split_settings', 'fx_rate', 'rate_of_day')`,
  )
  await ledger.pool.query(`truncate ${String(tables[0]?.['names'])}`)
  await ledger.pool.query('delete from fact.part where part_id <> 0')
  await ledger.pool.query('delete from fact.token_weight')
  const weighed = Object.entries(weights).map(([model, [uncached, cached, generated]]) => ({
    model: model === 'others' ? '' : model,
    uncached,
    cached,
    generated,
  }))
  await ledger.pool.query(await statement('45_weight_put'), [JSON.stringify(weighed)])
  await priceList(ledger)
}

/** The order in which the ledger deals crumbs of time: by its own keys of versions and replicas. */
export async function ranksOf(ledger: Ledger, { others, m2 }: Weights): Promise<Ranks> {
  const keyed = async (sql: string) =>
    new Map((await ledger.rows(sql)).map(({ name, key }) => [name, BigInt(String(key))]))
  const versions = await keyed(
    `select concat_ws(' ', model, version) as name, version_id as key from fact.model_version`,
  )
  const holders = await keyed(
    `select distinct concat_ws(' ', source, replica, served_model) as name, holder_key as key from fact.holder_hour`,
  )
  return {
    version: (name) => versions.get(name) ?? -1n,
    holder: (source, one, model) => holders.get(`${source} ${one} ${model}`) ?? -1n,
    weights: (model) => {
      const [uncached, cached, generated] = model === 'm2' ? m2 : others
      return [BigInt(uncached), BigInt(cached), BigInt(generated)]
    },
  }
}
