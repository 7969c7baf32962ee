/** Versions, tags and aliases of a registry of MLflow. */
import type { z } from 'zod'
import type { RegisteredName, RegisteredVersion, RegistryAnswer, VersionName } from '../../records/registry.js'
import { namesOfTags } from '../../records/served-names.js'
import { modelsPage, oneModel, oneVersion, versionsPage } from './answers.js'
import { get, malformed, type Parameters } from './client.js'
import type { MlflowSettings } from './settings.js'

export type { MlflowSettings } from './settings.js'

/** Models allow no more; of versions Databricks allows ten times as many, and others two hundred times. */
const PAGE: Parameters[number] = ['max_results', '1000']
/** Prompts are versions of a registry, too, and nobody serves them. */
const IS_PROMPT = 'mlflow.prompt.is_prompt'

/**
 * All there is. Pages are cut by a count, so that one which changes while it is read may leave a version out: those of `known`
 * that no page has are asked for by name, and are gone only when the registry says so.
 * @throws SourceRefused, ConfigError, SourceDown, MalformedBill; there is no answer in parts
 */
export async function readRegistry(settings: MlflowSettings, known: readonly VersionName[]): Promise<RegistryAnswer> {
  const asker = new Asker(settings)
  const models = await asker.pages('registered-models/search', [['order_by', 'name ASC']], modelsPage)
  const paged = await asker.pages(
    'model-versions/search',
    [
      ['order_by', 'name ASC'],
      ['order_by', 'version_number ASC'],
    ],
    versionsPage,
  )
  const found = new Map<string, RegisteredVersion>()
  for (const one of paged.flatMap((page) => page.model_versions ?? [])) found.set(keyOf(one), one)
  for (const one of known.filter((version) => !found.has(keyOf(version)))) {
    const still = await asker.one(
      'model-versions/get',
      [
        ['name', one.model],
        ['version', one.version],
      ],
      oneVersion,
    )
    if (still !== undefined) found.set(keyOf(one), still.model_version)
  }
  const versions = [...found.values()].filter(({ tags }) => tags[IS_PROMPT]?.toLowerCase() !== 'true')
  const kept = new Set(versions.map(keyOf))
  const named = models.flatMap((page) => page.registered_models ?? []).map(({ name }) => name)
  const served = namesOfTags(versions, settings)
  const aliases = settings.asksAliases
    ? await aliasesOf(asker, [...new Set([...named, ...versions.map(({ model }) => model)])])
    : []
  return {
    registry: settings.name,
    versions,
    names: [...served.names, ...aliases.filter((one) => kept.has(keyOf(one)))],
    warnings: served.warnings,
    requests: asker.requests,
  }
}

/** By model: a search of many servers leaves them out (mlflow#9783, #16734). */
async function aliasesOf(asker: Asker, models: readonly string[]): Promise<RegisteredName[]> {
  const names: RegisteredName[] = []
  for (const model of models) {
    const said = await asker.one('registered-models/get', [['name', model]], oneModel)
    for (const { alias, version } of said?.registered_model.aliases ?? []) {
      names.push({ rule: 'alias', model, version, name: alias, from: null, to: null })
    }
  }
  return names
}

function keyOf({ model, version }: VersionName): string {
  return JSON.stringify([model, version])
}

interface Page {
  readonly next_page_token?: string | null | undefined
}

class Asker {
  readonly #settings: MlflowSettings
  requests = 0

  constructor(settings: MlflowSettings) {
    this.#settings = settings
  }

  async pages<T extends Page>(path: string, parameters: Parameters, form: z.ZodType<T>): Promise<T[]> {
    const pages: T[] = []
    const tokens = new Set<string>()
    for (let token = ''; ;) {
      const asked: Parameters = token === '' ? [] : [['page_token', token]]
      const page = await this.one(path, [PAGE, ...parameters, ...asked], form)
      if (page === undefined) throw malformed(this.#settings, `${path} is missing`)
      pages.push(page)
      token = page.next_page_token ?? ''
      if (token === '') return pages
      // It would be read for ever.
      if (tokens.has(token)) throw malformed(this.#settings, `${path} names the same next page twice`)
      tokens.add(token)
    }
  }

  /** Undefined: there is no such thing. */
  async one<T>(path: string, parameters: Parameters, form: z.ZodType<T>): Promise<T | undefined> {
    this.requests += 1
    const said = await get(this.#settings, path, parameters)
    if (said === 'missing') return undefined
    const { success, data, error } = form.safeParse(said.json)
    if (success) return data
    const { path: field = [], message = '' } = error.issues[0] ?? {}
    throw malformed(this.#settings, `${path} has another form than it had: ${field.join('.')} ${message}`)
  }
}
