/** The dashboards as files: the same as src says, and as Grafana wants them. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dashboards, fileOf, textOf } from '../../src/dashboards/index.js'
import { shipped } from '../../src/shipped.js'
import { complaintsOf, type Known, knownOf, lostOverridesOf, type Panel, setComplaintsOf } from './lint.js'

const all = dashboards()

test('the files in dashboards/ are what src says: npm run dashboards writes them anew', () => {
  const files = readdirSync(shipped('dashboards')).filter((name) => name.endsWith('.json'))

  const told = Object.fromEntries(all.map((one) => [fileOf(one), textOf(one)]))

  expect(files.toSorted()).toEqual(Object.keys(told).toSorted())
  for (const name of files) expect(readFileSync(shipped(`dashboards/${name}`), 'utf8')).toBe(told[name])
})

test('no two dashboards have one name, and every link between them leads to one that is there, with variables that it has', () => {
  expect(setComplaintsOf(all.map(knownOf))).toEqual([])
})

test.each<[string, (known: Known[]) => void, string]>([
  ['of one uid', ([first, second]) => void (first && second && (second.uid = first.uid)), 'two dashboards have the uid tokenledger-overview'],
  ['of one title', ([first, second]) => void (first && second && (second.title = first.title)), 'two dashboards have the title'],
  ['that lead nowhere', (known) => void known.pop(), 'which is not there'],
  [
    'that lead to one without their variable',
    (known) => known.forEach((one) => void (one.templating.list = one.templating.list.filter(({ name }) => name !== 'version'))),
    'which has no version',
  ],
])('dashboards %s are told', (_, change, told) => {
  const known = all.map(knownOf)
  // The last one is where all of them lead, so that it can be taken away.
  known.push(...known.splice(known.findIndex(({ uid }) => uid === 'tokenledger-version'), 1))
  const before = setComplaintsOf(known)

  change(known)

  expect(before).toEqual([])
  expect(setComplaintsOf(known).join('\n')).toContain(told)
})

describe.each(all.map((one) => [one.uid, one] as const))('%s', (uid, dashboard) => {
  test(`${uid} breaks no rule of a good dashboard`, () => {
    expect(complaintsOf(knownOf(dashboard))).toEqual([])
  })

  test(`${uid} stands in days of the time zone that is asked for`, () => {
    const elsewhere = dashboards('Europe/Berlin').find((one) => one.uid === uid)

    expect([dashboard.timezone, elsewhere?.timezone]).toEqual(['Asia/Shanghai', 'Europe/Berlin'])
  })
})

const broken: readonly (readonly [how: string, change: (panel: Panel) => void, told: string])[] = [
  ['no title', (panel) => void (panel.title = ''), 'no title'],
  ['a description in English alone', (panel) => void (panel.description = 'What it costs a day.'), 'no Chinese'],
  ['a description in Chinese alone', (panel) => void (panel.description = '成本。\n\n每天成本。'), 'no English'],
  ['no unit', ({ fieldConfig }) => void (fieldConfig.defaults.unit = undefined), 'no unit'],
  ['a unit that Grafana has not', ({ fieldConfig }) => void (fieldConfig.defaults.unit = 'currencyCNY'), 'is none'],
  ['no thresholds', ({ fieldConfig }) => void (fieldConfig.defaults.thresholds = undefined), 'no thresholds'],
  ['bars without a least value', (panel) => void (panel.type = 'bargauge'), 'bars that do not begin at 0'],
  ['a source of its own', (panel) => void (panel.datasource = { uid: 'mine' }), 'another source than the variable'],
  ['no query', (panel) => void (panel.targets = []), 'no query'],
  ['more than 24 columns', ({ gridPos }) => void (gridPos.w = 25), 'too wide'],
  ['no format', ({ targets }) => targets.forEach((target) => void (target.format = '')), 'no format'],
  ['a variable that is not there', asking('select ${tenant} as a'), 'no variable tenant'],
  ['several values in quotes', asking("select 1 where a in ('${provider}')"), 'provider without sqlstring'],
  ['a macro around a function', asking("where $__timeFilter(date_trunc('hour', x))"), 'brackets inside a macro'],
  ['both ends of a range', asking('where $__timeFilter(hour)'), 'a range that counts its end twice'],
  ['another schema', asking('select 1 from fact.bill_line'), 'reads fact.bill_line'],
  ['an amount without its currency', asking('select 1 as "price_usd"'), 'no override for price_usd'],
  ['a day against a moment', asking('select 1 where day_local >= $__timeFrom()'), 'a day of one zone compared with a moment'],
  ['a unit in an override that Grafana has not', oddUnit, 'unit currencyCNY is none'],
  ['a comment', asking('select 1 -- $__timeFrom()'), 'a comment'],
  ['time without an order', asking('select hour as "time"'), 'not in the order of time'],
]

test.each(broken)('a panel with %s is told', (_, change, told) => {
  const dashboard = knownOf(all[0])
  dashboard.panels = dashboard.panels.filter(({ id }) => id === 9)
  const before = complaintsOf(dashboard)

  dashboard.panels.forEach(change)

  expect([dashboard.panels.length, before]).toEqual([1, []])
  expect(complaintsOf(dashboard).join('\n')).toContain(told)
})

test('panels with one id, and panels that lie upon each other, are told', () => {
  const dashboard = knownOf(all[0])
  const [first] = dashboard.panels

  dashboard.panels = first === undefined ? [] : [first, first]

  expect(complaintsOf(dashboard)).toEqual(['two panels have the id 1', '1 lies upon 1'])
})

test('a dashboard that may be edited where its file would come again is told', () => {
  const dashboard = knownOf(all[0])

  dashboard.editable = true

  expect(complaintsOf(dashboard)).toEqual(['editable: edits would be lost with the next file'])
})

test('a variable that asks for another which is not there is told', () => {
  const dashboard = knownOf(all[0])
  const [first] = dashboard.templating.list

  if (first !== undefined) first.query = 'select ${tenant}'

  expect(complaintsOf(dashboard)).toEqual([`variable ${first?.name}: no variable tenant`])
})

test('an override of a column that no query answers is told', () => {
  const panel = knownOf(all[0]).panels.find(({ id }) => id === 17)

  expect(panel === undefined ? [] : lostOverridesOf(panel, ['model text', 'version text', 'now_usd float8'])).toContain('now_cny')
  expect(panel === undefined ? ['none'] : lostOverridesOf({ ...panel, fieldConfig: { defaults: {}, overrides: [] } }, [])).toEqual([])
})

function oddUnit({ fieldConfig }: Panel): void {
  fieldConfig.overrides.push({ matcher: { options: 'x' }, properties: [{ id: 'unit', value: 'currencyCNY' }] })
}

function asking(sql: string): (panel: Panel) => void {
  return ({ targets }) => targets.forEach((target) => void (target.rawSql = sql))
}
