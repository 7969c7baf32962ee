/** A statement: WITH, SELECT, FROM a table or a list, WHERE, GROUP BY. No joins, no stars: an export is never asked so. */
import { type Around, expression } from './bigquery-expression.js'
import type { Expression, Scope } from './bigquery-functions.js'
import { InvalidQuery, Reader, tokensOf } from './bigquery-tokens.js'
import { type Computed, type Field, isRecord, Numeric } from './bigquery-values.js'

type Line = { readonly [name: string]: Computed }
type Params = Scope['params']

export interface Source {
  readonly columns: readonly Field[]
  /** @param day tells which partitions are read at all */
  rows(day: (partition: string) => boolean): readonly Line[]
}

/** Tables by name. @throws InvalidQuery */
export type Catalog = (name: string) => Source

export interface Query {
  readonly fields: readonly Field[]
  run(params: Params): readonly Line[]
}

interface Select {
  readonly fields: readonly Field[]
  rows(params: Params, outer: Line): readonly Line[]
}

export function queryOf(sql: string, catalog: Catalog): Query {
  const reader = new Reader(tokensOf(sql))
  const named = new Map<string, Select>()
  if (reader.take('WITH')) {
    do {
      const name = reader.word()
      reader.demand('AS', '(')
      named.set(name, select(reader, named, catalog, []))
      reader.demand(')')
    } while (reader.take(','))
  }
  const last = select(reader, named, catalog, [])
  if (!reader.ended) throw new InvalidQuery(`Syntax error: Unexpected ${reader.next().text}`)
  return { fields: last.fields, run: (params) => last.rows(params, {}) }
}

/** What rows come from: columns, and the rows of a run. */
interface From {
  readonly columns: readonly Field[]
  rows(params: Params, outer: Line, where: readonly Expression[]): readonly Line[]
}

function select(reader: Reader, named: ReadonlyMap<string, Select>, catalog: Catalog, outer: readonly Field[]): Select {
  reader.demand('SELECT')
  reader.take('AS', 'STRUCT')
  const items = itemsAt(reader)
  const from = fromOf(reader, named, catalog, outer)
  const inside: Around = {
    columns: from.columns,
    query: (at, columns) => asList(select(at, named, catalog, columns)),
  }
  const chosen = items.map(({ start, alias }) => ({ alias, ...expressionAt(start, inside) }))
  const where = reader.take('WHERE') ? conditions(reader, inside) : []
  const keys = reader.take('GROUP', 'BY') ? list(reader) : undefined
  const order = reader.take('ORDER', 'BY') ? list(reader) : []
  const fields = chosen.map(({ alias, expression: one }) => fieldOf(alias, one))
  const valueOf = (scope: Scope): Line =>
    Object.fromEntries(chosen.map(({ alias, expression: one }) => [alias, one.value(scope)]))
  return {
    fields,
    rows: (params, row) => {
      const kept = from
        .rows(params, row, where)
        .filter((one) => where.every((condition) => condition.value({ row: one, params }) === true))
      if (keys !== undefined) return grouped(kept, keys, chosen, params, valueOf)
      if (isAggregate(chosen)) return [valueOf({ row: kept[0] ?? {}, group: kept, params })]
      return ordered(kept, order, params, inside).map((one) => valueOf({ row: one, params }))
    },
  }
}

interface Chosen {
  readonly alias: string
  readonly expression: Expression
  readonly aggregates: boolean
}

const AGGREGATES = /^(SUM|COUNT|COUNTIF|MAX|ARRAY_CONCAT_AGG)$/i

/** Items stand before FROM, and only FROM tells what they mean: their words are kept until then. */
function itemsAt(reader: Reader): { start: ReturnType<Reader['next']>[]; alias: string }[] {
  const items: { start: ReturnType<Reader['next']>[]; alias: string }[] = []
  do {
    const words: ReturnType<Reader['next']>[] = []
    for (let depth = 0; ;) {
      const token = reader.peek()
      if (token === undefined) throw new InvalidQuery('Syntax error: Expected FROM')
      if (depth === 0 && (token.text === ',' || token.text.toUpperCase() === 'FROM')) break
      depth += token.text === '(' && token.kind === 'sign' ? 1 : token.text === ')' && token.kind === 'sign' ? -1 : 0
      words.push(reader.next())
    }
    const named = words.at(-2)?.text.toUpperCase() === 'AS'
    const alias = words.at(-1)?.text ?? ''
    if (alias === '*') throw new InvalidQuery('A star names no columns')
    items.push({ start: named ? words.slice(0, -2) : words, alias })
  } while (reader.take(','))
  return items
}

function expressionAt(words: ReturnType<Reader['next']>[], around: Around): Omit<Chosen, 'alias'> {
  const reader = new Reader(words)
  const made = expression(reader, around)
  if (!reader.ended) throw new InvalidQuery(`Syntax error: Unexpected ${reader.next().text}`)
  let depth = 0
  const aggregates = words.some((word, i) => {
    if (word.text.toUpperCase() === 'SELECT') depth += 1
    return depth === 0 && AGGREGATES.test(word.text) && words[i + 1]?.text === '('
  })
  return { expression: made, aggregates }
}

