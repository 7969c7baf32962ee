/** Values of BigQuery as its stand-in keeps and sends them. It adds up on its own: nothing here is shared with who reads. */

/** A cell of an export: amounts are decimal text, times ISO text in UTC with up to six decimals. */
export type Cell = string | null | readonly Cell[] | { readonly [name: string]: Cell }
export type ExportRow = { readonly [column: string]: Cell }

/** NUMERIC, in units of 1e-9: it has nine decimals, and a sum of it is exact. */
export class Numeric {
  readonly nano: bigint

  constructor(nano: bigint) {
    this.nano = nano
  }

  toString(): string {
    const digits = (this.nano < 0n ? -this.nano : this.nano).toString().padStart(10, '0')
    const fraction = digits.slice(-9).replace(/0+$/, '')
    return `${this.nano < 0n ? '-' : ''}${digits.slice(0, -9)}${fraction === '' ? '' : `.${fraction}`}`
  }
}

export type Computed =
  Cell | Numeric | bigint | boolean | number | readonly Computed[] | { readonly [name: string]: Computed }

export type Type = 'STRING' | 'NUMERIC' | 'FLOAT' | 'INTEGER' | 'TIMESTAMP' | 'BOOLEAN' | 'RECORD'

export interface Field {
  readonly name: string
  readonly type: Type
  readonly mode?: 'REPEATED' | 'NULLABLE'
  readonly fields?: readonly Field[]
}

/** A FLOAT as NUMERIC: rounded to nine decimals, halves away from zero. */
export function numeric(text: string): Numeric {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  if (whole + fraction === '') throw new RangeError(`Bad NUMERIC value: ${text}`)
  const places = Number(exponent) - fraction.length + 9
  const digits = BigInt(whole + fraction)
  const scale = 10n ** BigInt(Math.abs(places))
  const nano = places >= 0 ? digits * scale : (digits + scale / 2n) / scale
  return new Numeric(sign === '-' ? -nano : nano)
}

/** With six decimals, so that text order is time order. */
export function micros(text: string): string {
  const [, seconds = '', fraction = ''] =
    /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,6}))?(?:Z|\+00)?$/.exec(
      /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00` : text,
    ) ?? []
  if (seconds === '') throw new RangeError(`Invalid timestamp: '${text}'`)
  return `${seconds.replace(' ', 'T').padEnd(19, ':00')}.${fraction.padEnd(6, '0')}Z`
}

/** A row as the REST API writes it: everything is text. */
export function encoded(value: Computed, field: Field): unknown {
  if (value === null || value === undefined) return { v: null }
  if (field.mode === 'REPEATED') {
    return { v: Array.isArray(value) ? value.map((one: Computed) => encoded(one, { ...field, mode: 'NULLABLE' })) : [] }
  }
  if (field.type !== 'RECORD') return { v: field.type === 'TIMESTAMP' ? epochMicros(String(value)) : String(value) }
  const record: { readonly [name: string]: Computed } = isRecord(value) ? value : {}
  return { v: { f: (field.fields ?? []).map((one) => encoded(record[one.name] ?? null, one)) } }
}

export function isRecord(value: Computed | undefined): value is { readonly [name: string]: Computed } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Numeric)
}

function epochMicros(text: string): string {
  return `${BigInt(Date.parse(`${text.slice(0, 19)}Z`)) * 1000n + BigInt(text.slice(20, 26))}`
}
