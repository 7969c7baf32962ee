/**
 * The DuckDB queries that read a set of export files whatever their columns. Every line becomes one text of all that
 * tells it apart and six amounts; lines of the same text are one group. One text and not forty columns, because DuckDB
 * then stays within 300 MB where grouping by columns ran out of 400 (1 million lines, 200,000 groups).
 */
import { amountColumns, detailColumns, type FileColumns, type Flavour, keyColumns } from './columns.js'

/** Files of one format that have the same columns. */
export interface FileGroup {
  readonly format: 'csv' | 'parquet'
  readonly files: readonly string[]
  readonly columns: FileColumns
  readonly flavour: Flavour
}

export interface ReaderOptions {
  readonly feed: string
  readonly currencies: readonly string[]
  /** Round amounts that an export keeps as DOUBLE to 18 decimals, instead of rejecting those that have more. */
  readonly roundDoubles: boolean
}

const jsonDetails: ReadonlySet<string> = new Set([
  'SkuPriceDetails',
  'x_SkuDetails',
  'x_ProjectLabels',
  'x_SystemLabels',
])

/** What the queries below and those of `sql/focus` call: the macros `feed` and `known_currency`. */
export function readerMacros(options: ReaderOptions): string[] {
  return [
    `create temp macro feed() as ${literal(options.feed)}`,
    `create temp macro known_currency(code) as code in (${options.currencies.map(literal).join(', ')})`,
  ]
}

/** The query `surveyed_texts`: what windows there are. */
export function surveyedTexts(groups: readonly FileGroup[], options: ReaderOptions): string {
  return named('surveyed_texts', groups.map((group) => surveySelect(group, options)).join(' union all '))
}

/** The queries `packed` (a line a row) and `unpacked` (a group a row) over all files. */
export function unpackedGroups(groups: readonly FileGroup[], options: ReaderOptions): string[] {
  const details = detailColumns.filter((name) => groups.some((group) => group.columns.has(name)))
  const sums = Object.keys(amountColumns).map((name) => `sum(${name}) as ${name}`)
  return [
    named('packed', groups.map((group) => packedSelect(group, details, options)).join(' union all ')),
    named('grouped', `select key, count(*) as line_count, ${sums.join(', ')} from packed group by key`),
    named('unpacked', unpackedSelect(details, 'grouped')),
  ]
}

/** `unpacked` over single lines of one file, each with its number in it: for naming those that were rejected. */
export function unpackedRecords(group: FileGroup, file: string, options: ReaderOptions): string[] {
  const details = detailColumns.filter((name) => group.columns.has(name))
  return [
    named('packed', packedSelect({ ...group, files: [file] }, details, options, true)),
    named('single', 'select *, 1::bigint as line_count from packed'),
    named('unpacked', unpackedSelect(details, 'single')),
  ]
}

/** Only the columns that name a window and the four costs: a quarter of the time of reading all. */
function surveySelect(group: FileGroup, options: ReaderOptions): string {
  const costs = ['billed_cost', 'effective_cost', 'list_cost', 'contracted_cost'] as const
  return `
    select ${windowTexts(group.columns)}, ${keyText(group.columns, 'charge_category', keyColumns.charge_category)} as charge_category,
      ${literal(group.flavour)} as flavour, count(*) as lines,
      ${costs.map((name) => `sum(${amountOf(group.columns, amountColumns[name], options)}) as ${name}`).join(', ')},
      min(instant(${textOf(group.columns, 'ChargePeriodStart')})) as first_charge,
      max(instant(${textOf(group.columns, 'ChargePeriodEnd')})) as last_charge,
      list(distinct instant(${textOf(group.columns, 'ChargePeriodStart')})::date) as charge_days
    from ${fileReader(group, false)} raw_line group by all`
}

function packedSelect(group: FileGroup, details: readonly string[], options: ReaderOptions, numbered = false): string {
  const { columns } = group
  const keys = Object.entries(keyColumns).map(([name, candidates]) => keyText(columns, name, candidates))
  const texts = [...keys, ...details.map((name) => textOf(columns, name)), literal(group.flavour), bits]
  const amounts = Object.entries(amountColumns)
  return `
    select concat_ws(chr(31), ${texts.map((text) => `coalesce(${text}, '')`).join(', ')}) as key,
      ${amounts.map(([name]) => `"our ${name}" as ${name}`).join(', ')}${numbered ? numberedTexts(group) : ''}
    from (select *${numbered ? ', to_json(raw_line)::varchar as "our line"' : ''},
      ${amounts.map(([name, column]) => `${amountOf(columns, column, options)} as "our ${name}", ${textOf(columns, column)} as "our ${name} text"`).join(', ')}
      from ${fileReader(group, numbered)} raw_line)`
}

const windowColumns = [
  'provider_name',
  'invoice_issuer_name',
  'billing_account_id',
  'billing_period_start',
  'billing_period_end',
  'billing_currency',
  'window_name',
] as const

/** What names a window, as the file has it; not out of the packed text, where a stray U+001F moves every later field. */
function windowTexts(columns: FileColumns, prefix = ''): string {
  return windowColumns.map((name) => `${keyText(columns, name, keyColumns[name])} as ${prefix}${name}`).join(', ')
}

