/** Panels and links that several dashboards have. */
import type { Field } from './fields.js'
import { type Sized, table } from './panel.js'
import { words } from './words.js'

/** From a row that has a model and a version to their dashboard, with the range, the currency and the tokens that are chosen. */
export const toVersion: NonNullable<Field['link']> = {
  title: words('This version', '查看该版本'),
  url:
    '/d/tokenledger-version?${__url_time_range}&${currency:queryparam}&${per:queryparam}' +
    '&var-model=${__data.fields.model:percentencode}&var-version=${__data.fields.version:percentencode}',
}

export const STATES = {
  final: 'green',
  complete: 'green',
  loaded: 'green',
  unchanged: 'green',
  running: 'blue',
  preliminary: 'blue',
  provisional: 'orange',
  estimated: 'orange',
  partial: 'orange',
  incomplete: 'red',
  interrupted: 'red',
  failed: 'red',
} as const

export const state: Field = {
  title: words('State', '状态'),
  colors: STATES,
  custom: { cellOptions: { type: 'color-text' }, width: 130 },
}
export const modelName: Field = { title: words('Model', '模型'), link: toVersion }
export const versionName: Field = { title: words('Version', '版本'), link: toVersion }

/** How fresh each source is, oldest first. */
export function ages(id: number, size: Sized['size']): Sized {
  return table({
    id,
    title: words('Data age', '数据时效'),
    description: words(
      'Up to when each source tells, and how long ago that is. A bill of a cloud is hours to days late; telemetry should never be three hours old.',
      '每个数据源的数据到什么时候为止，距今多久。云账单会晚几小时到几天；遥测不应超过三小时。',
    ),
    size,
    unit: 'short',
    sql: `select kind, source, reaches, age_seconds::float8 as age, state
from report.data_age
order by age_seconds desc`,
    fields: {
      kind: { title: words('Kind', '类别') },
      source: { title: words('Source', '来源') },
      reaches: { title: words('Up to', '数据截至'), unit: 'dateTimeAsIso' },
      age: {
        title: words('Age', '距今'),
        unit: 's',
        decimals: 0,
        thresholds: [
          [null, 'green'],
          [3 * 3600, 'yellow'],
          [2 * 86_400, 'red'],
        ],
        custom: { cellOptions: { type: 'color-text' } },
      },
      state,
    },
  })
}
