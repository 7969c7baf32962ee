import { destination, pino, stdTimeFunctions } from 'pino'
import type { DestinationStream, Logger, LoggerOptions } from 'pino'

/** How much is told. `info` is one line a thing done. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'
export type Log = Logger

const HIDDEN = '[hidden]'

// `token` hides an access token; `prompt_tokens` and `tokens` are counts, which are what this program is about.
const SECRET_NAME = /passw|secret|authorization|credential|api_?key|access_?key|private_?key|cookie|signature|token$/i
const SECRET_PARAMETER = /([?&][^=&#\s]*(?:passw|secret|token|sig|credential|key)[^=&#\s]*=)[^&#\s"'<>]*/gi
// A password may hold the very signs that end an authority (`u:p/s@host`), so after a colon all up to the last @ goes.
const USERINFO = /([a-z][a-z0-9+.-]{0,30}:\/\/)(?:[^\s/?#:@]*:\S*|[^\s/?#]*)@/gi

/**
 * Writes one JSON line a thing done to stderr, because stdout belongs to answers. At once and not by a worker: a process
 * that exits keeps its last line. Whatever is named like a secret is hidden at any depth, and so is what a URL carries.
 */
export function createLog(level: LogLevel, to: DestinationStream = destination({ dest: 2, sync: true })): Log {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: exact },
    // The finished line is the one place that messages, errors and the fields of child loggers all pass.
    hooks: { streamWrite: (line) => `${JSON.stringify(redacted(JSON.parse(line)))}\n` },
  }
  return pino(options, to)
}

/** Text whose URLs no longer say who logs in, nor with what: `postgres://***@host/db?password=***`. */
export function maskUrl(text: string): string {
  return text.replaceAll(USERINFO, '$1***@').replaceAll(SECRET_PARAMETER, '$1***')
}

function redacted(value: unknown): unknown {
  if (typeof value === 'string') return maskUrl(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(redacted)
  const pairs = Object.entries(value).map(([name, field]: [string, unknown]): [string, unknown] => [
    name,
    SECRET_NAME.test(name) && typeof field !== 'number' ? HIDDEN : redacted(field),
  ])
  return Object.fromEntries(pairs)
}

// A bigint would become a JSON number, of which readers keep 53 bits.
function exact(fields: Record<string, unknown>): Record<string, unknown> {
  const pairs = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'bigint' ? value.toString() : value,
  ])
  return Object.fromEntries(pairs)
}