function numberedTexts({ columns, flavour }: FileGroup): string {
  return `, "our record" as record, "our line" as line_text, ${windowTexts(columns, 'said_')}, ${literal(flavour)} as said_flavour`
}

/** Bit i: the amount is empty; bit i + 6: it is there and breaks a rule. So a group's amounts are all known or all not. */
const bits = `(${Object.keys(amountColumns)
  .map(
    (name, i) =>
      `("our ${name} text" is null)::integer * ${2 ** i} + ("our ${name} text" is not null and "our ${name}" is null)::integer * ${2 ** (i + 6)}`,
  )
  .join(' + ')})::varchar`

function unpackedSelect(details: readonly string[], from: string): string {
  const names = Object.keys(keyColumns)
  const part = (i: number): string => `nullif(parts[${i + 1}], '')`
  const detailTexts = details.map((name, i) => {
    const text = part(names.length + i)
    return `case when ${text} is not null then '"${name}":' || ${jsonDetails.has(name) ? `tags_text(${text})` : `to_json(${text})::varchar`} end`
  })
  const objects =
    detailTexts.length === 0 ? 'null::varchar' : `nullif('{' || concat_ws(',', ${detailTexts.join(', ')}) || '}', '{}')`
  const width = names.length + details.length
  return `
    select * exclude (parts), key as packed, len(parts) as fields, ${width + 2} as fields_expected,
      ${names.map((name, i) => `${part(i)} as ${name}`).join(', ')}, ${objects} as details,
      ${part(width)} as flavour, coalesce(try_cast(${part(width + 1)} as integer), 0) as amounts
    from (select *, string_split(key, chr(31)) as parts from ${from})`
}

/** GCP's native export has no Tags: the labels and tags of the resource stand in for them. */
function keyText(columns: FileColumns, name: string, candidates: readonly string[]): string {
  if (name === 'tags' && !columns.has('Tags')) {
    const lists = ['x_Labels', 'x_Tags'].filter((list) => columns.get(list)?.endsWith('[]'))
    const pairs = lists.map(
      (list) => `list_transform(coalesce("${list}", []), lambda e: {'key': e.Key, 'value': e.Value})`,
    )
    return pairs.length === 0 ? 'null' : `to_json(list_concat(${pairs.join(', ')}))::varchar`
  }
  return `coalesce(${candidates.map((candidate) => textOf(columns, candidate)).join(', ')})`
}

function textOf(columns: FileColumns, column: string): string {
  const type = columns.get(column)
  if (type === undefined) return 'null::varchar'
  if (type === 'VARCHAR') return `nullif(nullif("${column}", ''), 'NULL')`
  if (/^(MAP|STRUCT)|\[\]$/.test(type)) return `to_json("${column}")::varchar`
  return `"${column}"::varchar`
}

function amountOf(columns: FileColumns, column: string, { roundDoubles }: ReaderOptions): string {
  const type = columns.get(column)
  if (type === undefined) return 'null::decimal(38, 18)'
  const scale = /^DECIMAL\(\d+,(\d+)\)$/.exec(type)?.[1]
  const exactType = (scale !== undefined && Number(scale) <= 18) || /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)
  if (exactType) return `try_cast("${column}" as decimal(38, 18))`
  if (roundDoubles && /^(DOUBLE|FLOAT)$/.test(type)) return `try_cast("${column}"::varchar as decimal(38, 18))`
  return `exact(${textOf(columns, column)})`
}

/** One dialect for every CSV: sniffing was seen to reject a quoted newline. Small buffers, because they are pinned memory. */
function fileReader({ format, files, columns }: FileGroup, numbered: boolean): string {
  const list = `[${files.map(fileLiteral).join(', ')}]`
  if (format === 'parquet') {
    return numbered
      ? `(select * exclude (file_row_number), file_row_number + 1 as "our record" from read_parquet(${list}, hive_partitioning = false, file_row_number = true))`
      : `read_parquet(${list}, hive_partitioning = false)`
  }
  const names = [...columns.keys()].map((name) => `${literal(name)}: 'VARCHAR'`).join(', ')
  const csv = `read_csv(${list}, auto_detect = false, hive_partitioning = false, header = true, columns = {${names}}, delim = ',', quote = '"', escape = '"', nullstr = ['', 'NULL'], strict_mode = true, buffer_size = 2097152, max_line_size = 2097152)`
  return numbered ? `(select *, row_number() over () as "our record" from ${csv})` : csv
}

/** The macro that says which file `unpackedRecords` reads. */
export function fileMacro(file: string): string {
  return `create or replace temp macro file_name() as ${literal(file)}`
}

/** A query with a name. It is read where it is named: DuckDB would keep it whole, in memory, otherwise. */
export function named(name: string, query: string): string {
  return `${name} as not materialized (${query})`
}

/** A path for DuckDB, which would take [ ] * ? in it for a pattern and read other files than the one that was hashed. */
export function fileLiteral(path: string): string {
  return literal(path.replaceAll(/[*?[]/g, '[$&]'))
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
