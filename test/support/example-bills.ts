import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

/** A line of a bill: what each column says. */
export type Row = ReadonlyMap<string, string>

export const examples = fileURLToPath(new URL('../../examples/', import.meta.url))

export const costs = ['ListCost', 'ContractedCost', 'BilledCost', 'EffectiveCost']

/** The text of a committed bill, unpacked. */
export function textOf(path: string): string {
  const bytes = readFileSync(`${examples}bills/${path}`)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

const read = new Map<string, readonly Row[]>()

/** The lines of a committed bill, each file read once. */
export function rowsOf(path: string): readonly Row[] {
  const rows = read.get(path) ?? readCsv(textOf(path))
  read.set(path, rows)
  return rows
}

// Strict: a quote inside a bare field, text after a closing quote or a row of another width throws.
function readCsv(text: string): Row[] {
  const fields = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\n)/y
  const table: string[][] = [[]]
  while (fields.lastIndex < text.length) {
    const at = fields.lastIndex
    const [, quoted, bare = '', end] = fields.exec(text) ?? []
    if (end === undefined) throw new Error(`no CSV at character ${at}`)
    table.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare)
    if (end === '\n') table.push([])
  }
  const [head = [], ...rows] = table.slice(0, -1)
  if (rows.some((row) => row.length !== head.length)) throw new Error('a row has another width than the head')
  return rows.map((row) => new Map(head.map((name, i) => [name, row[i] ?? ''])))
}

/** An exact sum, with arithmetic of its own: what wrote the bills is not asked. */
export function sum(rows: readonly Row[], column: string): string {
  const total = rows.map((row) => units(row.get(column) ?? '')).reduce((one, other) => one + other, 0n)
  const digits = String(total < 0n ? -total : total).padStart(19, '0')
  return `${total < 0n ? '-' : ''}${digits.slice(0, -18)}.${digits.slice(-18)}`.replace(/\.?0+$/, '')
}

/** What FOCUS asks of a line and this one lacks. */
export function faultsOf(row: Row): string[] {
  const value = (name: string) => row.get(name) ?? ''
  const moments = ['BillingPeriodStart', 'BillingPeriodEnd', 'ChargePeriodStart', 'ChargePeriodEnd']
  const [periodFrom = '', periodTo = '', from = '', to = ''] = moments.map(value)
  const tags: unknown = JSON.parse(value('Tags') || '{}')
  return [
    ...moments.filter((name) => !/^2026-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value(name))),
    ...costs.filter((name) => !/^-?\d+(\.\d{1,18})?(E-\d)?$/.test(value(name))),
    ...['BillingAccountId', 'ProviderName', 'ServiceName'].filter((name) => value(name) === ''),
    ...(from <= to && periodFrom < periodTo && to <= periodTo ? [] : ['a period ends before it begins, or too late']),
    ...(/^(USD|CNY)$/.test(value('BillingCurrency')) ? [] : ['BillingCurrency']),
    ...(/^(Usage|Purchase|Tax|Credit|Adjustment)$/.test(value('ChargeCategory')) ? [] : ['ChargeCategory']),
    ...(typeof tags === 'object' ? [] : ['Tags']),
  ]
}

function units(text: string): bigint {
  const [, sign, whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:E(-\d+))?$/.exec(text) ?? []
  return BigInt(sign + whole + fraction) * 10n ** BigInt(18 - fraction.length + Number(exponent))
}
