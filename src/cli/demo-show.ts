/** The demo's page: what was loaded, what it costs, what changed, that it adds up, and where to go from there. */
import { styleText } from 'node:util'
import type { LawLine } from '../store/law.js'
import type { ModelAtAGlance } from '../store/models.js'
import type { Reconciled } from '../store/split/index.js'
import type { Change, Cost } from '../store/overview.js'
import type { Calls } from './demo-home.js'
import { modelTable } from './demo-models.js'
import { billsTable } from './demo-reconcile.js'
import type { StepDone } from './demo-steps.js'
import type { DemoWords } from './demo-words.js'
import { amount, count, say, table } from './print.js'

export interface Shown {
  readonly home: string
  readonly url: string
  readonly steps: readonly StepDone[]
  readonly models: readonly ModelAtAGlance[]
  readonly services: readonly Cost[]
  readonly resources: readonly Cost[]
  readonly changes: readonly Change[]
  readonly law: readonly LawLine[]
  readonly reconciliation: readonly Reconciled[]
}

export function show(shown: Shown, words: DemoWords, calls: Calls): void {
  say(`\n  ${bold('tokenledger demo')}\n  ${yellow(words.madeUp)}\n`)
  shown.steps.forEach((step, i) => say(stepText(step, i + 1, words)))
  section(words.byModel, words.byModelNote, [modelTable(shown.models, words)])
  section(
    words.byService,
    [...billNotes(shown.models, words), words.bases],
    costTables(shown.services, words.service, words),
  )
  section(words.byResource, [words.sameBills], costTables(shown.resources, words.resource, words))
  section(words.change, [], [changeTable(shown.changes, words)])
  section(words.law, [], [billsTable(shown.reconciliation, words)])
  say(`\n  ${words.lawHolds}`)
  say(`\n  ${bold(words.next)}\n`)
  const next: readonly (readonly [string, string])[] = [
    [words.look, `${calls.inDemo('sql')}\n    ${words.example}`],
    [words.page, `${calls.inDemo('report')} --html costs.html`],
    [words.own, `${calls.plain} bills focus <files>`],
    [words.stop, `${calls.plain} demo --stop`],
    [words.reset, `${calls.plain} demo --reset`],
  ]
  for (const [what, how] of next) say(`  ${what}\n    ${how}`)
  say()
}

function section(title: string, notes: readonly string[], tables: readonly string[]): void {
  say(`\n  ${bold(title)}`)
  for (const note of notes) say(`  ${dim(note)}`)
  for (const text of tables) say(`\n${indented(text)}`)
}

function stepText(done: StepDone, number: number, words: DemoWords): string {
  const titles = { rates: words.rates, bills: words.bills, usage: words.usage, later: words.later }
  return `  ${bold(String(number))}  ${titles[done.step]}\n     ${outcomeOf(done, words)}`
}

function outcomeOf(done: StepDone, words: DemoWords): string {
  if (done.outcome === 'unchanged') return words.unchanged
  const [lines = '', came = '', gone = '', hours = ''] = [done.lines, done.came, done.gone, done.hours].map(count)
  switch (done.step) {
    case 'rates':
      return words.ratesLoaded(lines)
    case 'bills':
      return words.loaded(lines, count(done.requests), hours)
    case 'later':
      return words.differed(lines, came, gone, hours)
    case 'usage':
      return words.usageLoaded(lines)
    default:
      return done.step satisfies never
  }
}

/** Two sums in two currencies below one sum in both: a reader wants to know that they are the same money. */
function billNotes(models: readonly ModelAtAGlance[], words: DemoWords): string[] {
  const together = models.find(({ kind }) => kind === 'all')?.usd
  return typeof together === 'string' ? [words.byCurrency(amount(together, 'USD'))] : []
}

/** A table a currency: dollars and yuan are not added. */
function costTables(costs: readonly Cost[], title: string, words: DemoWords): string[] {
  const currencies = [...new Set(costs.map(({ billing_currency: currency }) => currency))]
  return currencies.map((currency) =>
    table(
      [
        { title: left(words.inCurrency(title, currency), NAME) },
        { title: left(words.provider, 7) },
        { title: right(words.list), align: 'right' },
        { title: right(words.billed), align: 'right' },
        { title: right(words.effective), align: 'right' },
        { title: '' },
      ],
      costs.filter((cost) => cost.billing_currency === currency).map((cost) => costRow(cost, words)),
    ),
  )
}

// Two columns of margin and all between come to 100.
const NAME = 40
const MONEY = 10
const BAR = 10

function costRow(cost: Cost, words: DemoWords): string[] {
  const { kind, billing_currency: currency, provider, percent } = cost
  const money = (text: string | null): string => (text === null ? words.unknown : cents(text, currency))
  return [
    kind === 'all' ? words.all : kind === 'others' ? words.others(count(cost.things)) : nameOf(cost.name ?? '', words),
    provider ?? '',
    money(cost.list_cost),
    money(cost.billed_cost),
    money(cost.effective_cost),
    '█'.repeat(Math.max(0, Math.round(((percent ?? 0) / 100) * BAR))),
  ]
}

/** To the cent; what is less than half of one is not shown as nothing. */
function cents(text: string, currency: string): string {
  const vanishes = /^0\.00[0-4]/.test(text) && /[1-9]/.test(text)
  return vanishes ? `<${amount('0.01', currency)}` : amount(text, currency)
}

/** `none:<service>` is what a service charges for no resource. The end of a long id tells more than its beginning. */
function nameOf(name: string, words: DemoWords): string {
  const told = name.startsWith('none:') ? `${words.noResource}${name.slice(5)}` : name
  if (widthOf(told) <= NAME) return told
  let end = told
  while (widthOf(end) >= NAME) end = end.slice(1)
  return `…${end}`
}

function changeTable(changes: readonly Change[], words: DemoWords): string {
  const money = ({ billing_currency: currency }: Change, text: string): string => amount(text, currency)
  return table(
    [
      { title: left(words.resource, NAME) },
      { title: words.hours, align: 'right' },
      { title: right(words.before), align: 'right' },
      { title: right(words.after), align: 'right' },
      { title: right(words.difference), align: 'right' },
    ],
    changes.map((one) => [
      one.resource_id === null ? words.all : nameOf(one.resource_id, words),
      count(one.periods),
      money(one, one.before),
      money(one, one.after),
      money(one, one.change),
    ]),
  )
}

// Titles as wide as their columns may get, so that all tables stand under each other.
function left(title: string, columns: number): string {
  return title + ' '.repeat(Math.max(0, columns - widthOf(title)))
}

function right(title: string): string {
  return ' '.repeat(Math.max(0, MONEY - widthOf(title))) + title
}

/** A Chinese sign is two columns wide. */
function widthOf(text: string): number {
  return [...text].reduce((sum, sign) => sum + (sign >= '\u2e80' ? 2 : 1), 0)
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}

// Colours are for people: a pipe, a file and NO_COLOR get plain text.
const coloured = process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === ''
const bold = (text: string): string => (coloured ? styleText('bold', text) : text)
const dim = (text: string): string => (coloured ? styleText('dim', text) : text)
const yellow = (text: string): string => (coloured ? styleText('yellow', text) : text)
