/**
 * A stand-in for the HTTP API of Grafana on loopback, 10 to 13, as strict as its source:
 * grafana/grafana:pkg/api/datasources.go, pkg/api/dashboard.go, pkg/api/folder.go, pkg/services/dashboards/errors.go. From 12.2 on
 * it answers dashboards lifted to its own schema, as apps/dashboard/pkg/migration does.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { text } from 'node:stream/consumers'
import { closed, listening } from './cfets.js'
import { type Alerting, answerAlerting, type Json, objectOf } from './grafana-alerting.js'
import { dashboardOf, type SavedDashboard, saveDashboard } from './grafana-dashboards.js'
import type { Reply } from './receiver.js'

export interface GrafanaManners {
  readonly version?: string
  /** It tells nobody which version it is. */
  readonly hidesVersion?: boolean
  /** Below which path it is served. */
  readonly path?: string
  /** The token of a service account; it belongs to one organisation. */
  readonly token?: string
  readonly tokenOrg?: number
  readonly role?: 'Admin' | 'Editor' | 'Viewer'
  /** `user:password` of somebody in every organisation. */
  readonly user?: string
  /** Why it does not get at the ledger. */
  readonly cannotRead?: string
  /** A proxy stands before it and wants to see a login. */
  readonly login?: boolean
  /** PEM, to be spoken to by TLS. */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** What happens before a request is answered, or instead of its answer: somebody else may be at work. */
  readonly before?: (asked: string, org: Organisation) => Reply | undefined
}

/** What an organisation holds. */
export interface Organisation {
  readonly folders: Map<string, Json>
  readonly sources: Map<string, Json>
  readonly secrets: Map<string, Json>
  readonly dashboards: Map<string, SavedDashboard>
  readonly alerting: Alerting
}

export interface GrafanaWorld {
  readonly url: string
  /** `PUT api/datasources/uid/tokenledger`, one a request. */
  readonly asked: string[]
  org(id?: number): Organisation
  close(): Promise<void>
}

export async function startGrafana(manners: GrafanaManners = {}): Promise<GrafanaWorld> {
  const orgs = new Map<number, Organisation>()
  const org = (id = 1): Organisation => {
    const found = orgs.get(id) ?? empty()
    orgs.set(id, found)
    return found
  }
  const asked: string[] = []
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, body, headers } = serve(manners, org, asked, request, await text(request))
    const plain = typeof body === 'string'
    response.writeHead(status, { 'content-type': plain ? 'text/html' : 'application/json', ...headers })
    response.end(plain ? body : JSON.stringify(body))
  }
  const { tls } = manners
  const server =
    tls === undefined
      ? createServer((...both) => void handle(...both))
      : createTlsServer(tls, (...both) => void handle(...both))
  const port = await listening(server)
  const scheme = tls === undefined ? 'http' : 'https'
  const url = `${scheme}://127.0.0.1:${port}${manners.path ?? ''}`
  return { url, asked, org, close: () => closed(server) }
}

function empty(): Organisation {
  const alerting: Alerting = { contactPoints: [], groups: new Map() }
  return { folders: new Map(), sources: new Map(), secrets: new Map(), dashboards: new Map(), alerting }
}

interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Json
  readonly version: string
  readonly editable: boolean
  readonly manners: GrafanaManners
}

const PAGE = '<!doctype html><title>Sign in</title>'

function serve(
  manners: GrafanaManners,
  orgOf: (id: number) => Organisation,
  asked: string[],
  request: IncomingMessage,
  written: string,
): Reply {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://loopback')
  const base = `${manners.path ?? ''}/`
  if (manners.login === true) return { status: 200, body: PAGE }
  if (!pathname.startsWith(`${base}api/`)) return { status: 404, body: PAGE }
  const [method = 'GET', path] = [request.method, pathname.slice(base.length)]
  asked.push(`${method} ${path}`)
  const { version = '12.2.0' } = manners
  if (path === 'api/health') {
    return {
      status: 200,
      body: { database: 'ok', ...(manners.hidesVersion === true ? {} : { version, commit: 'abc' }) },
    }
  }
  const id = Number(request.headers['x-grafana-org-id'] ?? manners.tokenOrg ?? 1)
  const stranger = whoIsNot(manners, String(request.headers.authorization ?? ''), id)
  if (stranger !== undefined) return { status: 401, body: { message: stranger, statusCode: 401, traceID: '' } }
  const needed = permissionOf(method, path)
  const { role = 'Admin' } = manners
  if (needed !== undefined && !PERMISSIONS[role].test(needed)) {
    const message = `You'll need additional permissions to perform this action. Permissions needed: ${needed}`
    return { status: 403, body: { accessErrorId: 'ACE0000000001', title: 'Access denied', message } }
  }
  const body = bodyOf(written)
  if (method !== 'GET' && (body === undefined || request.headers['content-type'] !== 'application/json'))
    return bad('bad request data')
  const org = orgOf(id)
  const instead = manners.before?.(`${method} ${path}`, org)
  if (instead !== undefined) return instead
  const editable = 'x-disable-provenance' in request.headers
  return answer(org, { method, path, query, body: body ?? {}, version, editable, manners })
}

