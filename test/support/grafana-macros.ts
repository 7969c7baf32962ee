/**
 * What Grafana makes of a panel's SQL before PostgreSQL sees it, to the letter: first its front end puts variables in
 * (SqlDatasource.interpolateVariable, rangeutil.calculateInterval), then its back end takes comments out and expands macros
 * (pkg/tsdb/grafana-postgresql-datasource/macros.go, sqleng).
 */

export type Value = string | readonly string[]

export interface Shown {
  readonly from: Date
  readonly to: Date
  /** The choices; one that several may be chosen of is a list. */
  readonly variables: Readonly<Record<string, Value>>
  readonly maxDataPoints: number
  /** The least interval, in milliseconds. */
  readonly minInterval: number
}

/** @throws Error for a variable that is not there and for a macro that is none */
export function expanded(sql: string, shown: Shown): string {
  return macros(withoutComments(withVariables(sql, shown)), shown)
}

/** Names of variables of the dashboard that a text uses; those of Grafana's own begin with two underscores. */
export function variablesIn(text: string): string[] {
  const found = [...text.matchAll(VARIABLE)].map(([, braced, , bare]) => braced ?? bare ?? '')
  return [...new Set(found)].filter((name) => !name.startsWith('__'))
}

const VARIABLE = /\$\{(\w+)(?:\.[\w.]+)?(?::(\w+))?\}|\$(\w+)/g
const FORMATTED = /\$\{(\w+)(?::(\w+))?\}/g

function withVariables(sql: string, shown: Shown): string {
  const interval = String(intervalOf(shown))
  return sql.replaceAll('$__interval_ms', interval).replaceAll(FORMATTED, (_, name: string, format?: string) => {
    const value = shown.variables[name]
    if (value === undefined) throw new Error(`no variable ${name}`)
    if (format === 'sqlstring') return [value].flat().map(quoted).join(',')
    if (format !== undefined) throw new Error(`no format ${format}`)
    return typeof value === 'string' ? value.replaceAll("'", "''") : value.map(quoted).join(',')
  })
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** Below the first bound, the second. */
const LADDER: readonly (readonly [below: number, interval: number])[] = [
  [2_700_000, 1_800_000],
  [5_400_000, 3_600_000],
  [9_000_000, 7_200_000],
  [16_200_000, 10_800_000],
  [32_400_000, 21_600_000],
  [86_400_000, 43_200_000],
  [604_800_000, 86_400_000],
  [1_814_400_000, 604_800_000],
  [3_628_800_000, 2_592_000_000],
  [Infinity, 31_536_000_000],
]

/** The steps below half an hour are not here, because the least interval of our panels is an hour. */
export function intervalOf({ from, to, maxDataPoints, minInterval }: Shown): number {
  const exact = (to.getTime() - from.getTime()) / maxDataPoints
  const [, rounded = 0] = LADDER.find(([below]) => exact < below) ?? []
  return Math.max(rounded, minInterval)
}

/** Takes comments out, but not what looks like one inside a text. */
export function withoutComments(sql: string): string {
  const pieces = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[^]*?\$\1\$|--[^\n]*|\/\*[^]*?\*\//g
  return sql.replaceAll(pieces, (piece) => (/^(--|\/\*)/.test(piece) ? '' : piece))
}

function macros(sql: string, { from, to }: Shown): string {
  return sql.replaceAll(/\$([_a-zA-Z0-9]+)\(([^)]*)\)/g, (_, name: string, text: string) => {
    const [column = '', interval = ''] = text.split(',').map((argument) => argument.trim())
    const [begin, end] = [from, to].map((date) => `'${rfc3339(date)}'`)
    const [first, last] = [from, to].map((date) => Math.floor(date.getTime() / 1000))
    const group = (): string => `floor(extract(epoch from ${column})/${secondsOf(interval)})*${secondsOf(interval)}`
    switch (name) {
      case '__time':
        return `${column} AS "time"`
      case '__timeEpoch':
        return `extract(epoch from ${column}) as "time"`
      case '__timeFilter':
        return `${column} BETWEEN ${begin} AND ${end}`
      case '__timeFrom':
        return begin ?? ''
      case '__timeTo':
        return end ?? ''
      case '__timeGroup':
        return group()
      case '__timeGroupAlias':
        return `${group()} AS "time"`
      case '__unixEpochFilter':
        return `${column} >= ${first} AND ${column} <= ${last}`
      case '__unixEpochGroup':
        return `floor((${column})/${secondsOf(interval)})*${secondsOf(interval)}`
      default:
        throw new Error(`unknown macro $${name}`)
    }
  })
}

/** Nanoseconds without their last noughts, as Go's RFC3339Nano writes them. */
function rfc3339(date: Date): string {
  return date.toISOString().replace(/\.?0*Z$/, 'Z')
}

function secondsOf(interval: string): number {
  const [, count, unit = ''] = /^'?(\d+)([smhdw])'?$/.exec(interval) ?? []
  const seconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }[unit]
  if (seconds === undefined) throw new Error(`no interval ${interval}`)
  return Number(count) * seconds
}
