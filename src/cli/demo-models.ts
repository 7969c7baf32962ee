/** The demo's answer to its question: what each model's version did, beside what its machines cost, in both currencies. */
import type { ModelAtAGlance } from '../store/models.js'
import type { DemoWords } from './demo-words.js'
import { amount, count, table } from './print.js'

export function modelTable(models: readonly ModelAtAGlance[], words: DemoWords): string {
  const right = (title: string) => ({ title, align: 'right' as const })
  return table(
    [
      { title: words.model },
      right(words.requests),
      right(words.promptTokens),
      right(words.generatedTokens),
      right('USD'),
      right('CNY'),
      right(words.notExact),
    ],
    models.map((one) => [
      nameOf(one, words),
      tokens(one.requests),
      tokens(one.prompt_tokens),
      tokens(one.generated_tokens),
      one.effective_usd === null ? words.unknown : amount(one.effective_usd, 'USD'),
      one.effective_cny === null ? words.unknown : amount(one.effective_cny, 'CNY'),
      one.replica_hours_not_exact === '0' ? '' : count(one.replica_hours_not_exact),
    ]),
  )
}

function nameOf({ kind, model, version, reason }: ModelAtAGlance, words: DemoWords): string {
  if (kind === 'all') return words.all
  if (kind === 'rest') return words.reasons[reason ?? ''] ?? reason ?? words.unknown
  return version === null || version === '' ? (model ?? '') : `${model} ${version}`
}

function tokens(number: string | null): string {
  return number === null ? '' : count(number)
}
