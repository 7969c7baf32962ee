/**
 * The provisioning API of alerting, as the stand-in for Grafana has it: what it demands of a rule and of a contact point
 * (grafana/grafana:pkg/services/ngalert/api/api_provisioning.go, provisioning/alert_rules.go, models/notifications.go).
 */
import type { Reply } from './receiver.js'
import { within } from './receiver.js'

export type Json = Readonly<Record<string, unknown>>

export interface Alerting {
  contactPoints: Json[]
  /** By folder and title. */
  readonly groups: Map<string, { interval: number; rules: Json[] }>
}

export interface AlertingCall {
  readonly method: string
  /** Behind `api/v1/provisioning/`. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Json
  /** Whether what is written may be edited by hand afterwards. */
  readonly editable: boolean
  readonly major: number
  readonly folders: ReadonlySet<string>
}

const UID = /^[\w-]{1,40}$/
const DURATION = /^(0|(\d+(ms|[smhdwy]))+)$/
const REDACTED = '[REDACTED]'

export function answerAlerting(alerting: Alerting, call: AlertingCall): Reply {
  const [kind = '', ...rest] = call.path.split('/').map(decodeURIComponent)
  if (kind === 'contact-points') return contactPoints(alerting, call, rest[0])
  if (kind === 'alert-rules' && call.method === 'POST') return postRule(alerting, call)
  const [folder = '', what, title = ''] = rest
  if (kind === 'folder' && what === 'rule-groups') return ruleGroup(alerting, call, folder, title)
  return { status: 404, body: { message: 'Not found' } }
}

function bad(message: string, status = 400): Reply {
  return { status, body: { message, traceID: '' } }
}

function contactPoints(alerting: Alerting, call: AlertingCall, uid: string | undefined): Reply {
  const { method, body, query, editable } = call
  if (method === 'GET') {
    const name = query.get('name')
    const shown = alerting.contactPoints.filter((one) => name === null || one['name'] === name)
    return { status: 200, body: shown.map(redacted) }
  }
  const held = alerting.contactPoints.find((one) => one['uid'] === (uid ?? body['uid']))
  if (method === 'PUT' && held === undefined) return bad('contact point not found', 404)
  if (method === 'POST' && held !== undefined) return bad('receiver configuration with this UID exists already')
  const fault = faultOfContactPoint(body)
  if (fault !== undefined) return bad(`invalid object specification: ${fault}`)
  if (held?.['provenance'] === 'file' && editable) return bad("cannot change provenance from 'file' to ''", 403)
  const said = String(within(body, 'settings', 'hmacConfig', 'secret') ?? '')
  const known = within(held, 'settings', 'hmacConfig', 'secret')
  const settings = { ...objectOf(body['settings']) }
  if (said === REDACTED) Object.assign(settings, { hmacConfig: { ...objectOf(settings['hmacConfig']), secret: known } })
  const kept = { disableResolveMessage: false, ...body, settings, ...(editable ? {} : { provenance: 'api' }) }
  alerting.contactPoints = [...alerting.contactPoints.filter((one) => one !== held), kept]
  return { status: 202, body: method === 'POST' ? redacted(kept) : { message: 'contactpoint updated' } }
}

function faultOfContactPoint({ uid, name, type, settings }: Json): string | undefined {
  if (typeof uid !== 'string' || !UID.test(uid)) return 'uid is not valid'
  if (typeof name !== 'string' || name === '') return 'name is required'
  if (type !== 'webhook') return `unknown type ${String(type)}`
  return /^https?:\/\//.test(String(within(settings, 'url'))) ? undefined : 'required field url is not specified'
}

function redacted(one: Json): Json {
  const secret = within(one, 'settings', 'hmacConfig', 'secret')
  if (secret === undefined || secret === '') return one
  const settings = objectOf(one['settings'])
  return { ...one, settings: { ...settings, hmacConfig: { ...objectOf(settings['hmacConfig']), secret: REDACTED } } }
}

/** A rule that is posted goes to the end of its group, which is evaluated every minute where it is new. */
function postRule(alerting: Alerting, call: AlertingCall): Reply {
  const { body, editable } = call
  const all = [...alerting.groups.values()].flatMap(({ rules }) => rules)
  if (all.some(({ uid }) => uid === body['uid']))
    return bad('rule UID under the same organisation should be unique', 409)
  const fault = faultOfRule(alerting, call, body)
  if (fault !== undefined) return bad(`invalid alert rule: ${fault}`)
  const key = `${String(body['folderUID'])}/${String(body['ruleGroup'])}`
  const group = alerting.groups.get(key) ?? { interval: 60, rules: [] }
  const kept = keptRule(body, editable)
  alerting.groups.set(key, { ...group, rules: [...group.rules, kept] })
  return { status: 201, body: kept }
}

