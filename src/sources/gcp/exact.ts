/** What the client makes of a value, as exact text again: NUMERIC is a Big, INTEGER a wrapper, FLOAT would be a double. */
import { MalformedBill } from '../../errors.js'
import type { Value } from './fields.js'

/** @throws MalformedBill for a double: whatever it was, it has been rounded */
export function exact(value: unknown): Value {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(exact)
  if (typeof value === 'object') {
    if ('toFixed' in value && 'e' in value && typeof value.toFixed === 'function') return String(value.toFixed())
    if ('type' in value && value.type === 'BigQueryInt' && 'value' in value) return String(value.value)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, exact(one)]))
  }
  throw new MalformedBill(
    `BigQuery answers with a ${typeof value} where text was asked for. Nothing was loaded. Report this.`,
  )
}
