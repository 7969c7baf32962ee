/**
 * Alert rules as Grafana reads them when it starts, over the same views that our own evaluation looks at:
 * https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/
 */
import { UID } from './provisioning.js'
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
const INTERVAL_S = 30

/** Of the group of rules, and of the contact point that hears them. */
const NAME = UID

/** What our rules and our contact point are known by; others in the same group are somebody else's. */
export const OURS = `${UID}-`

/** `provisioning/alerting`. Each rule says who hears it, so that no policy is touched. */
export function rulesFile(said: readonly RuleSaid[]): unknown {
  const rules = said.map((one) => ({ ...ruleOf(one), ...panelOf(one) }))
  return { apiVersion: 1, groups: [{ orgId: 1, name: NAME, folder: UID, interval: `${INTERVAL_S}s`, rules }] }
}

/**
 * The same as the provisioning API takes it, where some names are others and a panel is two annotations:
 * https://grafana.com/docs/grafana/latest/developers/http_api/alerting_provisioning/
 */
export function ruleGroup(said: readonly RuleSaid[]) {
  const rules = said.map((one) => {
    const { keepFiringFor, annotations, ...rest } = ruleOf(one)
    const { dashboardUid, panelId } = panelOf(one)
    const panel =
      dashboardUid === undefined ? {} : { __dashboardUid__: dashboardUid, __panelId__: String(panelId) }
    return {
      ...rest,
      folderUID: UID,
      ruleGroup: NAME,
      keep_firing_for: keepFiringFor,
      annotations: { ...annotations, ...panel },
    }
  })
  return { title: NAME, folderUid: UID, interval: INTERVAL_S, rules }
}

function panelOf({ rule }: RuleSaid): { readonly dashboardUid?: string; readonly panelId?: number } {
  const panelId = PANELS[rule]
  return panelId === undefined ? {} : { dashboardUid: `${UID}-version`, panelId }
}

function ruleOf({ rule, threshold, severity, what, unit }: RuleSaid) {
  // `$labels` would vanish: labels and, in newer Grafanas, annotations are expanded by the environment first.
  const who = '{{ .Labels.model }} {{ .Labels.version }} {{ .Labels.provider }}'
  const number = '{{ printf "%.4g" .Values.R.Value }}'
  return {
    uid: `${OURS}${rule.replaceAll('_', '-')}`,
    title: `tokenledger: ${what.en}`,
    condition: 'C',
    for: '0s',
    keepFiringFor: '10m',
    noDataState: 'OK', // telemetry_stale and bill_stale are there for silence
    execErrState: 'Error',
    labels: { severity, product: 'tokenledger' },
    annotations: {
      summary: `${who}: ${what.en}: ${number}${unit.en}`,
      summary_zh: `${who}：${what.zh}：${number}${unit.zh}`,
    },
    notification_settings: {
      receiver: NAME,
      // A group of its own for each subject: one that joins another waits five minutes. The first two some Grafanas demand.
      group_by: ['grafana_folder', 'alertname', 'subject'],
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
    datasourceUid: UID,
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

/** The relay that signs what Grafana cannot, as a contact point. `url` ends with the name of a channel. */
export function contactPoint(url: string, secret: string) {
  const settings = {
    url,
    httpMethod: 'POST',
    hmacConfig: {
      secret,
      header: 'X-Grafana-Alerting-Signature',
      timestampHeader: 'X-Grafana-Alerting-Timestamp',
    },
  }
  return { uid: `${OURS}relay`, name: NAME, type: 'webhook', settings }
}

/** `provisioning/alerting`. `secret` is `$NAME`: Grafana puts it in. */
export function contactPointFile(url: string, secret: string): unknown {
  const { name, ...receiver } = contactPoint(url, secret)
  return { apiVersion: 1, contactPoints: [{ orgId: 1, name, receivers: [receiver] }] }
}
