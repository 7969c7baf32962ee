/** Expressions of the few kinds that statements over an export need. What is not understood is an invalid query, never a guess. */
import { added, applied, type Expression, made, type Scope, textOf } from './bigquery-functions.js'
import { InvalidQuery, type Reader } from './bigquery-tokens.js'
import { type Computed, type Field, isRecord, Numeric, numeric } from './bigquery-values.js'

/** What is known where an expression stands: its columns, and how a query inside of it is read. */
export interface Around {
  readonly columns: readonly Field[]
  query(reader: Reader, columns: readonly Field[]): Expression
}

export function expression(reader: Reader, around: Around): Expression {
  const left = comparison(reader, around)
  if (!reader.take('AND')) return left
  const right = expression(reader, around)
  return made('BOOLEAN', [left, right], (scope) => left.value(scope) === true && right.value(scope) === true)
}

function comparison(reader: Reader, around: Around): Expression {
  const left = sum(reader, around)
  if (reader.take('IS', 'NOT', 'NULL')) return made('BOOLEAN', [left], (scope) => left.value(scope) !== null)
  if (reader.take('IS', 'NULL')) return made('BOOLEAN', [left], (scope) => left.value(scope) === null)
  if (reader.take('IN', 'UNNEST', '(')) {
    const list = primary(reader, around)
    reader.demand(')')
    return made('BOOLEAN', [left], (scope) => {
      const [value, all] = [left.value(scope), list.value(scope)]
      return Array.isArray(all) && all.includes(value)
    })
  }
  for (const sign of ['<=', '>=', '<', '>', '='] as const) {
    if (!reader.take(sign)) continue
    const right = sum(reader, around)
    return made('BOOLEAN', [left, right], (scope) => compared(sign, left.value(scope), right.value(scope)))
  }
  return left
}

function compared(sign: '<=' | '>=' | '<' | '>' | '=', left: Computed, right: Computed): boolean | null {
  if (left === null || right === null) return null
  const [one, other] = [comparable(left), comparable(right)]
  if (typeof one !== typeof other) throw new InvalidQuery(`No matching signature for operator ${sign}`)
  if (sign === '=') return one === other
  return sign === '<' ? one < other : sign === '>' ? one > other : sign === '<=' ? one <= other : one >= other
}

function comparable(value: Computed): bigint | string {
  if (value instanceof Numeric) return value.nano
  return typeof value === 'bigint' ? value * 1_000_000_000n : String(value)
}

function sum(reader: Reader, around: Around): Expression {
  const left = primary(reader, around)
  if (!reader.take('+')) return left
  const right = sum(reader, around)
  return made('NUMERIC', [left, right], (scope) => added([left.value(scope), right.value(scope)], false))
}

function primary(reader: Reader, around: Around): Expression {
  const token = reader.next()
  switch (token.kind) {
    case 'text':
      return made('STRING', [], () => token.text)
    case 'number':
      return made('INTEGER', [], () => BigInt(token.text))
    case 'parameter':
      return made('STRING', [], ({ params }) => parameter(params, token.text))
    case 'sign':
      if (token.text !== '(') throw new InvalidQuery(`Syntax error: Unexpected "${token.text}"`)
      return inBrackets(reader, around)
    default:
      if (token.text.toUpperCase() === 'NULL') return made('STRING', [], () => null)
      return reader.peek()?.text === '('
        ? called(token.text.toUpperCase(), reader, around)
        : column(token.text, reader, around)
  }
}

function parameter(params: Scope['params'], name: string): Computed {
  const value = params[name]
  if (value === undefined) throw new InvalidQuery(`Query parameter '${name}' not found`)
  return value
}

function inBrackets(reader: Reader, around: Around): Expression {
  const inside =
    reader.peek()?.text.toUpperCase() === 'SELECT'
      ? oneOf(around.query(reader, around.columns))
      : expression(reader, around)
  reader.demand(')')
  return inside
}

/** A query of one row and one column, as a value. */
function oneOf(query: Expression): Expression {
  const [only] = query.fields ?? []
  if (only === undefined) throw new InvalidQuery('Scalar subquery cannot have more than one column')
  return made(only.type, [query], (scope) => {
    const rows = query.value(scope)
    const first: Computed = Array.isArray(rows) ? (rows[0] ?? null) : null
    return isRecord(first) ? (first[only.name] ?? null) : null
  })
}

function column(first: string, reader: Reader, { columns }: Around): Expression {
  const path = [first]
  while (reader.take('.')) path.push(reader.word())
  const names: string[] = []
  let field: Field | undefined
  for (const [i, name] of path.entries()) {
    const inside = i === 0 ? columns : (field?.fields ?? [])
    field = inside.find((one) => one.name.toLowerCase() === name.toLowerCase())
    if (field === undefined) {
      throw new InvalidQuery(i === 0 ? `Unrecognized name: ${name}` : `Field name ${name} does not exist in STRUCT`)
    }
    names.push(field.name)
  }
  const { type = 'STRING', mode, fields } = field ?? {}
  return {
    type,
    ...(mode === 'REPEATED' ? { repeated: true } : {}),
    ...(fields === undefined ? {} : { fields }),
    reads: [path.join('.').toLowerCase()],
    value: ({ row }) => names.reduce<Computed>((value, name) => (isRecord(value) ? (value[name] ?? null) : null), row),
  }
}

function called(name: string, reader: Reader, around: Around): Expression {
  reader.demand('(')
  if (name === 'CAST') return cast(reader, around)
  if (name === 'COUNT') {
    reader.demand('*', ')')
    return made('INTEGER', [], ({ group }) => BigInt((group ?? []).length))
  }
  if (name === 'ARRAY') {
    const query = around.query(reader, around.columns)
    reader.demand(')')
    return { ...query, type: 'RECORD', repeated: true }
  }
  const given: Expression[] = []
  do given.push(expression(reader, around))
  while (reader.take(','))
  reader.demand(')')
  return applied(name, given)
}

function cast(reader: Reader, around: Around): Expression {
  const inside = expression(reader, around)
  reader.demand('AS')
  const type = reader.word().toUpperCase()
  reader.demand(')')
  if (type === 'STRING') return made('STRING', [inside], (scope) => textOf(inside.value(scope)))
  if (type !== 'NUMERIC') throw new InvalidQuery(`Type not found: ${type}`)
  return made('NUMERIC', [inside], (scope) => {
    const value = inside.value(scope)
    return value === null ? null : numeric(String(value))
  })
}
