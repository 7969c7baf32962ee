/** The dashboards of the stand-in for Grafana: how they are saved, and how they are answered. */
import { type Json, objectOf } from './grafana-alerting.js'
import type { Reply } from './receiver.js'

export interface SavedDashboard {
  readonly dashboard: Json
  readonly meta: Json
  readonly message: string
}

export function dashboardOf(dashboards: ReadonlyMap<string, SavedDashboard>, uid: string, version: string): Reply {
  const held = dashboards.get(uid)
  if (held === undefined) return bad('Dashboard not found', 404, { status: 'not-found' })
  return { status: 200, body: { meta: held.meta, dashboard: lifted(held.dashboard, version) } }
}

export function saveDashboard(
  dashboards: Map<string, SavedDashboard>,
  folders: ReadonlySet<string>,
  body: Json,
): Reply {
  const [said, folderUid, message] = [
    objectOf(body['dashboard']),
    String(body['folderUid'] ?? ''),
    String(body['message'] ?? ''),
  ]
  const uid = String(said['uid'] ?? '')
  const held = dashboards.get(uid)
  if (typeof said['title'] !== 'string' || said['title'] === '')
    return bad('Dashboard title cannot be empty', 400, { status: 'empty-name' })
  if (!/^[\w-]*$/.test(uid)) return bad('uid contains illegal characters')
  if (uid.length > 40) return bad('uid too long, max 40 characters')
  if (message.length > 500) return bad('message too long, max 500 characters')
  if (folderUid !== '' && !folders.has(folderUid)) return bad('folder not found')
  if (held?.meta['provisioned'] === true) return bad('Cannot save provisioned dashboard')
  if (said['id'] !== null && said['id'] !== held?.dashboard['id'])
    return bad('Dashboard not found', 404, { status: 'not-found' })
  if (held !== undefined && body['overwrite'] !== true && said['version'] !== held.dashboard['version']) {
    return bad('The dashboard has been changed by someone else', 412, { status: 'version-mismatch' })
  }
  const version = Number(held?.dashboard['version'] ?? 0) + 1
  const id = held?.dashboard['id'] ?? dashboards.size + 1
  dashboards.set(uid, {
    dashboard: { ...said, id, uid, version },
    meta: { folderUid, provisioned: false, version },
    message,
  })
  return { status: 200, body: { status: 'success', uid, id, version, url: `/d/${uid}`, folderUid } }
}

function bad(message: string, status = 400, more: Json = {}): Reply {
  return { status, body: { message, ...more } }
}

/** What it puts before the marks of others. */
const MARK = {
  datasource: { uid: '-- Grafana --', type: 'grafana' },
  name: 'Annotations & Alerts',
  type: 'dashboard',
  iconColor: 'rgba(0, 211, 255, 1)',
  enable: true,
  hide: true,
  builtIn: 1,
}

/** From 12.2 on: its newest schema, and nothing empty. grafana/grafana:apps/dashboard/pkg/migration/frontend_defaults.go@0b3a311e */
function lifted(dashboard: Json, version: string): Json {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < 12 || (major === 12 && minor < 2)) return dashboard
  const marks = objectOf(dashboard['annotations'])['list']
  const panels = Array.isArray(dashboard['panels']) ? dashboard['panels'].map((panel) => objectOf(bare(panel))) : []
  return {
    ...objectOf(bare(dashboard)),
    schemaVersion: 42,
    annotations: { list: [MARK, ...(Array.isArray(marks) ? marks.map(bare) : [])] },
    panels: panels.toSorted((a, b) => placeOf(a) - placeOf(b)),
  }
}

function placeOf(panel: Json): number {
  const { x = 0, y = 0 } = objectOf(panel['gridPos'])
  return Number(y) * 24 + Number(x)
}

/** Without null, false, and what is empty. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(
    ([, one]) => one !== null && one !== false && !(typeof one === 'object' && Object.keys(one).length === 0),
  )
  return Object.fromEntries(kept.map(([key, one]) => [key, bare(one)]))
}
