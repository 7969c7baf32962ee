/** The demo's answer to its question: what each model's version cost, in both currencies, and what it did for that. */
import type { ModelAtAGlance } from '../store/models.js'
import type { DemoWords } from './demo-words.js'
import { amount, count, table } from './print.js'

export function modelTable(models: readonly ModelAtAGlance[], words: DemoWords): string {
  const right = (title: string) => ({ title, align: 'right' as const })
  return table(
    [
      { title: words.model },
      right('USD'),
      right('CNY'),
      right(words.tokens),
      right(words.perThousand('USD')),
      right(words.perThousand('CNY')),
      right(words.idle),
      { title: words.status },
    ],
    models.map((one) => [
      nameOf(one, words),
      one.usd === null ? words.unknown : amount(one.usd, 'USD'),
      one.cny === null ? words.unknown : amount(one.cny, 'CNY'),
      tokensOf(one, words),
      priceOf(one.usd_per_1k_tokens),
      priceOf(one.cny_per_1k_tokens),
      one.idle_percent === null ? '' : `${one.idle_percent}%`,
      one.status === null ? '' : (words.statuses[one.status] ?? one.status),
    ]),
  )
}

function nameOf({ kind, model, version, reason }: ModelAtAGlance, words: DemoWords): string {
  if (kind === 'all') return words.all
  if (kind === 'rest') return words.reasons[reason ?? ''] ?? reason ?? words.unknown
  return version === null || version === '' ? (model ?? '') : `${model} ${version}`
}

function priceOf(text: string | null): string {
  return text === '0.0000' ? '<.0001' : (text ?? '')
}

/** With a sign where some hours' counts are lower bounds. */
function tokensOf(
  { kind, tokens, tokens_open: open, replica_hours_not_exact: notExact }: ModelAtAGlance,
  words: DemoWords,
): string {
  if (kind === 'rest') return ''
  if (tokens === null) return words.unknown
  return notExact === '0' && !open ? thousands(tokens) : `≥${thousands(tokens)}`
}

/** Rounded, and what is less than half of one is not shown as nothing: `report.kpi_day` has every token. */
function thousands(tokens: string): string {
  const rounded = (BigInt(tokens) + 500n) / 1000n
  return rounded === 0n && tokens !== '0' ? '<1' : count(rounded)
}
