/** What a reader chooses above the panels. */
import { DATASOURCE, PLUGIN, type Variable } from './grafana.js'
import { inline, type Words, words } from './words.js'

interface Choice {
  readonly text: string
  readonly value: string
}

/** Any PostgreSQL source there is; hidden, for most have one. `Data source` is what Grafana's own linter asks for. */
export const datasource: Variable = {
  ...named('datasource', words('Data source', '数据源')),
  type: 'datasource',
  query: PLUGIN,
  hide: 2,
  refresh: 1,
  regex: '',
  multi: false,
  includeAll: false,
  options: [],
}

/** Dollars or yuan: the value ends the names of columns. */
export const currency = oneOf('currency', words('Currency', '币种'), [
  { text: 'USD $', value: 'usd' },
  { text: 'CNY ¥', value: 'cny' },
])

/** By how many tokens prices are told. */
export const per = oneOf('per', words('Tokens', '词元数'), [
  { text: '1M', value: '1000000' },
  { text: '1K', value: '1000' },
])

export const provider = manyOf(
  'provider',
  words('Cloud', '云'),
  'select distinct provider from report.account_bill order by 1',
)

/** Of the panels that tell regions apart: sums of versions over many days do not. */
export const region = manyOf(
  'region',
  words('Region', '地域'),
  "select distinct coalesce(nullif(region_id, ''), '(none)') from report.cost_by_region_day where provider in (${provider:sqlstring}) order by 1",
)

/** Who pays, of the panels that tell it: hours of versions do not know whose they are. */
export const team = manyOf('team', words('Team', '团队'), 'select distinct team from report.team_spend_day order by 1')
export const env = manyOf('env', words('Environment', '环境'), 'select distinct env from report.team_spend_day order by 1')

export const model = manyOf('model', words('Model', '模型'), 'select distinct model from report.version order by 1')

export const version = manyOf(
  'version',
  words('Version', '版本'),
  'select distinct version from report.version where model in (${model:sqlstring}) order by 1',
)

function oneOf(name: string, label: Words, choices: readonly [Choice, ...Choice[]]): Variable {
  const [first] = choices
  return {
    ...named(name, label),
    type: 'custom',
    query: choices.map(({ text, value }) => `${text} : ${value}`).join(','),
    current: { ...first, selected: true },
    options: choices.map((choice) => ({ ...choice, selected: choice === first })),
    multi: false,
    includeAll: false,
  }
}

/** Without `allValue`, All sends each of the values, quoted; with one it would be sent as it stands. */
function manyOf(name: string, label: Words, sql: string): Variable {
  return {
    ...named(name, label),
    type: 'query',
    datasource: DATASOURCE,
    query: sql,
    current: { text: ['All'], value: ['$__all'], selected: true },
    options: [],
    refresh: 1,
    regex: '',
    sort: 0,
    multi: true,
    includeAll: true,
  }
}

function named(name: string, label: Words): Pick<Variable, 'name' | 'hide' | 'skipUrlSync'> & { label: string } {
  return { name, label: name === 'datasource' ? label.en : inline(label), hide: 0, skipUrlSync: false }
}
