/**
 * What a model's name hints at, such as `qwen2.5-32b-v1.2-fp16-bs64-mt4096`. Names follow no standard, so it is a hint: it
 * never decides anything that somebody said outright, what it does not know it keeps, and no text makes it fail.
 *
 *     name  = [ "models:/" ] [ org "/" ] body [ "/" digits | "@" alias | ":" version ]
 *     body  = token *( "-" token)         ; "." and "_" stay inside tokens
 *
 * Left of the first token that is understood stands the family; what is not understood behind it is kept as `extra`.
 */
export interface ModelName {
  /** `qwen`, of `qwen/qwen2.5-32b`. */
  readonly org: string | undefined
  /** Lower case; all of the name where nothing in it is understood. */
  readonly family: string
  /** As written, in lower case: `32b`, `8x7b`, which is not 56 billion. */
  readonly size: string | undefined
  /** Of a mixture of experts: `3b`. */
  readonly activeSize: string | undefined
  /** Of the deployment, always three numbers: `1.2.0`. */
  readonly version: string | undefined
  readonly quantisation: string | undefined
  readonly batchSize: number | undefined
  /** Tokens; `32k` is 32,768. */
  readonly maxTokens: number | undefined
  readonly parallelism: Readonly<Partial<Record<Parallel, number>>>
  /** `instruct`, `chat`, `coder`. */
  readonly variants: readonly string[]
  /** Of a registry, behind `:` or `/`: `7`. */
  readonly registryVersion: string | undefined
  /** Of a registry, behind `@`: it points somewhere else tomorrow. */
  readonly alias: string | undefined
  /** What is not understood, in its order. */
  readonly extra: readonly string[]
  /** What a reader may have meant otherwise. */
  readonly warnings: readonly string[]
}

export type Parallel = 'tp' | 'pp' | 'dp' | 'ep'

/** Families that call their generation `v3`: there it is no version of a deployment. */
const GENERATIONS = /^(deepseek(-[a-z]+)?-v\d+(?:\.\d+)*)(?=-|$)/
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g
const QUANTISATION =
  /^(fp(4|8|16|32)|bf16|int[48]|nf4|mxfp[48]|nvfp4|awq|gptq|gguf|exl[23]|w\d+a\d+(c\d+)?|i?q\d(_[0-9a-z]+)*)$/
const VARIANTS = new Set(
  'instruct chat base it thinking reasoning coder code math vl vision audio omni embedding reranker distill preview turbo mini'.split(
    ' ',
  ),
)
/** Longer than any name that somebody meant. */
const LONGEST = 1000

/** Of any text. */
export function parseModelName(text: string): ModelName {
  const { org, body, registryVersion, alias } = outside(text.slice(0, LONGEST).replaceAll(DASHES, '-').trim())
  const [generation = ''] = GENERATIONS.exec(body) ?? []
  const tokens = body
    .slice(generation.length)
    .split('-')
    .filter((token) => token !== '')
  const found = new Found()
  for (const [i, token] of tokens.entries()) found.take(token, i === 0 && generation === '')
  return found.named(org, generation, { registryVersion, alias })
}

interface Outside {
  readonly org: string | undefined
  readonly body: string
  readonly registryVersion: string | undefined
  readonly alias: string | undefined
}

/** What stands around the body: a registry's scheme, an owner or a path, a version, an alias, an ending of a file. */
function outside(text: string): Outside {
  const isRegistry = text.startsWith('models:/')
  const rest = isRegistry ? text.slice('models:/'.length) : text
  const [, named = '', sign = '', behind = ''] = /^([^@:]*)(?:([@:])(.*))?$/s.exec(rest) ?? [undefined, rest]
  const parts = named.split('/').filter((part) => part !== '')
  const numbered = isRegistry && parts.length > 1 && /^\d+$/.test(parts.at(-1) ?? '') ? parts.pop() : undefined
  const body = (parts.pop() ?? '').toLowerCase().replace(/\.(gguf|safetensors|bin|pt)$/, '')
  return {
    org: parts.length === 1 && !named.startsWith('/') ? parts[0]?.toLowerCase() : undefined,
    body,
    registryVersion: numbered ?? (sign === ':' && behind !== '' ? behind : undefined),
    alias: sign === '@' && behind !== '' ? behind : undefined,
  }
}

