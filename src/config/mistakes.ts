import type { z } from 'zod'
import { stringify } from 'yaml'
import { ConfigError } from '../errors.js'
import { maskUrl } from '../log.js'
import { valueAt } from './document.js'
import type { Path, YamlFile } from './document.js'
import { configJsonSchema } from './schema.js'
import { nearest } from './spelling.js'

/** One thing to mend, and where: in the file, or in the environment. */
export interface Mistake {
  /** `tokenledger.yaml:3:21`, or `environment`. */
  readonly where: string
  /** For sorting; the environment comes last. */
  readonly line: number
  readonly column: number
  readonly text: string
}

type Setting = z.core.JSONSchema.BaseSchema

/** All mistakes in one error, in the order of the file: nobody should have to run again to hear of the next. */
export function configError(mistakes: readonly Mistake[]): ConfigError {
  return mistakesError('The configuration', inOrder(mistakes))
}

/** The same of something else that people write, its mistakes in the order in which they are to be told. */
export function mistakesError(what: string, mistakes: readonly Mistake[]): ConfigError {
  const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`
  const lines = mistakes.map(({ where, text }) => `  ${where}: ${text}`)
  return new ConfigError([`${what} has ${count}:`, ...lines].join('\n'), {
    facts: { mistakes: mistakes.length, where: mistakes[0]?.where ?? null },
  })
}

/** The mistakes of one file from top to bottom. */
export function inOrder(mistakes: readonly Mistake[]): Mistake[] {
  return mistakes.toSorted((left, right) => left.line - right.line || left.column - right.column)
}

/** A mistake at a setting of the file. */
export function mistakeAt(file: string, yaml: YamlFile, path: Path, text: string): Mistake {
  const { line, column } = yaml.placeOf(path)
  return { where: `${file}:${line}:${column}`, line, column, text: `${fieldOf(path)} ${text}` }
}

/** A mistake in a variable of the environment. */
export function mistakeIn(variable: string, text: string): Mistake {
  return { where: 'environment', line: Infinity, column: 0, text: `${variable} ${text}` }
}

/** What the schema found, as sentences: what is there, what was expected, what to write. */
export function mistakesOf(file: string, yaml: YamlFile, error: z.ZodError, described = configJsonSchema()): Mistake[] {
  const told = new Set<string>() // a value that fails two tests is one mistake
  return error.issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(file, yaml, path, key, described))
    if (told.has(fieldOf(path))) return []
    told.add(fieldOf(path))
    return [mistakeAt(file, yaml, path, unexpected(yaml, path, described))]
  })
}

function unknownKey(file: string, yaml: YamlFile, path: Path, key: string, described: Setting): Mistake {
  const { line, column } = yaml.placeOfKey(path, key)
  const known = Object.keys(settingAt(path, described)?.properties ?? {})
  const meant = nearest(key, known)
  const remedy = meant === undefined ? `Settings here are ${known.join(', ')}.` : `Did you mean ${meant}?`
  const field = fieldOf([...path, key])
  return { where: `${file}:${line}:${column}`, line, column, text: `${field} is not a setting. ${remedy}` }
}

function unexpected(yaml: YamlFile, path: Path, described: Setting): string {
  const setting = settingAt(path, described)
  const key = path.findLast((part) => typeof part === 'string')
  const example = typeof path.at(-1) === 'number' ? '- ' : key === undefined ? '' : `${key}: `
  const expected = `expected ${setting?.description ?? 'text, in quotes where it looks like a number'}`
  const shown: unknown = setting?.examples?.[0]
  if (shown === undefined) return `${found(yaml, path)}; ${expected}.`
  const written = stringify(shown, { collectionStyle: 'flow', singleQuote: true, lineWidth: 0 }).trim()
  return `${found(yaml, path)}; ${expected}. Write for example ${example}${written}`
}

/** Settings whose value is where a secret is; what stands there instead is the secret itself, most likely. */
const SECRETS: ReadonlySet<string> = new Set([
  'password',
  'credentials',
  'access_key_id',
  'access_key_secret',
  'secret_access_key',
  'session_token',
  'security_token',
  'secret_id',
  'secret_key',
  'token',
  'account_key',
  'sas',
  'connection_string',
])

// Nothing of a database but its TLS is ever quoted: a mistyped address may hold a password anywhere.
function found(yaml: YamlFile, path: Path): string {
  const value = valueAt(yaml.value, path)
  if (value === undefined) return 'is missing'
  if (value === null) return 'is empty'
  if (Array.isArray(value)) return 'is a list'
  if (typeof value === 'object') return 'is a mapping'
  if (SECRETS.has(String(path.at(-1)))) return 'is a secret in plain text'
  if (path[0] === 'database' && path[1] !== 'tls') return 'does not fit'
  const source = maskUrl(yaml.sourceOf(path) ?? String(value))
  const kind = typeof value === 'string' ? '' : `the ${typeof value} `
  return `is ${kind}${JSON.stringify(source.length > 60 ? `${source.slice(0, 60)}...` : source)}`
}

function settingAt(path: Path, described: Setting): Setting | undefined {
  return path.reduce<Setting | undefined>((setting, part) => {
    const named = setting?.properties?.[part] ?? setting?.additionalProperties
    const inside = typeof part === 'number' ? setting?.items : named
    return typeof inside === 'object' && !Array.isArray(inside) ? inside : undefined
  }, described)
}

function fieldOf(path: Path): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('')
  return text === '' ? 'the file' : text.replace(/^\./, '')
}