function isAggregate(chosen: readonly Chosen[]): boolean {
  return chosen.every(({ aggregates }) => aggregates)
}

function fromOf(reader: Reader, named: ReadonlyMap<string, Select>, catalog: Catalog, outer: readonly Field[]): From {
  reader.demand('FROM')
  if (reader.take('UNNEST', '(')) {
    const items = expression(reader, { columns: outer, query: () => refuseQuery() })
    reader.demand(')', 'AS')
    const alias = reader.word()
    const columns: Field[] = [
      { name: alias, type: 'RECORD', ...(items.fields === undefined ? {} : { fields: items.fields }) },
    ]
    return { columns, rows: (params, row) => listed(items.value({ row, params })).map((one) => ({ [alias]: one })) }
  }
  const token = reader.next()
  const before = named.get(token.text)
  if (before !== undefined) return { columns: before.fields, rows: (params) => before.rows(params, {}) }
  if (token.kind !== 'name') throw new InvalidQuery(`Table "${token.text}" must be qualified with a dataset`)
  const source = catalog(token.text)
  return { columns: source.columns, rows: (params, _, where) => source.rows((day) => isRead(day, where, params)) }
}

/** Conditions on nothing but the partition decide which partitions are read. */
function isRead(day: string, where: readonly Expression[], params: Params): boolean {
  const alone = where.filter(({ reads }) => reads.length > 0 && reads.every((name) => name === '_partitiontime'))
  return alone.every((condition) => condition.value({ row: { _PARTITIONTIME: day }, params }) === true)
}

function refuseQuery(): never {
  throw new InvalidQuery('UNNEST of a query')
}

function conditions(reader: Reader, around: Around): Expression[] {
  const all: Expression[] = []
  // AND binds to the right in expressions; here each condition stands for itself, so that partitions are seen.
  const words: ReturnType<Reader['next']>[] = []
  const end = () => {
    all.push(expressionAt(words.splice(0), around).expression)
  }
  for (let depth = 0; ;) {
    const token = reader.peek()
    const text = token?.text.toUpperCase()
    if (token === undefined || (depth === 0 && (text === ')' || text === 'GROUP' || text === 'ORDER'))) break
    depth += token.kind === 'sign' ? (text === '(' ? 1 : text === ')' ? -1 : 0) : 0
    const word = reader.next()
    if (depth === 0 && text === 'AND') end()
    else words.push(word)
  }
  end()
  return all
}

function list(reader: Reader): string[] {
  const names: string[] = []
  do {
    let name = reader.word()
    while (reader.take('.')) name += `.${reader.word()}`
    names.push(name)
  } while (reader.take(','))
  return names
}

function grouped(
  rows: readonly Line[],
  keys: readonly string[],
  chosen: readonly Chosen[],
  params: Params,
  valueOf: (scope: Scope) => Line,
): Line[] {
  const by = keys.map((key) => keyed(key, chosen))
  for (const { alias, aggregates } of chosen) {
    if (aggregates || keys.some((key) => key.split('.').at(-1) === alias)) continue
    throw new InvalidQuery(`SELECT list expression references column ${alias} which is neither grouped nor aggregated`)
  }
  const groups = new Map<string, Line[]>()
  for (const row of rows) {
    const key = JSON.stringify(by.map((one) => String(one.value({ row, params }))))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return [...groups.values()].map((group) => valueOf({ row: group[0] ?? {}, group, params }))
}

function keyed(key: string, chosen: readonly Chosen[]): Expression {
  const found = chosen.find(({ alias }) => alias === key.split('.').at(-1))
  if (found === undefined || found.aggregates) throw new InvalidQuery(`Unrecognized name: ${key}`)
  return found.expression
}

function ordered(rows: readonly Line[], order: readonly string[], params: Params, around: Around): readonly Line[] {
  const by = order.map((name) => expressionAt(tokensOf(name), around).expression)
  const text = (row: Line) => by.map((one) => String(one.value({ row, params }))).join('\u0000')
  return by.length === 0 ? rows : rows.toSorted((a, b) => (text(a) < text(b) ? -1 : 1))
}

function asList(query: Select): Expression {
  return {
    type: 'RECORD',
    repeated: true,
    fields: query.fields,
    reads: [],
    value: ({ row, params }) => query.rows(params, row),
  }
}

function fieldOf(name: string, { type, repeated, fields }: Expression): Field {
  return { name, type, ...(repeated === true ? { mode: 'REPEATED' } : {}), ...(fields === undefined ? {} : { fields }) }
}

function listed(value: Computed): readonly Computed[] {
  if (Array.isArray(value)) return value
  return isRecord(value) || value instanceof Numeric ? [value] : []
}
