/** The things that are put into a Grafana: how each is looked at, compared and written. */
import type { Secret } from '../config/index.js'
import { ConfigError } from '../errors.js'
import { differenceOf, isObject } from './alike.js'
import { call, type GrafanaSettings } from './client.js'

type Json = Readonly<Record<string, unknown>>

/** What Grafana is to hold; `uid` is what it knows each by. */
export interface Wanted {
  /** Also the title of the folder. */
  readonly folder: string
  readonly source: Json & { readonly uid: string }
  readonly dashboards: readonly (object & { readonly uid?: string | null; readonly title?: string })[]
  /** Undefined: rules and contact points stay as they are. */
  readonly alerting: Alerting | undefined
  /** Of the role that reads, and of the relay. Undefined: needed only where Grafana has none yet. */
  readonly password: Secret | undefined
  readonly relaySecret: Secret | undefined
  /** Grafana says no secret back, so that none can be compared: they are sent anew. */
  readonly renewSecrets: boolean
  /** Stands in the history of the dashboards. */
  readonly message: string
}

export interface Alerting {
  readonly contactPoint: Json & { readonly uid: string; readonly name: string; readonly settings: Json }
  readonly group: {
    readonly title: string
    readonly folderUid: string
    readonly interval: number
    readonly rules: readonly (object & { readonly uid: string })[]
  }
  /** What the uid of each rule of ours begins with; others in the group are somebody else's and stay. */
  readonly ours: string
}

/** `why` is the first difference, where there is one. */
export interface Thing {
  readonly kind: 'folder' | 'data source' | 'dashboard' | 'contact point' | 'alert rules'
  readonly name: string
  readonly outcome: 'made' | 'changed' | 'unchanged'
  readonly why?: string
}

/** A thing, and what brings it about. */
export interface Step extends Thing {
  readonly write: () => Promise<void>
}

const DONE = async (): Promise<void> => undefined

/** Looks at everything and writes nothing. In the order in which it has to be written. */
export async function plan(grafana: GrafanaSettings, wanted: Wanted): Promise<Step[]> {
  const steps = [await folder(grafana, wanted.folder), await source(grafana, wanted)]
  for (const one of wanted.dashboards) steps.push(await dashboard(grafana, wanted, one))
  if (wanted.alerting === undefined) return steps
  return [...steps, await contact(grafana, wanted, wanted.alerting), await rules(grafana, wanted.alerting)]
}

async function folder(grafana: GrafanaSettings, uid: string): Promise<Step> {
  const about = `the folder ${uid}`
  const held = await call(grafana, {
    method: 'GET',
    path: `api/folders/${uid}`,
    about,
    needs: 'folders:read, as Editors have',
  })
  const step = { kind: 'folder', name: uid } as const
  // Its title and where it lies are for whoever uses Grafana.
  if (held !== 'missing') return { ...step, outcome: 'unchanged', write: DONE }
  const needs = 'folders:create, as Editors have'
  const body = { uid, title: uid }
  const write = async (): Promise<void> =>
    void (await call(grafana, { method: 'POST', path: 'api/folders', body, about, needs }))
  return { ...step, outcome: 'made', write }
}

async function source(grafana: GrafanaSettings, wanted: Wanted): Promise<Step> {
  const { source: said, password, renewSecrets } = wanted
  const about = `the data source ${said.uid}`
  const path = `api/datasources/uid/${said.uid}`
  const needs = (action: string): string => `datasources:${action}, as Admins have`
  const held = await call(grafana, { method: 'GET', path, about, needs: needs('read') })
  const has = isObject(held) ? held : undefined
  const knows = isObject(has?.['secureJsonFields']) && has['secureJsonFields']['password'] === true
  const why = differenceOf(said, has) ?? (knows && !renewSecrets ? undefined : 'password')
  const step = { kind: 'data source', name: said.uid } as const
  if (has !== undefined && why === undefined) return { ...step, outcome: 'unchanged', write: DONE }
  if (has?.['readOnly'] === true) throw fromFiles(about, why)
  if (password === undefined && (!knows || renewSecrets)) {
    throw new ConfigError(
      `Grafana needs the password of the role ${String(said['user'])} for ${about}. Put it into the variable of --password-env, or into the file of --password-file.`,
    )
  }
  const secure = password === undefined ? {} : { secureJsonData: { password: password.reveal() } }
  const write = async (): Promise<void> => {
    if (has === undefined) {
      const body = { ...said, ...secure }
      return void (await call(grafana, {
        method: 'POST',
        path: 'api/datasources',
        body,
        about,
        needs: needs('create'),
      }))
    }
    // What else is set there stays, and the version tells Grafana that nobody was in between.
    const jsonData = { ...asObject(has['jsonData']), ...asObject(said['jsonData']) }
    const body = { ...has, ...said, jsonData, ...secure }
    return void (await call(grafana, { method: 'PUT', path, body, about, needs: needs('write') }))
  }
  return { ...step, ...changed(has, why), write }
}