function whoIsNot(
  { token, tokenOrg = 1, user }: GrafanaManners,
  authorization: string,
  org: number,
): string | undefined {
  const basic = user === undefined ? undefined : `Basic ${Buffer.from(user).toString('base64')}`
  if (basic !== undefined && authorization === basic) return undefined
  if (authorization.startsWith('Basic ')) return 'Invalid username or password'
  if (authorization !== `Bearer ${token ?? ''}`) return authorization === '' ? 'Unauthorized' : 'Invalid API key'
  return org === tokenOrg ? undefined : 'API key does not belong to the requested organization'
}

const PERMISSIONS = {
  Admin: /./,
  Editor: /^(folders|dashboards):|^(datasources:query|alert\.[a-z.]+:read)/,
  Viewer: /^(folders|dashboards|alert\.[a-z.]+):read|^datasources:query/,
} as const

function permissionOf(method: string, path: string): string | undefined {
  const action = method === 'GET' ? 'read' : method === 'POST' ? 'create' : 'write'
  if (path.endsWith('/health')) return 'datasources:query'
  if (path.startsWith('api/datasources')) return `datasources:${action}`
  if (path.startsWith('api/folders')) return `folders:${action}`
  if (path.startsWith('api/dashboards')) return `dashboards:${action}`
  return path.startsWith('api/v1/provisioning')
    ? `alert.provisioning:${action === 'read' ? 'read' : 'write'}`
    : undefined
}

function bodyOf(written: string): Json | undefined {
  try {
    return objectOf(JSON.parse(written))
  } catch {
    return undefined
  }
}

function bad(message: string, status = 400, more: Json = {}): Reply {
  return { status, body: { message, ...more } }
}

function answer(org: Organisation, asked: Asked): Reply {
  const { method, path, version, body } = asked
  const [, kind, ...rest] = path.split('/').map(decodeURIComponent)
  if (kind === 'folders') return folders(org, asked, rest[0])
  if (kind === 'datasources' && rest[2] === 'health') return health(org, asked, rest[1] ?? '')
  if (kind === 'datasources') return sources(org, asked, rest[1])
  const known = new Set(org.folders.keys())
  if (path === 'api/dashboards/db' && method === 'POST') return saveDashboard(org.dashboards, known, body)
  if (kind === 'dashboards' && method === 'GET' && rest[0] === 'uid')
    return dashboardOf(org.dashboards, rest[1] ?? '', version)
  if (!path.startsWith('api/v1/provisioning/')) return bad('Not found', 404)
  return answerAlerting(org.alerting, {
    ...asked,
    path: path.slice('api/v1/provisioning/'.length),
    major: Number.parseInt(version, 10),
    folders: known,
  })
}

const UID = /^[\w-]{1,40}$/

function folders(org: Organisation, { method, body }: Asked, uid: string | undefined): Reply {
  if (method === 'GET') {
    const held = org.folders.get(uid ?? '')
    return held === undefined ? bad('folder not found', 404, { status: 'not-found' }) : { status: 200, body: held }
  }
  const { uid: wanted, title } = body
  if (typeof title !== 'string' || title === '') return bad('folder title cannot be empty')
  if (typeof wanted !== 'string' || !UID.test(wanted)) return bad('invalid uid for folder provided')
  if (org.folders.has(wanted)) return bad('a folder/dashboard with the same uid already exists', 409)
  const made = { id: org.folders.size + 1, uid: wanted, title, version: 1 }
  org.folders.set(wanted, made)
  return { status: 200, body: made }
}

function health(org: Organisation, { manners: { cannotRead } }: Asked, uid: string): Reply {
  if (!org.sources.has(uid)) return bad('Data source not found', 404)
  if (cannotRead !== undefined) return bad(cannotRead, 400, { status: 'ERROR' })
  return { status: 200, body: { status: 'OK', message: 'Database Connection OK' } }
}

function sources(org: Organisation, { method, body }: Asked, uid: string | undefined): Reply {
  const held = org.sources.get(uid ?? '')
  if (method !== 'POST' && held === undefined) return bad('Data source not found', 404)
  if (method === 'GET') return { status: 200, body: held }
  if (held?.['readOnly'] === true) return bad('Cannot update read-only data source', 403)
  const { secureJsonData, ...said } = body
  if (['name', 'type', 'access'].some((field) => typeof said[field] !== 'string' || said[field] === ''))
    return bad('bad request data')
  const key = uid ?? String(said['uid'] ?? '')
  if (!UID.test(key)) return bad('invalid format of UID')
  const others = [...org.sources].filter(([other]) => other !== uid)
  if (others.some(([other]) => other === key)) return bad('data source with the same uid already exists', 409)
  if (others.some(([, { name }]) => name === said['name']))
    return bad('data source with the same name already exists', 409)
  const version = Number(held?.['version'] ?? 0)
  if (held !== undefined && 'version' in said && Number(said['version']) < version) {
    return bad('Datasource has already been updated by someone else. Please reload and try again', 409)
  }
  const secrets = { ...org.secrets.get(key), ...objectOf(secureJsonData) }
  org.secrets.set(key, secrets)
  const secureJsonFields = Object.fromEntries(Object.keys(secrets).map((name) => [name, true]))
  // What is not said is as it was never set.
  const kept = {
    id: 1,
    orgId: 1,
    isDefault: false,
    readOnly: false,
    ...said,
    uid: key,
    version: version + 1,
    secureJsonFields,
  }
  org.sources.set(key, kept)
  return { status: 200, body: { message: 'Datasource added', id: 1, name: said['name'], datasource: kept } }
}
