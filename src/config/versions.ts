/** The settings of registries as the rest of the program takes them: defaults filled in, secrets read, paths absolute. */
import { resolve } from 'node:path'
import type { z } from 'zod'
import { type Auth, authOf, checkAuth } from './auth.js'
import { type Path, valueAt } from './document.js'
import { bentoml, mlflow, registryFile, type versions } from './schema-versions.js'
import { readSecret, type Secret, type Surroundings } from './secrets.js'

export interface MlflowConfig {
  /** The `registry` of every row. */
  readonly name: string
  readonly url: string
  readonly auth: Auth | undefined
  readonly servedTag: string
  readonly validFromTag: string
  /** The alias that a model's own name stands for; undefined: none. */
  readonly servedAlias: string | undefined
  readonly asksAliases: boolean
}

export interface BentomlConfig {
  readonly name: string
  /** Either the address of a Yatai, or a file. */
  readonly place: { readonly url: string; readonly token: Secret } | { readonly file: string }
  readonly servedTag: string
  readonly validFromTag: string
}

export interface RegistryFileConfig {
  readonly name: string
  readonly file: string
  readonly servedAlias: string | undefined
}

export interface VersionSettings {
  readonly mlflow: readonly MlflowConfig[]
  readonly bentoml: readonly BentomlConfig[]
  readonly files: readonly RegistryFileConfig[]
}

export function versionsOf(data: z.infer<typeof versions>, around: Surroundings): VersionSettings {
  return {
    mlflow: data.mlflow.map((one) => ({
      name: one.name,
      url: one.url,
      auth: authOf(one.auth, around, () => undefined),
      servedTag: one.served_tag,
      validFromTag: one.valid_from_tag,
      servedAlias: one.served_alias,
      asksAliases: one.aliases,
    })),
    bentoml: data.bentoml.flatMap((one) => {
      const place = placeOf(one, around, () => undefined)
      return place === undefined
        ? []
        : [{ name: one.name, place, servedTag: one.served_tag, validFromTag: one.valid_from_tag }]
    }),
    files: data.files.map(({ name, file, served_alias: servedAlias }) => ({
      name,
      file: resolve(around.folder, file),
      servedAlias,
    })),
  }
}

function placeOf(
  { url, token, file }: z.infer<typeof bentoml>,
  around: Surroundings,
  complain: (path: Path, text: string) => void,
): BentomlConfig['place'] | undefined {
  if (file !== undefined && url === undefined) return { file: resolve(around.folder, file) }
  if (file !== undefined || url === undefined) {
    complain([], 'needs either url and token, or file. Write one of them.')
    return undefined
  }
  if (token === undefined) {
    complain(['token'], 'is missing. Write token: { env: NAME }, and put the API token into the variable NAME.')
    return undefined
  }
  const secret = readSecret(token, around, (text) => complain(['token'], text))
  return secret === undefined ? undefined : { url, token: secret }
}

const LISTS = ['mlflow', 'bentoml', 'files'] as const

/** What no schema sees: two registries of one name, secrets that are not there or stand in plain text, places that are none. */
export function checkVersions(
  value: unknown,
  around: Surroundings,
  complain: (path: Path, text: string) => void,
): void {
  const names = new Map<string, string>()
  for (const list of LISTS) {
    const entries = valueAt(value, [list])
    for (const [index, one] of (Array.isArray(entries) ? entries : []).entries()) {
      const path: Path = ['versions', list, index]
      const within = (inside: Path, text: string): void => complain([...path, ...inside], text)
      if (list === 'mlflow')
        checkAuth(valueAt(one, ['auth']), around, (inside, text) => within(['auth', ...inside], text))
      if (list === 'bentoml') checkBentoml(one, around, within)
      const name = nameOf(list, one)
      if (name === undefined) continue
      const first = names.get(name)
      if (first === undefined) names.set(name, `versions.${list}[${index}]`)
      else within(['name'], `is the name of ${first} already. Give each its own.`)
    }
  }
}

function nameOf(list: (typeof LISTS)[number], one: unknown): string | undefined {
  const schema = { mlflow, bentoml, files: registryFile }[list]
  return schema.safeParse(one).data?.name
}

function checkBentoml(one: unknown, around: Surroundings, complain: (path: Path, text: string) => void): void {
  const written = valueAt(one, ['token'])
  if (written !== undefined && bentoml.shape.token.unwrap().unwrap().safeParse(written).success === false) {
    complain(
      ['token'],
      'is no place of a secret. Write token: { env: NAME }, and put the API token into the variable NAME.',
    )
    return
  }
  const read = bentoml.safeParse(one)
  if (read.success) placeOf(read.data, around, complain)
}
