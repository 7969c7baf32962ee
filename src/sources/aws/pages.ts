/**
 * All pages of a question. There is no paginator for these calls; one that sends the last token again is billed for the
 * same page for ever (cloudquery/cloudquery#18539), so a token that comes twice ends it.
 */
import pRetry, { AbortError } from 'p-retry'
import { z } from 'zod'
import { MalformedBill, SourceDown } from '../../errors.js'
import type { Asking } from '../../records/bill-source.js'
import { type Query, textOf } from './queries.js'
import { BeginAnew, NotNow } from './refusals.js'
import type { Patience } from './settings.js'

/** How a page is asked for: `CostExplorer.page`. */
export type Send = (query: Query, token: string | undefined) => Promise<string>

/** A month of a large account is some tens; beyond this something is wrong, and each costs money. */
const MOST_PAGES = 500
const MOST_ATTEMPTS = 3
/** AWS tells no limit; a maintainer of its SDK advises ten a second, peers ask once in two. */
const BETWEEN_REQUESTS_MS = 1000
const LONGEST_WAIT_MS = 60_000

/**
 * The pages' texts, in order. Nothing of a question is handed on before its last page is there: one begun anew gives its
 * groups again.
 * @throws SourceRefused, SourceDown, MalformedBill
 */
export async function pagesOf(
  query: Query,
  send: Send,
  around: Asking,
  patience: Patience,
): Promise<readonly string[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inOneGo(query, send, { around, patience, attempt })
    } catch (error) {
      if (!(error instanceof BeginAnew)) throw error
      if (attempt < MOST_ATTEMPTS) continue
      throw new SourceDown(
        `Cost Explorer ${query.action} changed what it answers ${MOST_ATTEMPTS} times while its pages were read (${error.message}). Run it again later.`,
        { cause: error },
      )
    }
  }
}

interface Way {
  readonly around: Asking
  readonly patience: Patience
  /** Part of the question: the pages of an attempt that failed must not answer the next. */
  readonly attempt: number
}

async function inOneGo(query: Query, send: Send, { around, patience, attempt }: Way): Promise<readonly string[]> {
  const pages: string[] = []
  const seen = new Set<string>()
  let token: string | undefined
  do {
    const page = token
    const question = textOf(query, page, attempt)
    const text = await patiently(() => around.ask(question, () => send(query, page)), around, patience)
    pages.push(text)
    token = tokenOf(text)
    if (token !== undefined && seen.has(token)) {
      throw new MalformedBill(
        `Cost Explorer ${query.action} gave the token of a page a second time: its pages have no end.`,
      )
    }
    if (pages.length >= MOST_PAGES && token !== undefined) {
      throw new MalformedBill(
        `Cost Explorer ${query.action} sent ${MOST_PAGES} pages and has more. Ask for fewer days.`,
      )
    }
    if (token !== undefined) seen.add(token)
  } while (token !== undefined)
  return pages
}

/**
 * Each try goes through `ask`, for AWS may charge for it. The waits are those of the caller's clock.
 * @throws SourceDown when it stays busy
 */
export async function patiently(once: () => Promise<string>, around: Asking, patience: Patience): Promise<string> {
  let wait = patience.firstWaitMs
  try {
    await around.pause(BETWEEN_REQUESTS_MS)
    return await pRetry(
      () =>
        once().catch((error: unknown) => {
          throw error instanceof NotNow
            ? error
            : new AbortError(error instanceof Error ? error : new Error(String(error)))
        }),
      {
        retries: patience.retries,
        minTimeout: 0,
        maxTimeout: 0,
        onFailedAttempt: async ({ retriesLeft, error }) => {
          if (retriesLeft === 0 || !(error instanceof NotNow)) return
          await around.pause(Math.round(wait * (1 + Math.random())))
          wait = Math.min(wait * 2, LONGEST_WAIT_MS)
        },
      },
    )
  } catch (error) {
    if (!(error instanceof NotNow)) throw error
    throw new SourceDown(
      `AWS does not answer after ${patience.retries + 1} tries: ${error.message} Run it again later.`,
      { cause: error },
    )
  }
}

const paged = z.object({ NextPageToken: z.string().nullish() })

function tokenOf(text: string): string | undefined {
  const token = paged.parse(JSON.parse(text)).NextPageToken
  return token === null || token === '' ? undefined : token
}