function ruleGroup(alerting: Alerting, call: AlertingCall, folder: string, title: string): Reply {
  const { method, body, editable, major } = call
  const key = `${folder}/${title}`
  const held = alerting.groups.get(key)
  if (method === 'GET') {
    if (held === undefined) return bad('alert rule group not found', 404)
    return { status: 200, body: { title, folderUid: folder, ...held } }
  }
  const interval = Number(body['interval'])
  if (!(interval > 0) || interval % 10 !== 0)
    return bad(`invalid alert rule: interval (${interval}) should be divided by 10`)
  const said = Array.isArray(body['rules']) ? body['rules'].map(objectOf) : (held?.rules ?? [])
  for (const one of said) {
    const fault = faultOfRule(alerting, call, { ...one, folderUID: folder, ruleGroup: title })
    if (fault !== undefined) return bad(`invalid alert rule: ${fault}`)
    const known = held?.rules.some(({ uid }) => uid === one['uid']) === true
    if (!known && major < 11)
      return bad(`failed to update rule with UID ${String(one['uid'])}: could not find alert rule`, 404)
  }
  if (held?.rules.some(({ provenance }) => provenance === 'file') === true) {
    return bad("cannot change provenance from 'file' to ''", 409)
  }
  alerting.groups.set(key, { interval, rules: said.map((one) => keptRule(one, editable)) })
  return { status: 200, body: { ...body, title, folderUid: folder } }
}

/** What Grafana adds to a rule: times, numbers, and what a query is asked with. */
function keptRule(rule: Json, editable: boolean): Json {
  const data = (Array.isArray(rule['data']) ? rule['data'] : []).map((query) => ({
    queryType: '',
    relativeTimeRange: { from: 0, to: 0 },
    ...objectOf(query),
    model: { intervalMs: 1000, maxDataPoints: 43_200, ...objectOf(within(query, 'model')) },
  }))
  const provenance = editable ? {} : { provenance: 'api' }
  return { ...rule, id: 7, orgID: 1, isPaused: false, updated: '2026-08-22T01:30:00Z', data, ...provenance }
}

function faultOfRule(alerting: Alerting, { folders }: AlertingCall, rule: Json): string | undefined {
  const { uid, title, folderUID, ruleGroup: group, condition, data, annotations } = rule
  const queries = Array.isArray(data) ? data : []
  const panel = within(annotations, '__panelId__')
  const faults: readonly (readonly [boolean, string])[] = [
    [typeof uid !== 'string' || !UID.test(uid), 'uid is not valid'],
    [typeof title !== 'string' || title === '' || title.length > 190, 'title is empty or too long'],
    [!folders.has(String(folderUID)), 'folder does not exist'],
    [typeof group !== 'string' || group === '', 'rule group name cannot be empty'],
    [queries.length === 0, 'no queries or expressions are found'],
    [queries.every((one) => within(one, 'refId') !== condition), `condition ${String(condition)} does not exist`],
    [queries.some((one) => !isAsked(one)), 'a query has no datasource or no time range'],
    [!['NoData', 'Alerting', 'OK', 'KeepLast'].includes(String(rule['noDataState'])), 'unknown NoDataState'],
    [!['Error', 'Alerting', 'OK', 'KeepLast'].includes(String(rule['execErrState'])), 'unknown ExecErrState'],
    [!DURATION.test(String(rule['for'])), 'not a valid duration string'],
    [!DURATION.test(String(rule['keep_firing_for'] ?? '0')), 'not a valid duration string'],
    [(within(annotations, '__dashboardUid__') === undefined) !== (panel === undefined), 'a panel without a dashboard'],
    [panel !== undefined && !(typeof panel === 'string' && /^\d+$/.test(panel)), 'a panel that is no number'],
  ]
  return faults.find(([isFault]) => isFault)?.[1] ?? faultOfTelling(alerting, rule['notification_settings'])
}

function isAsked(query: unknown): boolean {
  const source = within(query, 'datasourceUid')
  if (typeof source !== 'string' || source === '') return false
  const range = within(query, 'relativeTimeRange')
  return source === '__expr__' || Number(within(range, 'from')) > Number(within(range, 'to'))
}

/** Grafana 10.4 and 11 demanded both labels; later ones add them. */
function faultOfTelling(alerting: Alerting, settings: unknown): string | undefined {
  if (settings === undefined) return undefined
  const receiver = within(settings, 'receiver')
  const groups = within(settings, 'group_by')
  if (alerting.contactPoints.every(({ name }) => name !== receiver))
    return `receiver '${String(receiver)}' does not exist`
  const missing = ['grafana_folder', 'alertname'].some((label) => Array.isArray(groups) && !groups.includes(label))
  if (missing) return "group by override must contain two required labels: 'alertname' and 'grafana_folder'"
  const positive = ['group_interval', 'repeat_interval'].every((name) => /[1-9]/.test(String(within(settings, name))))
  return positive ? undefined : 'group interval must be greater than zero'
}

export function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
