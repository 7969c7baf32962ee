/**
 * Alert rules as Grafana reads them when it starts, over the same views that our own evaluation looks at:
 * https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/
 */
import { type Words, words } from './words.js'

/** A rule and from where it fires, as tokenledger.yaml says. */
export interface RuleSaid {
  /** There is a view `report.alert_<rule>`. */
  readonly rule: string
  readonly threshold: number
}

interface Told {
  readonly severity: 'info' | 'warning' | 'critical'
  /** Grafana appends the number and its unit. */
  readonly what: Words
  readonly unit: Words
  /** Whether it is bad below the threshold. */
  readonly under?: true
  /** A panel of the dashboard of a version that shows it. */
  readonly panel?: number
}

const PERCENT = words('%', '%')
const HOURS = words(' hours', ' 小时')

const TOLD: Readonly<Record<string, Told>> = {
  day_over_mean: {
    severity: 'warning',
    what: words('cost of a day against its mean', '单日成本相对均值'),
    unit: PERCENT,
    panel: 2,
  },
  rolling_over_mean: {
    severity: 'warning',
    what: words('cost of 24 hours against their mean', '24 小时成本相对均值'),
    unit: PERCENT,
    panel: 2,
  },
  new_version: {
    severity: 'info',
    what: words('a new version costs money', '新版本开始产生费用'),
    unit: words(' dollars', ' 美元'),
  },
  telemetry_stale: { severity: 'critical', what: words('telemetry is old', '遥测已滞后'), unit: HOURS },
  bill_stale: { severity: 'warning', what: words('the bill is old', '账单已滞后'), unit: HOURS },
  unattributed: {
    severity: 'warning',
    what: words('share of cost that no version got', '未归属到任何版本的成本占比'),
    unit: PERCENT,
  },
  reconciliation_gap: {
    severity: 'critical',
    what: words('lines differ from the invoice', '明细与发票金额不符'),
    unit: PERCENT,
  },
  rate_missing: {
    severity: 'critical',
    what: words('hours without a rate', '缺少汇率的小时'),
    unit: words(' resource-hours', ' 资源小时'),
  },
  low_utilisation: {
    severity: 'info',
    what: words('GPU utilisation is low', 'GPU 利用率偏低'),
    unit: PERCENT,
    under: true,
  },
  low_batch_efficiency: {
    severity: 'info',
    what: words('batch efficiency is low', '批处理效率偏低'),
    unit: PERCENT,
    under: true,
  },
  idle_version: {
    severity: 'info',
    what: words('a version costs money and has no requests', '版本有成本而没有请求'),
    unit: words(' days', ' 天'),
  },
  budget_forecast: {
    severity: 'warning',
    what: words('what the month comes to against its budget', '本月预计支出相对预算'),
    unit: PERCENT,
  },
}

/** Twice a minute: with no wait in the group, what is committed is told within a minute. A multiple of Grafana's ten seconds. */
const INTERVAL = '30s'

/** `provisioning/alerting`: `receiver` is the contact point by its name. Each rule says who hears it, so that no policy is touched. */
export function rulesFile(said: readonly RuleSaid[], receiver: string): unknown {
  const rules = said.map((one) => ruleOf(one, receiver))
  return {
    apiVersion: 1,
    groups: [{ orgId: 1, name: 'tokenledger', folder: 'tokenledger', interval: INTERVAL, rules }],
  }
}

/** @throws RangeError for a rule that nobody put into words */
function ruleOf({ rule, threshold }: RuleSaid, receiver: string): object {
  const told = TOLD[rule]
  if (told === undefined) throw new RangeError(`There are no words for the rule ${rule}.`)
  const { severity, what, unit, under, panel } = told
  // `$labels` would vanish: labels and, in newer Grafanas, annotations are expanded by the environment first.
  const who = '{{ .Labels.model }} {{ .Labels.version }} {{ .Labels.provider }}'
  const number = '{{ printf "%.4g" .Values.R.Value }}'
  return {
    uid: `tokenledger-${rule.replaceAll('_', '-')}`,
    title: `tokenledger: ${what.en}`,
    condition: 'C',
    for: '0s',
    keepFiringFor: '10m',
    noDataState: 'OK', // telemetry_stale and bill_stale are there for silence
    execErrState: 'Error',
    ...(panel === undefined ? {} : { dashboardUid: 'tokenledger-version', panelId: panel }),
    labels: { severity, product: 'tokenledger' },
    annotations: {
      summary: `${who}: ${what.en}: ${number}${unit.en}`,
      summary_zh: `${who}：${what.zh}：${number}${unit.zh}`,
    },
    notification_settings: {
      receiver,
      // A group of its own for each subject: one that joins another waits five minutes.
      group_by: ['alertname', 'subject'],
      group_wait: '0s',
      group_interval: '1m',
      repeat_interval: '12h',
    },
    data: [query(rule), condition(threshold, under ?? false)],
  }
}

/** Texts and one number: a row an instance, the texts its labels. All subjects, not only those that fire: one that is gone would end. */
function query(rule: string): object {
  const rawSql = `select subject, coalesce(model, '') as model, coalesce(version, '') as version,
  coalesce(provider, '') as provider, value::float8 as value
from report.alert_${rule}`
  return {
    refId: 'R',
    relativeTimeRange: { from: 691_200, to: 0 },
    datasourceUid: 'tokenledger',
    model: { refId: 'R', editorMode: 'code', format: 'table', rawQuery: true, rawSql },
  }
}

function condition(threshold: number, under: boolean): object {
  const expression = { type: '__expr__', uid: '__expr__' }
  return {
    refId: 'C',
    datasourceUid: '__expr__',
    model: {
      refId: 'C',
      type: 'threshold',
      expression: 'R',
      datasource: expression,
      conditions: [{ evaluator: { type: under ? 'lt' : 'gt', params: [threshold] } }],
    },
  }
}

/** The relay that signs what Grafana cannot, as a contact point. `secret` is `$NAME`: Grafana puts it in. */
export function contactPointFile(name: string, url: string, secret: string): unknown {
  const settings = {
    url,
    httpMethod: 'POST',
    hmacConfig: {
      secret,
      header: 'X-Grafana-Alerting-Signature',
      timestampHeader: 'X-Grafana-Alerting-Timestamp',
    },
  }
  return {
    apiVersion: 1,
    contactPoints: [{ orgId: 1, name, receivers: [{ uid: 'tokenledger-relay', type: 'webhook', settings }] }],
  }
}
