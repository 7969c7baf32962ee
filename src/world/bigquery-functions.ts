/** What functions of GoogleSQL do, as far as statements over an export need them. */
import { InvalidQuery } from './bigquery-tokens.js'
import { type Computed, type Field, micros, Numeric, type Type } from './bigquery-values.js'

/** Where a value is taken from: a row, or all rows of a group. */
export interface Scope {
  readonly row: { readonly [name: string]: Computed }
  readonly group?: readonly { readonly [name: string]: Computed }[]
  readonly params: { readonly [name: string]: string | readonly string[] }
}

export interface Expression {
  readonly type: Type
  readonly repeated?: boolean
  readonly fields?: readonly Field[]
  /** Columns that it reads, in lower case. */
  readonly reads: readonly string[]
  value(scope: Scope): Computed
}

export function made(type: Type, parts: readonly Expression[], value: (scope: Scope) => Computed): Expression {
  return { type, reads: parts.flatMap(({ reads }) => reads), value }
}

export function applied(name: string, given: readonly Expression[]): Expression {
  const [first, second, third] = given
  if (first === undefined) throw new InvalidQuery(`No matching signature for function ${name}`)
  const of = (type: Type, value: (scope: Scope) => Computed): Expression => made(type, given, value)
  const each = ({ group, params }: Scope, one: Expression) => (group ?? []).map((row) => one.value({ row, params }))
  switch (name) {
    case 'TIMESTAMP':
      return of('TIMESTAMP', (scope) => micros(String(first.value(scope))))
    case 'FORMAT_TIMESTAMP':
      if (second?.type !== 'TIMESTAMP') throw new InvalidQuery('No matching signature for function FORMAT_TIMESTAMP')
      return of('STRING', (scope) => formatted(String(first.value(scope)), second.value(scope)))
    case 'TO_JSON_STRING':
      return of('STRING', (scope) => JSON.stringify(first.value(scope)))
    case 'IFNULL':
      return { ...of(first.type, (scope) => first.value(scope) ?? second?.value(scope) ?? null) }
    case 'IF':
      return of(
        second?.type ?? 'STRING',
        (scope) => (first.value(scope) === true ? second : third)?.value(scope) ?? null,
      )
    case 'SUM':
      return of(first.type, (scope) => added(each(scope, first), first.type === 'FLOAT'))
    case 'COUNTIF':
      return of('INTEGER', (scope) => BigInt(each(scope, first).filter((one) => one === true).length))
    case 'MAX':
      return of(first.type, (scope) =>
        each(scope, first).reduce((most, one) => (String(one) > String(most ?? '') ? one : most), null),
      )
    case 'ARRAY_CONCAT_AGG':
      return {
        ...first,
        ...of('RECORD', (scope) => each(scope, first).flatMap((one) => (Array.isArray(one) ? one : []))),
        repeated: true,
      }
    default:
      throw new InvalidQuery(`Function not found: ${name}`)
  }
}

/** NULLs are passed over, and doubles drift, as they do. */
export function added(values: readonly Computed[], doubles: boolean): Computed {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return null
  if (doubles) return known.reduce<number>((total, value) => total + Number(value), 0)
  return new Numeric(known.reduce<bigint>((total, value) => total + nanoOf(value), 0n))
}

function nanoOf(value: Computed): bigint {
  if (value instanceof Numeric) return value.nano
  if (typeof value === 'bigint') return value * 1_000_000_000n
  throw new InvalidQuery('No matching signature for aggregate function SUM')
}

export function textOf(value: Computed): string | null {
  return value === null ? null : String(value)
}

function formatted(format: string, time: Computed): string | null {
  if (time === null) return null
  const [text, fraction] = [String(time), String(time).slice(20, 26)]
  const short = fraction.replace(/0+$/, '')
  return format
    .replace('%Y', text.slice(0, 4))
    .replace('%m', text.slice(5, 7))
    .replace('%d', text.slice(8, 10))
    .replace('%H', text.slice(11, 13))
    .replace('%M', text.slice(14, 16))
    .replace('%E6S', `${text.slice(17, 19)}.${fraction}`)
    .replace('%E*S', short === '' ? text.slice(17, 19) : `${text.slice(17, 19)}.${short}`)
}
