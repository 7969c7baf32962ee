/** The dashboards as files: the same as src says, and as Grafana wants them. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dashboards, fileOf, textOf } from '../../src/dashboards/index.js'
import { shipped } from '../../src/shipped.js'
import { variablesIn } from '../support/grafana-macros.js'
import { complaintsOf, knownOf, type Panel } from './lint.js'

const all = dashboards()

test('the files in dashboards/ are what src says: npm run dashboards writes them anew', () => {
  const files = readdirSync(shipped('dashboards')).filter((name) => name.endsWith('.json'))

  const told = Object.fromEntries(all.map((one) => [fileOf(one), textOf(one)]))

  expect(files.toSorted()).toEqual(Object.keys(told).toSorted())
  for (const name of files) expect(readFileSync(shipped(`dashboards/${name}`), 'utf8')).toBe(told[name])
})

test('no two dashboards have the same id or title', () => {
  for (const key of ['uid', 'title'] as const) expect(new Set(all.map((one) => one[key])).size).toBe(all.length)
})

test('every link between dashboards leads to one that is there, with variables that it has', () => {
  const lost = all.flatMap((one) =>
    [...JSON.stringify(one).matchAll(/\/d\/([\w-]+)\?([^"]*)/g)].flatMap(([, uid, query = '']) => {
      const target = all.find((other) => other.uid === uid)
      if (target === undefined) return [`${one.uid} leads to ${uid}`]
      const has = new Set((target.templating?.list ?? []).map(({ name }) => name))
      const said = [...query.matchAll(/var-(\w+)=/g)].map(([, name = '']) => name)
      return [...said, ...variablesIn(query)].filter((name) => !has.has(name)).map((name) => `${uid} has no ${name}`)
    }),
  )

  expect(lost).toEqual([])
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
  ['no format', ({ targets }) => targets.forEach((target) => void (target.format = '')), 'no format'],
  ['a variable that is not there', asking('select ${team} as a'), 'no variable team'],
  ['several values in quotes', asking("select 1 where a in ('${provider}')"), 'provider without sqlstring'],
  ['a macro around a function', asking("where $__timeFilter(date_trunc('hour', x))"), 'brackets inside a macro'],
  ['both ends of a range', asking('where $__timeFilter(hour)'), 'a range that counts its end twice'],
  ['another schema', asking('select 1 from fact.bill_line'), 'reads fact.bill_line'],
  ['an amount without its currency', asking('select 1 as "price_usd"'), 'no override for price_usd'],
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

function asking(sql: string): (panel: Panel) => void {
  return ({ targets }) => targets.forEach((target) => void (target.rawSql = sql))
}
