/** The part of PromQL that a reader of raw samples needs, as strict as Prometheus: what it does not know is an error. */

export interface Matcher {
  readonly label: string
  readonly matches: (value: string) => boolean
}

export interface Selector {
  readonly kind: 'selector'
  readonly matchers: readonly Matcher[]
  /** `[5m]` in milliseconds; undefined for the value of now. */
  readonly rangeMs: number | undefined
}

export type Expression =
  | Selector
  | { readonly kind: 'last_over_time'; readonly of: Selector }
  | { readonly kind: 'count'; readonly by: readonly string[]; readonly of: Expression }

/** What is no expression, told with its place as Prometheus does. */
export class ParseError extends Error {
  override readonly name = 'ParseError'
}

/** @throws ParseError */
export function parse(text: string): Expression {
  const reader = new Tokens(text)
  const found = expression(reader)
  if (!reader.done()) throw reader.unexpected()
  return found
}

function expression(reader: Tokens): Expression {
  if (reader.takes(/count\b(?!\s*[{[])/y) !== undefined) return counted(reader)
  if (reader.takes(/last_over_time\b(?!\s*[{[])/y) !== undefined) {
    reader.demand('(')
    const of = selector(reader)
    if (of.rangeMs === undefined) throw reader.wrong('expected type range vector in call to function "last_over_time"')
    reader.demand(')')
    return { kind: 'last_over_time', of }
  }
  return selector(reader)
}

function counted(reader: Tokens): Expression {
  const by: string[] = []
  if (reader.takes(/by\b/y) !== undefined) {
    reader.demand('(')
    while (reader.takes(/\)/y) === undefined) {
      by.push(reader.takes(/[a-zA-Z_]\w*/y) ?? reader.fail())
      if (reader.takes(/,/y) === undefined) {
        reader.demand(')')
        break
      }
    }
  }
  reader.demand('(')
  const of = expression(reader)
  if (of.kind === 'selector' && of.rangeMs !== undefined) {
    throw reader.wrong('expected type instant vector in aggregation expression, got range vector')
  }
  reader.demand(')')
  return { kind: 'count', by, of }
}

function selector(reader: Tokens): Selector {
  const name = reader.takes(/[a-zA-Z_:][\w:]*/y)
  const matchers = name === undefined ? [] : [matcher('__name__', '=', name, reader)]
  if (reader.takes(/\{/y) !== undefined) {
    while (reader.takes(/\}/y) === undefined) {
      const label = reader.takes(/[a-zA-Z_]\w*/y) ?? reader.fail()
      const sign = reader.takes(/=~|!~|!=|=/y) ?? reader.fail()
      matchers.push(matcher(label, sign, reader.string(), reader))
      if (reader.takes(/,/y) === undefined) {
        reader.demand('}')
        break
      }
    }
  } else if (name === undefined) throw reader.unexpected()
  if (matchers.every((one) => one.matches(''))) {
    throw reader.wrong('vector selector must contain at least one non-empty matcher')
  }
  return { kind: 'selector', matchers, rangeMs: range(reader) }
}

/** A regular expression matches the whole value or nothing; a label that is not there is an empty one. */
function matcher(label: string, sign: string, value: string, reader: Tokens): Matcher {
  if (sign === '=') return { label, matches: (own) => own === value }
  if (sign === '!=') return { label, matches: (own) => own !== value }
  try {
    const whole = new RegExp(`^(?:${value})$`, 's')
    return { label, matches: (own) => whole.test(own) === (sign === '=~') }
  } catch {
    throw reader.wrong(`error parsing regexp: ${JSON.stringify(value)}`)
  }
}

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

function range(reader: Tokens): number | undefined {
  if (reader.takes(/\[/y) === undefined) return undefined
  const written = reader.takes(/(?:\d+(?:ms|[smhdw]))+/y) ?? reader.fail()
  reader.demand(']')
  const parts = written.matchAll(/(\d+)(ms|s|m|h|d|w)/g)
  const sum = [...parts].reduce((all, [, number, unit]) => all + Number(number) * (isUnit(unit) ? UNITS[unit] : 0), 0)
  if (sum === 0) throw reader.wrong('duration must be greater than 0')
  return sum
}

function isUnit(unit: string | undefined): unit is keyof typeof UNITS {
  return unit !== undefined && unit in UNITS
}

class Tokens {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  done(): boolean {
    this.takes(/\s*/y)
    return this.#at === this.#text.length
  }

  /** What the sticky pattern matches here, blanks before it passed over. */
  takes(pattern: RegExp): string | undefined {
    const blanks = /\s*/y
    blanks.lastIndex = this.#at
    const from = this.#at + (blanks.exec(this.#text)?.[0].length ?? 0)
    pattern.lastIndex = from
    const [found] = pattern.exec(this.#text) ?? []
    if (found !== undefined) this.#at = from + found.length
    return found
  }

  demand(sign: string): void {
    if (this.takes(new RegExp(`\\${sign}`, 'y')) === undefined) throw this.unexpected()
  }

  string(): string {
    const raw = this.takes(/`[^`]*`/y)
    if (raw !== undefined) return raw.slice(1, -1)
    const quoted = this.takes(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y) ?? this.fail()
    return quoted.slice(1, -1).replaceAll(/\\(.)/g, (_, sign: string) => this.#escape(sign))
  }

  #escape(sign: string): string {
    const known: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', "'": "'" }
    return known[sign] ?? this.fail()
  }

  fail(): never {
    throw this.unexpected()
  }

  unexpected(): ParseError {
    const left = this.#text.slice(this.#at).trim()
    return this.wrong(left === '' ? 'unexpected end of input' : `unexpected ${JSON.stringify(left.slice(0, 20))}`)
  }

  wrong(what: string): ParseError {
    return new ParseError(`1:${this.#at + 1}: parse error: ${what}`)
  }
}
