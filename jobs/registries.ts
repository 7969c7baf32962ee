/** From the settings to the registries that are read. */
import type { Config } from '../src/config/index.js'
import { ConfigError } from '../src/errors.js'
import type { Patience } from '../src/http.js'
import type { RegistryAnswer, VersionName } from '../src/records/registry.js'

/** A place that tells of versions. */
export interface RegistrySource {
  readonly name: string
  /** The alias that a model's own name stands for; undefined: none. */
  readonly servedAlias: string | undefined
  /** All it has; of `known` versions that it does not list, whether it still has them. */
  readonly read: (known: readonly VersionName[]) => Promise<RegistryAnswer>
}

/** Each kind is loaded when it is read: most have one. */
export function registriesOf({ versions }: Config, patience?: Patience): readonly RegistrySource[] {
  const patient = patience === undefined ? {} : { patience }
  return [
    ...versions.mlflow.map((settings) => ({
      name: settings.name,
      servedAlias: settings.servedAlias,
      read: async (known: readonly VersionName[]) =>
        (await import('../src/sources/mlflow/index.js')).readRegistry({ ...settings, ...patient }, known),
    })),
    ...versions.bentoml.map((settings) => ({
      name: settings.name,
      servedAlias: undefined,
      read: async () => (await import('../src/sources/bentoml/index.js')).readBentoml({ ...settings, ...patient }),
    })),
    ...versions.files.map((settings) => ({
      name: settings.name,
      servedAlias: settings.servedAlias,
      read: async () => (await import('../src/sources/registry-file/index.js')).readRegistryFile(settings),
    })),
  ]
}

export const NONE = 'versions names no registry'

/** @throws ConfigError when there is none, or none of that name */
export function registriesNamed(
  config: Config,
  name: string | undefined,
  patience?: Patience,
): readonly RegistrySource[] {
  const all = registriesOf(config, patience)
  if (all.length === 0) throw new ConfigError(`No registry is configured. In tokenledger.yaml:\n${EXAMPLE}`)
  const named = all.filter((one) => name === undefined || one.name === name)
  if (named.length > 0) return named
  throw new ConfigError(`versions names no ${String(name)}. Known: ${all.map((one) => one.name).join(', ')}.`)
}

const EXAMPLE = `
versions:
  mlflow:
    - name: prod
      url: https://mlflow.example.com
      auth: { username: ledger, password: { env: MLFLOW_PASSWORD } }
`
