/** Rules of a good dashboard: those of Grafana's dashboard-linter that do not concern Prometheus, and what its PostgreSQL source asks for. */
import { variablesIn, withoutComments } from '../support/grafana-macros.js'

/** A panel as a rule looks at it; a test may break it. */
export interface Panel {
  id: number
  type: string
  title: string
  description: string
  datasource: { uid: string }
  gridPos: { x: number; y: number; w: number; h: number }
  fieldConfig: {
    defaults: { unit?: string | undefined; min?: number; thresholds?: unknown }
    overrides: {
      matcher: { options: string }
      properties: { id: string; value: unknown }[]
    }[]
  }
  targets: { format: string; rawSql: string; datasource: { uid: string } }[]
}

export interface Known {
  uid: string
  title: string
  editable: boolean
  panels: Panel[]
  templating: { list: { name: string; multi?: boolean; query: string }[] }
}

/** Of Grafana's value formats (getValueFormats of @grafana/data 13.2.3) those that we use; a currency it has not is `currency:¥`. */
const UNITS =
  /^(short|none|string|locale|percentunit|reqps|s|ms|h|d|bytes|dateTimeAsIso|currencyUSD|currency:¥|currency:financial:[$¥]|count:[\w/]+|suffix:.+)$/

export function knownOf(dashboard: unknown): Known {
  const copy: Known = JSON.parse(JSON.stringify(dashboard))
  return copy
}

/** What no dashboard shows by itself: names that are taken, links that lead nowhere. */
export function setComplaintsOf(all: readonly Known[]): string[] {
  const names = (['uid', 'title'] as const).flatMap((key) => {
    const values = all.map((one) => one[key])
    return values.filter((value, i) => values.indexOf(value) !== i).map((value) => `two dashboards have the ${key} ${value}`)
  })
  const lost = all.flatMap((one) =>
    [...JSON.stringify(one).matchAll(/\/d\/([\w-]+)(?:\?([^"]*))?/g)].flatMap(([, uid, query = '']) => {
      const target = all.find((other) => other.uid === uid)
      if (target === undefined) return [`${one.uid} leads to ${uid}, which is not there`]
      const said = [...query.matchAll(/var-(\w+)=/g)].map(([, name = '']) => name)
      const has = new Set(target.templating.list.map(({ name }) => name))
      return [...said, ...variablesIn(query)].filter((name) => !has.has(name)).map((name) => `${one.uid} leads to ${uid}, which has no ${name}`)
    }),
  )
  return [...names, ...lost]
}

/** Of a panel the columns that it names and no query of it answers, in whichever currency. `columns`: `model text`. */
export function lostOverridesOf({ fieldConfig: { overrides } }: Panel, columns: readonly string[]): string[] {
  const answered = new Set(columns.map((column) => column.split(' ')[0]))
  return overrides.map(({ matcher }) => matcher.options).filter((name) => !answered.has(name))
}

export function complaintsOf({ editable, panels, templating }: Known): string[] {
  const ids = panels.map(({ id }) => id)
  return [
    ...(editable ? ['editable: edits would be lost with the next file'] : []),
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `two panels have the id ${id}`),
    ...panels.flatMap((panel, i) => panels.slice(i + 1).flatMap((other) => (upon(panel, other) ? [`${panel.id} lies upon ${other.id}`] : []))),
    ...panels.flatMap((panel) => panelComplaints(panel, templating.list).map((told) => `panel ${panel.id}: ${told}`)),
    ...templating.list.flatMap(({ name, query }) => unknownIn(query, templating.list).map((one) => `variable ${name}: no variable ${one}`)),
  ]
}

function upon({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

function panelComplaints(panel: Panel, variables: Known['templating']['list']): string[] {
  const { type, title, description, datasource, gridPos, fieldConfig, targets } = panel
  const { unit, min, thresholds } = fieldConfig.defaults
  const [english = '', chinese = ''] = description.split('\n\n')
  const units = fieldConfig.overrides.flatMap(({ properties }) => properties.filter(({ id }) => id === 'unit').map(({ value }) => String(value)))
  return [
    ...(title === '' ? ['no title'] : []),
    ...(english.length < 20 || /[一-鿿]/.test(english) ? ['no English description'] : []),
    ...(/[一-鿿]{3}/.test(chinese) ? [] : ['no Chinese description']),
    ...(unit === undefined ? ['no unit'] : []),
    ...[...(unit === undefined ? [] : [unit]), ...units].filter((one) => !UNITS.test(one)).map((one) => `unit ${one} is none`),
    ...(thresholds === undefined ? ['no thresholds'] : []),
    ...(/^(bargauge|gauge)$/.test(type) && min !== 0 ? ['bars that do not begin at 0'] : []),
    ...[datasource, ...targets.map((target) => target.datasource)].flatMap(({ uid }) => (uid === '${datasource}' ? [] : ['another source than the variable'])),
    ...(gridPos.x + gridPos.w > 24 ? ['too wide'] : []),
    ...(targets.length === 0 ? ['no query'] : []),
    ...targets.flatMap((target) => queryComplaints(target, variables, fieldConfig.overrides.map(({ matcher }) => matcher.options))),
    ...unknownIn(JSON.stringify(fieldConfig), variables).map((one) => `no variable ${one}`),
  ]
}

function queryComplaints({ format, rawSql }: Panel['targets'][number], variables: Known['templating']['list'], overridden: string[]): string[] {
  const several = variables.filter(({ multi }) => multi === true).map(({ name }) => name)
  const amounts = [...rawSql.matchAll(/\bas "(\w+_(?:usd|cny|\$\{currency\}))"/g)].map(([, name = '']) => name)
  const shown = amounts.flatMap((name) => (name.includes('$') ? ['usd', 'cny'].map((code) => name.replace('${currency}', code)) : [name]))
  return [
    ...(/^(table|time_series)$/.test(format) ? [] : ['no format']),
    ...unknownIn(rawSql, variables).map((one) => `no variable ${one}`),
    ...several.filter((name) => new RegExp(`\\$\\{?${name}(?!\\w|:sqlstring)`).test(rawSql)).map((name) => `${name} without sqlstring`),
    ...(/\$__\w+\([^)]*\(/.test(rawSql) ? ['brackets inside a macro'] : []),
    ...(rawSql.includes('$__timeFilter') ? ['a range that counts its end twice'] : []),
    ...(/(?:\b(?:\w*day_local|\w*_date|date)|::date)\s*(?:[<>]=?|between)\s*\$__time/i.test(rawSql) ? ['a day of one zone compared with a moment'] : []),
    ...(withoutComments(rawSql) === rawSql ? [] : ['a comment, in which old versions expand macros']),
    ...[...rawSql.matchAll(/\b((?:fact|raw|ops|stage|law)\.\w+)/g)].map(([, name]) => `reads ${name}`),
    ...shown.filter((name) => !overridden.includes(name)).map((name) => `no override for ${name}`),
    ...(format === 'time_series' && !/\norder by (1|"time")$/.test(rawSql) ? ['not in the order of time'] : []),
  ]
}

function unknownIn(text: string, variables: Known['templating']['list']): string[] {
  return variablesIn(text).filter((name) => !variables.some((one) => one.name === name))
}