async function dashboard(
  grafana: GrafanaSettings,
  { folder: folderUid, message }: Wanted,
  said: Wanted['dashboards'][number],
): Promise<Step> {
  const uid = String(said.uid)
  const about = `the dashboard ${uid}`
  const needs = (action: string): string => `dashboards:${action}, as Editors have`
  const held = await call(grafana, { method: 'GET', path: `api/dashboards/uid/${uid}`, about, needs: needs('read') })
  const has = isObject(held) ? held : undefined
  // Grafana counts versions, and lifts a dashboard to its own schema.
  const why = has && differenceOf({ ...said, version: undefined, schemaVersion: undefined }, has['dashboard'])
  const step = { kind: 'dashboard', name: uid } as const
  if (has !== undefined && why === undefined) return { ...step, outcome: 'unchanged', write: DONE }
  const meta = asObject(has?.['meta'])
  if (meta['provisioned'] === true) throw fromFiles(about, why)
  // Where somebody moved it, it stays.
  const where = typeof meta['folderUid'] === 'string' ? meta['folderUid'] : folderUid
  const body = { dashboard: { ...said, id: null }, folderUid: where, overwrite: true, message }
  const write = async (): Promise<void> =>
    void (await call(grafana, {
      method: 'POST',
      path: 'api/dashboards/db',
      body,
      about,
      needs: needs(has === undefined ? 'create' : 'write'),
    }))
  return { ...step, ...changed(has, why), write }
}

async function contact(grafana: GrafanaSettings, wanted: Wanted, { contactPoint }: Alerting): Promise<Step> {
  const { relaySecret, renewSecrets } = wanted
  const { uid, name } = contactPoint
  const about = `the contact point ${name}`
  const needs = 'alert.provisioning:write, as Admins have'
  const path = 'api/v1/provisioning/contact-points'
  const held = await call(grafana, { method: 'GET', path: `${path}?name=${encodeURIComponent(name)}`, about, needs })
  const has = (Array.isArray(held) ? held : []).filter(isObject).find((one) => one['uid'] === uid)
  // The secret comes back as `[REDACTED]`.
  const { hmacConfig, ...plain } = contactPoint.settings
  const settings = { ...plain, hmacConfig: { ...asObject(hmacConfig), secret: undefined } }
  const knows = String(asObject(asObject(has?.['settings'])['hmacConfig'])['secret'] ?? '') !== ''
  const why = differenceOf({ ...contactPoint, settings }, has) ?? (knows && !renewSecrets ? undefined : 'secret')
  const step = { kind: 'contact point', name } as const
  if (has !== undefined && why === undefined) return { ...step, outcome: 'unchanged', write: DONE }
  if (has?.['provenance'] === 'file') throw fromFiles(about, why)
  if (relaySecret === undefined) {
    throw new ConfigError(
      `The relay believes nobody who does not sign: set alerts.relay.secret in tokenledger.yaml, so that ${about} can.`,
    )
  }
  const signed = { ...plain, hmacConfig: { ...asObject(hmacConfig), secret: relaySecret.reveal() } }
  const body = { ...contactPoint, settings: signed }
  const write = async (): Promise<void> =>
    void (await call(grafana, {
      ...(has === undefined ? { method: 'POST', path } : { method: 'PUT', path: `${path}/${uid}` }),
      body,
      about,
      needs,
    }))
  return { ...step, ...changed(has, why), write }
}

/** A rule that is new is posted, for older Grafanas find none of a new uid in a group; the group then gets its interval. */
async function rules(grafana: GrafanaSettings, { group, ours }: Alerting): Promise<Step> {
  const about = `the alert rules ${group.title}`
  const needs = 'alert.provisioning:write, as Admins have'
  const path = `api/v1/provisioning/folder/${group.folderUid}/rule-groups/${encodeURIComponent(group.title)}`
  const held = await call(grafana, { method: 'GET', path, about, needs })
  const has = isObject(held) ? held : undefined
  const there = (Array.isArray(has?.['rules']) ? has['rules'] : []).filter(isObject)
  const others = there.filter(({ uid }) => !String(uid).startsWith(ours))
  const known = there.filter((one) => !others.includes(one))
  const sorted = (list: readonly Json[]): Json[] =>
    list.toSorted((a, b) => (String(a['uid']) < String(b['uid']) ? -1 : 1))
  const said = group.rules.map((one) => ({ ...one }))
  const why = differenceOf({ interval: group.interval, rules: sorted(said) }, { ...has, rules: sorted(known) })
  const step = { kind: 'alert rules', name: group.title } as const
  if (has !== undefined && why === undefined) return { ...step, outcome: 'unchanged', write: DONE }
  if (known.some(({ provenance }) => provenance === 'file')) throw fromFiles(about, why)
  const write = async (): Promise<void> => {
    const fresh = group.rules.filter(({ uid }) => known.every((one) => one['uid'] !== uid))
    for (const body of fresh)
      await call(grafana, { method: 'POST', path: 'api/v1/provisioning/alert-rules', body, about, needs })
    await call(grafana, { method: 'PUT', path, body: { ...group, rules: [...said, ...others] }, about, needs })
  }
  return { ...step, ...changed(has, why), write }
}

function changed(held: Json | undefined, why: string | undefined): Pick<Thing, 'outcome' | 'why'> {
  if (held === undefined) return { outcome: 'made' }
  return why === undefined ? { outcome: 'changed' } : { outcome: 'changed', why }
}

function asObject(value: unknown): Json {
  return isObject(value) ? value : {}
}

function fromFiles(about: string, why: string | undefined): ConfigError {
  return new ConfigError(
    `Grafana has ${about} from a file of its own, and ${why ?? 'something'} differs. Write its files with grafana export, or remove ` +
      'them there and run it again. Nothing was written.',
  )
}
