/** What a source may ask, and what of it is counted, kept and paid for already. */
import { ConfigError } from '../src/errors.js'
import type { Asking, BillPiece, BillSource } from '../src/records/bill-source.js'
import {
  countRequest,
  heldMark,
  heldSums,
  heldWindows,
  keepPage,
  measuredHours,
  paidPage,
  requestsOf,
} from '../src/store/bills/index.js'
import { withClient } from '../src/store/index.js'
import type { ApiRun } from './bills-api.js'

/** Pages that cost money are not paid for twice within this time, when the run that asked for them failed. */
const PAID_FOR_MS = 3_600_000

/** Of a piece, pages are kept; what is asked to find out what is due is only counted. */
export async function askingFor(
  run: ApiRun,
  piece?: BillPiece,
): Promise<{ readonly asking: Asking; readonly questions: readonly string[] }> {
  const { store, source, options } = run
  const [held, mark] = await withClient(
    store.pool,
    async (client) => [await heldWindows(client, source), await heldMark(client, source)] as const,
  )
  const questions: string[] = []
  const ask: Asking['ask'] = async (question, send) => {
    if (piece === undefined) return paid(run, send)
    const asked = { feed: source.feed, account: source.account, piece: piece.name }
    questions.push(question)
    const since = new Date(options.now.getTime() - PAID_FOR_MS)
    const kept = source.usdPerRequest === '0' ? undefined : await paidPage(store.pool, asked, question, since)
    if (kept !== undefined) return kept
    const body = await paid(run, send)
    await keepPage(store.pool, asked, question, body, options.now)
    return body
  }
  const { now, pause, onStep } = options
  const sums: Asking['sums'] = (windows) => withClient(store.pool, (client) => heldSums(client, source, windows))
  const measured: Asking['measured'] = (provider, machines, from, to) =>
    withClient(store.pool, (client) => measuredHours(client, { provider, machines, from, to }))
  const onProgress = (percent: number): void => onStep('ask bill', percent)
  return { asking: { now, ask, pause, held, mark, sums, measured, onProgress }, questions }
}

/** @throws ConfigError when the budget is spent; nothing is asked then */
async function paid(run: ApiRun, send: () => Promise<string>): Promise<string> {
  const { store, source, options } = run
  const { perRun, perMonth } = options.limits
  if (perRun !== undefined && run.requests >= perRun)
    throw overspent(source, `${perRun} requests a run`, 'max_requests_per_run')
  if (perMonth !== undefined && (await requestsOf(store.pool, source, options.now)) >= BigInt(perMonth)) {
    throw overspent(source, `${perMonth} requests a month`, 'max_requests_per_month')
  }
  run.requests += 1
  await countRequest(store.pool, source, options.now)
  return send()
}

function overspent({ feed, account }: BillSource, limit: string, setting: string): ConfigError {
  return new ConfigError(
    `${feed} ${account} may be asked ${limit}, and was. Nothing more was asked. Raise ${setting} of it in tokenledger.yaml, or ask for less.`,
    { facts: { feed, account, setting } },
  )
}
