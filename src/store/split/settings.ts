/** The settings of the split, kept in the ledger: what folds reads them there, whichever command it is. */
import { createHash } from 'node:crypto'
import type { SplitSettings } from '../../config/index.js'
import { ConfigError } from '../../errors.js'
import type { InstanceType } from '../../records/instance-type.js'
import { emptyStaging } from '../fold.js'
import { putInstanceTypes, rowOf } from '../instance-types.js'
import { inTransaction, type PoolClient } from '../pool.js'
import { statement } from '../statements.js'
import { openRun } from '../usage/run.js'
import { lockFold } from '../windows.js'
import { classifyAll } from './classes.js'
import { addUpDays } from './report.js'

export interface SplitRules {
  readonly settings: SplitSettings
  readonly types: readonly InstanceType[]
}

/** What a change of settings leaves to do. */
export interface SettingsApplied {
  readonly loadId: string
  /** Kinds of charges that were decided on again. */
  readonly classes: number
}

/**
 * Puts the settings in force: rules, weights, types of machines and the business time zone. What is folded from now on goes by
 * them; hours folded before stay due until `refold` does them. Undefined: they were in force already.
 */
export async function applySettings(client: PoolClient, rules: SplitRules): Promise<SettingsApplied | undefined> {
  refuseStrangeGpus(rules)
  await keepPaceLimits(client, rules)
  const fingerprint = fingerprintOf(rules)
  if (await areInForce(client, rules)) return undefined
  return inTransaction(client, async () => {
    await lockFold(client)
    const before = await inForce(client)
    if (before.fingerprint === fingerprint) return undefined
    const { id } = await openRun(client)
    await client.query('delete from fact.split_rule')
    await client.query(await statement('45_rule_put'), [
      JSON.stringify(rules.settings.rules.map((rule, ord) => ({ ord, ...rule }))),
    ])
    await client.query('delete from fact.token_weight')
    await client.query(await statement('45_weight_put'), [JSON.stringify(rules.settings.weights)])
    await client.query('delete from fact.gpu_peak')
    await client.query(await statement('45_peak_put'), [JSON.stringify(rules.settings.gpuPeaks)])
    await putInstanceTypes(client, rules.types, id)
    await client.query(
      `insert into ops.split_settings (load_id, fingerprint, business_time_zone, settings, due)
       select $1, $2, $3, $4,
         case when count(*) = 0 then '{}' else tstzmultirange(tstzrange(min(hour), max(hour) + interval '1 hour')) end
       from fact.resource_hour`,
      [id, fingerprint, rules.settings.businessTimeZone, JSON.stringify(rules.settings)],
    )
    const classes = await classifyAll(client, id)
    if (before.zone !== rules.settings.businessTimeZone) await addUpDays(client, 'all')
    await emptyStaging(client, [id])
    return { loadId: id, classes }
  })
}

/** Whether these settings are in force already. */
export async function areInForce(client: PoolClient, rules: SplitRules): Promise<boolean> {
  return (await inForce(client)).fingerprint === fingerprintOf(rules)
}

/** @throws ConfigError for a GPU that no type of machine has */
function refuseStrangeGpus({ settings, types }: SplitRules): void {
  const known = new Set(types.map(({ gpuModel }) => gpuModel))
  const named = [
    ...settings.paceLimits.map(({ gpu }, i) => ({ gpu, path: `split.pace_limits[${i}].gpu` })),
    ...settings.gpuPeaks.map(({ gpu }, i) => ({ gpu, path: `split.gpu_peaks[${i}].gpu` })),
  ]
  const strange = named.find(({ gpu }) => !known.has(gpu))
  if (strange === undefined) return
  const names = [...known].filter((gpu) => gpu !== null).toSorted()
  throw new ConfigError(
    `${strange.path} is ${JSON.stringify(strange.gpu)}, which no type of machine has. Known: ${names.join(', ')}.`,
  )
}

/** Limits are looked at by who reads and leave no hour due. */
async function keepPaceLimits(client: PoolClient, { settings: { paceLimits } }: SplitRules): Promise<void> {
  const limits = JSON.stringify(paceLimits)
  await inTransaction(client, async () => {
    for (const step of ['gone', 'put']) await client.query(await statement(`45_pace_limit_${step}`), [limits])
  })
}

/** Of all that decides where money goes. */
function fingerprintOf({ settings, types }: SplitRules): string {
  return createHash('sha256')
    .update(JSON.stringify([{ ...settings, paceLimits: undefined }, types.map(rowOf)]))
    .digest('hex')
}

interface InForce {
  readonly fingerprint: string
  readonly zone: string
}

async function inForce(client: PoolClient): Promise<InForce> {
  const { rows } = await client.query<InForce>(
    'select fingerprint, business_time_zone as zone from ops.split_settings order by load_id desc limit 1',
  )
  return rows[0] ?? { fingerprint: '', zone: '' }
}
