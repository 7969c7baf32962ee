/** The job that reads registries of models: what they hold, and which hours another version served by it. */
import type { JobName } from '../src/config/index.js'
import { type Store, withClient } from '../src/store/index.js'
import { heldVersions, type RegistryWritten, writeRegistry } from '../src/store/registries/index.js'
import { applyMap, demandApart, type DeploymentRules } from '../src/store/usage/index.js'
import { putInForce, type SplitBy } from './fold.js'
import type { RegistrySource } from './registries.js'

export const name = 'versions' satisfies JobName
/** Once a night, between two hours of telemetry. */
export const cron = '40 2 * * *'

export interface LoadVersionsOptions {
  readonly sources: readonly RegistrySource[]
  /** Put in force first; undefined: those in force stay. */
  readonly split?: SplitBy
  readonly rules: DeploymentRules
  /** Let an answer without versions end those that are held. */
  readonly allowEmpty: boolean
  /** When registries are read: what they do not date holds from here on. */
  readonly now: Date
  readonly onStep: (registry: string) => void
}

export interface VersionsLoaded extends RegistryWritten {
  /** What the registry says and could not be understood. */
  readonly warnings: readonly string[]
  readonly requests: number
}

/**
 * A registry that fails does not keep the others from being read.
 * @throws ConfigError, the errors of a source, and those of the store
 */
export async function loadVersions(store: Store, options: LoadVersionsOptions): Promise<readonly VersionsLoaded[]> {
  const { sources, split, rules } = options
  demandApart(rules.entries)
  if (split !== undefined) await putInForce(store, split)
  await withClient(store.pool, (client) => applyMap(client, rules, () => undefined))
  const loaded: VersionsLoaded[] = []
  const failures: unknown[] = []
  for (const source of sources) {
    options.onStep(source.name)
    await loadRegistry(store, source, options)
      .then((one) => loaded.push(one))
      .catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
  return loaded
}

async function loadRegistry(
  store: Store,
  source: RegistrySource,
  { rules, allowEmpty, now: readAt }: LoadVersionsOptions,
): Promise<VersionsLoaded> {
  const known = await withClient(store.pool, (client) => heldVersions(client, source.name))
  const said = await source.read(known)
  const { servedAlias } = source
  const options = { rules, servedAlias, allowEmpty, readAt, onStep: () => undefined }
  const written = await withClient(store.pool, (client) => writeRegistry(client, said, options))
  return { ...written, warnings: said.warnings, requests: said.requests }
}

/** Something of it could not be understood, or it is empty and was not. */
export function isLacking({ outcome, warnings }: Pick<VersionsLoaded, 'outcome' | 'warnings'>): boolean {
  return outcome === 'kept_empty' || warnings.length > 0
}
