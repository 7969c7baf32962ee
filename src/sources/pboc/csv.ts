/** Rates that a person brings: behind a firewall, or from an export of their treasury. Written as CFETS writes them. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { ConfigError, MalformedBill } from '../../errors.js'
import type { Fixing, FxRate, RateAnswer } from '../../records/fx-rate.js'
import { parseDay } from '../../units/billing-day.js'
import { inOrder, parseFixedOn } from './days.js'
import { type Pair, parsePairs, parseQuote } from './quote.js'

/**
 * Reads `Date,USD/CNY,EUR/CNY,100JPY/CNY,CNY/THB`, a day a line in any order; an empty field is a pair that is not quoted.
 * @throws ConfigError when the file cannot be read, MalformedBill that tells file, line and column
 */
export async function csvRates(path: string): Promise<RateAnswer> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new ConfigError(`Cannot read ${path}. Name a file of rates that you may read.`, { cause, facts: { path } })
  })
  const [head = '', ...lines] = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r?\n/)
  const pairs = at(path, 1, () => pairsOf(head))
  const fixings = lines.map((line, i) => fixingOf(path, i + 2, line, pairs))
  if (fixings.length === 0) throw malformed(path, 1, 'has no line below its head', undefined)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { source: 'csv', fixings: inOrder(path, fixings), files: [{ path, bytes: bytes.length, sha256 }] }
}

function pairsOf(head: string): Pair[] {
  const [date, ...labels] = fieldsOf(head)
  if (date !== 'Date') throw new RangeError('The first column is not Date.')
  return parsePairs(labels)
}

function fixingOf(path: string, number: number, line: string, pairs: readonly Pair[]): Fixing {
  const [date = '', ...values] = fieldsOf(line)
  const fixedOn = at(path, number, () => fixedOnOf(date), 'Date')
  if (values.length !== pairs.length) {
    throw malformed(path, number, `has ${values.length + 1} fields, and the head has ${pairs.length + 1}`, undefined)
  }
  const rates: FxRate[] = []
  const notQuoted: string[] = []
  for (const [i, pair] of pairs.entries()) {
    const said = values[i] === undefined || values[i] === '' ? '---' : values[i]
    const rate = at(path, number, () => parseQuote(pair, said), pair.label)
    if (rate === undefined) notQuoted.push(pair.label)
    else rates.push(rate)
  }
  return { fixedOn, rates, notQuoted }
}

/** @throws RangeError that says how a person writes a day */
function fixedOnOf(text: string): Fixing['fixedOn'] {
  try {
    parseDay(text, 'UTC+8')
  } catch (cause) {
    throw new RangeError(`${JSON.stringify(text.slice(0, 60))} is no day; write it as 2026-08-05.`, { cause })
  }
  return parseFixedOn(text)
}

/** Dates, labels and numbers hold neither commas nor quotation marks; a spreadsheet may put marks around them. */
function fieldsOf(line: string): string[] {
  return line.split(',').map((field) => field.trim().replace(/^"([^"]*)"$/, '$1'))
}

function at<T>(path: string, line: number, work: () => T, column?: string): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw malformed(path, line, `cannot be understood: ${error.message.replace(/\.$/, '')}`, column)
  }
}

function malformed(path: string, line: number, what: string, column: string | undefined): MalformedBill {
  const place = `${path}, line ${line}${column === undefined ? '' : `, column ${column}`}`
  return new MalformedBill(`${place} ${what}. Nothing was loaded. Mend the file and import it again.`, {
    facts: { path, line, column: column ?? null },
  })
}
