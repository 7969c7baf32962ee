/**
 * The central parity as CFETS keeps it, the national foreign exchange trade system that announces it for the PBoC:
 * https://www.chinamoney.com.cn/chinese/bkccpr/. Labels are read, never counted; it is asked once a second.
 */
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { LedgerError, MalformedBill, SourceDown, SourceRefused } from '../../errors.js'
import { type Answer as HttpAnswer, ask, type Patience } from '../../http.js'
import type { Fixing, FxRate, RateAnswer } from '../../records/fx-rate.js'
import { type Days, inOrder, parseFixedOn, windowsOf } from './days.js'
import { parsePairs, parseQuote } from './quote.js'

export interface Asking {
  readonly url: string
  readonly days: Days
  readonly patience?: Patience
  /** Waits between two requests; the clock of a test does not tick. */
  readonly pause?: (ms: number) => Promise<void>
}

/** More than 50 a page is answered by the firewall, with 403. */
const PAGE_SIZE = 50
const MOST_PAGES = 50
const BETWEEN_REQUESTS_MS = 1000
const TIMEOUT_MS = 30_000
const WAY_OUT = 'Ask the other source (tokenledger rates --source safe), or import a file (--file rates.csv).'

/** What a refusal has, too: it comes as 200 with words in it. */
const envelopeOf = z.object({
  head: z.object({ rep_code: z.string(), rep_message: z.string() }),
  data: z.object({ flagMessage: z.string().nullish() }).nullish(),
})
const answerOf = z.object({
  data: z.object({
    head: z.array(z.string()),
    searchlist: z.array(z.string()),
    total: z.int().min(0),
    pageTotal: z.int().min(0).max(MOST_PAGES),
    pageNum: z.int(),
    startDate: z.string(),
    endDate: z.string(),
  }),
  records: z.array(z.object({ date: z.string(), values: z.array(z.string()) })),
})
type Answer = z.infer<typeof answerOf>

/**
 * Every fixing of the days.
 * @throws SourceRefused for a challenge page, a firewall or a refusal in words, SourceDown when it does not answer or what
 * it says changes while it is read, MalformedBill when the answer is not what it has always been
 */
export async function cfetsRates(asking: Asking): Promise<RateAnswer> {
  const { pause = setTimeout } = asking
  const fixings: Fixing[] = []
  for (const [i, days] of windowsOf(asking.days).entries()) {
    if (i > 0) await pause(BETWEEN_REQUESTS_MS)
    fixings.push(...(await fixingsOf({ ...asking, days }, pause)))
  }
  return { source: 'cfets', fixings: inOrder('CFETS', fixings), files: [] }
}

async function fixingsOf(asking: Asking, pause: (ms: number) => Promise<void>): Promise<Fixing[]> {
  const first = await pageOf(asking, 1)
  const fixings = understood(first, asking.days)
  for (let number = 2; number <= first.data.pageTotal; number += 1) {
    await pause(BETWEEN_REQUESTS_MS)
    const page = await pageOf(asking, number)
    if (page.data.total !== first.data.total) {
      throw new SourceDown('CFETS published a rate while its pages were read. Nothing was loaded. Run it again.')
    }
    fixings.push(...understood(page, asking.days))
  }
  if (fixings.length !== first.data.total) {
    throw malformed(`says that there are ${first.data.total} days and sends ${fixings.length}`, asking.days)
  }
  return fixings
}

async function pageOf({ url, days, patience }: Asking, pageNum: number): Promise<Answer> {
  const at = new URL(url)
  const asked = { startDate: days.from.date, endDate: days.upTo.date, currency: '', pageNum, pageSize: PAGE_SIZE }
  for (const [name, value] of Object.entries(asked)) at.searchParams.set(name, String(value))
  const call = { who: 'CFETS', url: at, method: 'POST', headers, timeoutMs: TIMEOUT_MS } as const
  const text = await ask({ ...call, ...(patience === undefined ? {} : { patience }) }, read)
  const { head, data: words } = inForm(envelopeOf, parsed(text), days)
  if (head.rep_code !== '200') throw refused(`it says ${head.rep_code} ${head.rep_message}`)
  const said = words?.flagMessage ?? ''
  if (said !== '') throw refused(`it says "${said}"`)
  const page = inForm(answerOf, parsed(text), days)
  const { data } = page
  if (data.pageNum !== pageNum || data.startDate !== days.from.date || data.endDate !== days.upTo.date) {
    throw malformed(`is page ${data.pageNum} of ${data.startDate} to ${data.endDate}, not page ${pageNum}`, days)
  }
  return page
}

function inForm<T>(form: z.ZodType<T>, value: unknown, days: Days): T {
  const { success, data, error } = form.safeParse(value)
  if (success) return data
  const { path = [], message = '' } = error.issues[0] ?? {}
  throw malformed(`has another form than it had: ${path.join('.')} ${message}`, days)
}

const headers = {
  accept: 'application/json',
  referer: 'https://www.chinamoney.com.cn/chinese/bkccpr/',
  'user-agent': 'tokenledger',
}

async function read(response: HttpAnswer): Promise<string> {
  const text = await response.text()
  if (response.status === 200) return text
  throw refused(`it answers HTTP ${response.status}`)
}

/** A page of its firewall instead of JSON is a refusal; read as "no rates" it would leave every hour without a number. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw refused('it answers with a page instead of data, perhaps to see whether a browser is asking', cause)
  }
}

function understood({ data, records }: Answer, days: Days): Fixing[] {
  return because(days, () => {
    const pairs = parsePairs(data.head)
    // A pair it does not know is left out of the list without a word.
    if (data.searchlist.join() !== data.head.join()) throw new RangeError('searchlist and head name other pairs.')
    return records.map(({ date, values }) => {
      const fixedOn = parseFixedOn(date, days)
      if (values.length !== pairs.length)
        throw new RangeError(`${date} has ${values.length} values, not ${pairs.length}.`)
      const rates: FxRate[] = []
      const notQuoted: string[] = []
      for (const [i, pair] of pairs.entries()) {
        const rate = because(days, () => parseQuote(pair, values[i] ?? ''), `${date}: `)
        if (rate === undefined) notQuoted.push(pair.label)
        else rates.push(rate)
      }
      return { fixedOn, rates, notQuoted }
    })
  })
}

function because<T>(days: Days, work: () => T, where = ''): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof LedgerError || !(error instanceof RangeError)) throw error
    throw malformed(`cannot be understood: ${where}${error.message.replace(/\.$/, '')}`, days, error)
  }
}

function malformed(what: string, { from, upTo }: Days, cause?: unknown): MalformedBill {
  return new MalformedBill(
    `The answer of CFETS for ${from.date} to ${upTo.date} ${what}. Nothing was loaded. ${WAY_OUT}`,
    { cause, facts: { source: 'cfets', from: from.date, upTo: upTo.date } },
  )
}

function refused(why: string, cause?: unknown): SourceRefused {
  return new SourceRefused(`CFETS refuses to tell its rates: ${why}. ${WAY_OUT}`, {
    cause,
    facts: { source: 'cfets' },
  })
}