type Fields = Pick<ModelName, 'size' | 'activeSize' | 'version' | 'quantisation' | 'batchSize' | 'maxTokens'>
type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

/** Tokens as they are understood, one after the other. */
class Found {
  readonly #fields: Writable<Partial<Fields>> = {}
  readonly #parallelism: Partial<Record<Parallel, number>> = {}
  readonly #family: string[] = []
  readonly #variants: string[] = []
  readonly #extra: string[] = []
  readonly #warnings: string[] = []
  #isBehind = false
  #last = ''

  take(token: string, isFirst: boolean): void {
    const before = this.#last
    this.#last = ''
    if (this.#understands(token, isFirst)) this.#isBehind = true
    else if (!this.#isBehind) this.#family.push(token)
    else {
      if (before === 'version' && /^\d+$/.test(token))
        this.#warnings.push(`v${this.#fields.version ?? ''} is followed by ${token}: write a version with dots`)
      this.#extra.push(token)
    }
  }

  /** What comes twice counts once, and is kept the second time. */
  #understands(token: string, isFirst: boolean): boolean {
    const set = <Name extends keyof Fields>(name: Name, value: Fields[Name]): boolean => {
      if (this.#fields[name] !== undefined) return false
      this.#fields[name] = value
      this.#last = name
      return true
    }
    if (isFirst && !/^\d+(\.\d+)?[bmt]$/.test(token)) return false
    if (/^(\d+x)?\d+(\.\d+)?[bmt]$/.test(token)) return set('size', token)
    if (/^a\d+(\.\d+)?b$/.test(token)) return set('activeSize', token.slice(1))
    const version = /^v(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?$/.exec(token)
    if (version !== null) return set('version', [version[1], version[2] ?? '0', version[3] ?? '0'].join('.'))
    if (QUANTISATION.test(token)) return set('quantisation', token)
    const [, batch] = /^(?:bs|batch|mbs)(\d{1,9})$/.exec(token) ?? []
    if (batch !== undefined) return set('batchSize', Number(batch))
    const [, most, thousands] = /^(?:mt|maxtok|maxtokens|ctx|len|mml)(\d{1,9})(k?)$/.exec(token) ?? []
    if (most !== undefined) return set('maxTokens', Number(most) * (thousands === 'k' ? 1024 : 1))
    return this.#parallel(token) || this.#variant(token)
  }

  #parallel(token: string): boolean {
    const [, kind, ways] = /^(tp|pp|dp|ep)(\d{1,6})$/.exec(token) ?? []
    if (kind !== 'tp' && kind !== 'pp' && kind !== 'dp' && kind !== 'ep') return false
    if (this.#parallelism[kind] !== undefined) return false
    this.#parallelism[kind] = Number(ways)
    return true
  }

  #variant(token: string): boolean {
    if (!VARIANTS.has(token)) return false
    this.#variants.push(token)
    return true
  }

  named(
    org: string | undefined,
    generation: string,
    registry: Pick<ModelName, 'registryVersion' | 'alias'>,
  ): ModelName {
    const { size, activeSize, version, quantisation, batchSize, maxTokens } = this.#fields
    return {
      org,
      family: [...(generation === '' ? [] : [generation]), ...this.#family].join('-'),
      size,
      activeSize,
      version,
      quantisation,
      batchSize,
      maxTokens,
      parallelism: this.#parallelism,
      variants: this.#variants,
      ...registry,
      extra: this.#extra,
      warnings: this.#warnings,
    }
  }
}
