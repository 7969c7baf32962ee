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
  const sorted = mistakes.toSorted((left, right) => left.line - right.line || left.column - right.column)
  const count = sorted.length === 1 ? 'a mistake' : `${sorted.length} mistakes`
  const lines = sorted.map(({ where, text }) => `  ${where}: ${text}`)
  return new ConfigError([`The configuration has ${count}:`, ...lines].join('\n'), {
    facts: { mistakes: sorted.length, where: sorted[0]?.where ?? null },
  })
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
export function mistakesOf(file: string, yaml: YamlFile, error: z.ZodError): Mistake[] {
  const told = new Set<string>() // a value that fails two tests is one mistake
  return error.issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(file, yaml, path, key))
    if (told.has(fieldOf(path))) return []
    told.add(fieldOf(path))
    return [mistakeAt(file, yaml, path, unexpected(yaml, path))]
  })
}

function unknownKey(file: string, yaml: YamlFile, path: Path, key: string): Mistake {
  const { line, column } = yaml.placeOfKey(path, key)
  const known = Object.keys(settingAt(path)?.properties ?? {})
  const meant = nearest(key, known)
  const remedy = meant === undefined ? `Settings here are ${known.join(', ')}.` : `Did you mean ${meant}?`
  const field = fieldOf([...path, key])
  return { where: `${file}:${line}:${column}`, line, column, text: `${field} is not a setting. ${remedy}` }
}

function unexpected(yaml: YamlFile, path: Path): string {
  const setting = settingAt(path)
  const key = path.findLast((part) => typeof part === 'string')
  const example = typeof path.at(-1) === 'number' ? '- ' : key === undefined ? '' : `${key}: `
  const shown = stringify(setting?.examples?.[0], { collectionStyle: 'flow', singleQuote: true, lineWidth: 0 }).trim()
  const expected = `expected ${setting?.description ?? 'something else'}`
  return `${found(yaml, path)}; ${expected}. Write for example ${example}${shown}`
}

// Nothing of a database but its TLS is ever quoted: a mistyped address may hold a password anywhere.
function found(yaml: YamlFile, path: Path): string {
  const value = valueAt(yaml.value, path)
  if (value === undefined) return 'is missing'
  if (value === null) return 'is empty'
  if (Array.isArray(value)) return 'is a list'
  if (typeof value === 'object') return 'is a mapping'
  if (path.at(-1) === 'password') return 'is a secret in plain text'
  if (path[0] === 'database' && path[1] !== 'tls') return 'does not fit'
  const source = maskUrl(yaml.sourceOf(path) ?? String(value))
  const kind = typeof value === 'string' ? '' : `the ${typeof value} `
  return `is ${kind}${JSON.stringify(source.length > 60 ? `${source.slice(0, 60)}...` : source)}`
}

function settingAt(path: Path): Setting | undefined {
  return path.reduce<Setting | undefined>((setting, part) => {
    const inside = typeof part === 'number' ? setting?.items : setting?.properties?.[part]
    return typeof inside === 'object' && !Array.isArray(inside) ? inside : undefined
  }, configJsonSchema())
}

function fieldOf(path: Path): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('')
  return text === '' ? 'the file' : text.replace(/^\./, '')
}
