/**
 * Alert rules as Grafana reads them when it starts, over the same views that our own evaluation looks at:
 * https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/
 */
import type { Words } from './words.js'

/** A rule, in words, and from where it fires, as tokenledger.yaml says. */
export interface RuleSaid {
  /** There is a view `report.alert_<rule>`. */
  readonly rule: string
  readonly threshold: number
  readonly severity: 'info' | 'warning' | 'critical'
  readonly what: Words
  /** Stands behind the number. */
  readonly unit: Words
}

/** Bad where there is little of it, as `report.alert` has it. */
const UNDER: ReadonlySet<string> = new Set(['low_utilisation', 'low_batch_efficiency'])

/** The panel of the dashboard of a version that shows what a rule compares. */
const PANELS: Readonly<Record<string, number>> = { day_over_mean: 2, rolling_over_mean: 2 }

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

function ruleOf({ rule, threshold, severity, what, unit }: RuleSaid, receiver: string): object {
  const panel = PANELS[rule]
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
    data: [query(rule), condition(threshold, UNDER.has(rule))],
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
