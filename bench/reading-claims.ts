/** How fast a year of reports is read: what panels and the reconciliation ask, against counting the rows of the year. */
import { atLeast, atMost, type Claim, median, say } from './claims.js'
import { filledYear, query, type Server } from './ledger.js'

const TIMES = 40

/** Each asked of another month, so that no answer is the one before. */
const questions: readonly (readonly [what: string, text: (turn: number) => string, limit: number])[] = [
  [
    'key figures of all versions, 30 days',
    (turn) =>
      `select day, model, version, cost_usd, usd_per_1k_tokens, utilisation from report.kpi_day where ${days(turn)}`,
    1,
  ],
  [
    'key figures of one version, 24 hours',
    (turn) => `select * from report.kpi_hour where model = 'model-${turn % 8}' and version = 'v1'
      and hour >= '${dayOfYear(60 + turn)}T00:00Z' and hour < '${dayOfYear(61 + turn)}T00:00Z'`,
    // Each hour looks for the best of 30 days of eight versions in four clouds.
    1.5,
  ],
  [
    'where a month of bills went',
    (turn) =>
      `select * from report.reconciliation where billing_period = date_trunc('month', current_date) - ${turn % 12} * interval '1 month'`,
    1,
  ],
]

export async function readingClaims(server: Server, { versions }: { readonly versions: number }): Promise<Claim[]> {
  say(`Filling a year of ${versions} versions in four clouds ...`)
  const year = await filledYear(server, versions)
  const count = await timesOf(year.url, () => 'select count(*) from report.model_hour', 3)
  const claims: Claim[] = []
  for (const [what, text, limit] of questions) {
    const times = await timesOf(year.url, text, TIMES)
    say(`${what}: ${times.map((seconds) => (seconds * 1000).toFixed(0)).join(' ')} ms`)
    const p95 = times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN
    claims.push(
      atMost(`time of ${what}, against counting the rows of the year`, median(times) / median(count), limit),
      atLeast(`the median of it, ms`, median(times) * 1000, 0),
      atLeast(`the 95th of a hundred of it, ms`, p95 * 1000, 0),
    )
  }
  await year.drop()
  return claims
}

async function timesOf(url: string, text: (turn: number) => string, times: number): Promise<number[]> {
  const seconds: number[] = []
  for (let turn = 0; turn < times; turn += 1) {
    const began = process.hrtime.bigint()
    await query(url, text(turn))
    seconds.push(Number(process.hrtime.bigint() - began) / 1e9)
  }
  return seconds
}

function days(turn: number): string {
  return `day >= '${dayOfYear(turn * 7)}' and day < '${dayOfYear(turn * 7 + 30)}'`
}

/** The year ends today. */
function dayOfYear(day: number): string {
  return new Date(Date.now() + (day - 365) * 86_400_000).toISOString().slice(0, 10)
}
