/**
 * The HTTP API of a running Grafana, 10 to 13: https://grafana.com/docs/grafana/latest/developers/http_api/. Grafana 13 calls
 * /api deprecated and still answers it; /apis, which follows it, is not there before 12.
 */
import { type Auth, Secret } from '../config/index.js'
import { ConfigError, LedgerError, SourceDown, SourceRefused } from '../errors.js'
import { hidden } from '../hidden.js'
import { type Answer, ask, type Call, type Patience } from '../http.js'

export interface GrafanaSettings {
  /** Its base: a path behind the host is where it is served below one. */
  readonly url: URL
  readonly auth: Auth
  /** Undefined: that of the token, or the one that the user was in last. */
  readonly org: number | undefined
  /** PEM: whom to trust beside nobody else. */
  readonly ca: string | undefined
  /** What is sent beside `auth` and is not to be said back. */
  readonly secrets: readonly Secret[]
  readonly patience?: Patience
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** Below the base: `api/folders`. */
  readonly path: string
  readonly body?: object
  /** What it is about, for messages: `the folder tokenledger`. */
  readonly about: string
  /** The permission that it takes, and who has it: `datasources:write, as Admins have`. */
  readonly needs: string
}

const TIMEOUT_MS = 30_000
const PATIENCE: Patience = { retries: 2, firstWaitMs: 500 }

/** With it what we make can be looked at and changed in Grafana, which else keeps it for whoever used the API. */
const EDITABLE = { 'X-Disable-Provenance': 'true' }

/**
 * What Grafana answers, or `missing` where it holds no such thing.
 * @throws SourceRefused without access, ConfigError where it is no Grafana or does not take what is sent, SourceDown when it does
 * not answer or somebody else changed the same at this moment
 */
export async function call(settings: GrafanaSettings, request: Request): Promise<unknown> {
  const { url, org, ca, patience = PATIENCE } = settings
  const at = new URL(request.path, url.href.endsWith('/') ? url : `${url.href}/`)
  const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) }
  const sent: Call = {
    who: 'Grafana',
    url: at,
    method: request.method,
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      authorization: authorization(settings.auth),
      ...(request.method === 'GET' ? {} : EDITABLE),
      ...(org === undefined ? {} : { 'X-Grafana-Org-Id': String(org) }),
    },
    timeoutMs: TIMEOUT_MS,
    patience,
    ...body,
    ...(ca === undefined ? {} : { tls: { ca } }),
  }
  return ask(sent, (answer) => understood(settings, request, at, answer))
}

function authorization(auth: Auth): string {
  if (auth.kind === 'bearer') return `Bearer ${auth.token.reveal()}`
  return `Basic ${Buffer.from(`${auth.username}:${auth.password.reveal()}`).toString('base64')}`
}

async function understood(settings: GrafanaSettings, request: Request, at: URL, answer: Answer): Promise<unknown> {
  const { status } = answer
  const text = await answer.text()
  const json = parsed(text)
  if (json === undefined && !(status === 404 && text === '')) throw elsewhere(at, status)
  if (answer.ok) return json
  if (status === 404 && request.method === 'GET') return 'missing'
  throw refusal(settings, request, at, status, wordsIn(json))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `{"message": "…"}`, and `messageId` or `status` beside it. */
function wordsIn(json: unknown): string {
  const message: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, 'message') : undefined
  return typeof message === 'string' ? message.slice(0, 300) : ''
}

function refusal(
  { auth, secrets }: GrafanaSettings,
  { about, needs }: Request,
  { host }: URL,
  status: number,
  words: string,
): LedgerError {
  const ours = auth.kind === 'bearer' ? auth.token : auth.password
  const said = hidden(
    words,
    [ours, ...secrets].map((secret) => secret.reveal()),
  )
  const why = said === '' ? `HTTP ${status}` : `HTTP ${status}: ${said}`
  const facts = { facts: { host, status } }
  const who = auth.kind === 'bearer' ? 'the token' : `the user ${auth.username}`
  switch (status) {
    case 401:
      return new SourceRefused(
        `Grafana at ${host} does not know ${who} (${why}). Make a token under Administration, Service accounts, in the organisation of --org.`,
        facts,
      )
    case 403:
      return new SourceRefused(
        `Grafana at ${host} does not let ${who} touch ${about} (${why}). It needs the permission ${needs}.`,
        facts,
      )
    case 409:
    case 412:
      return /someone else/i.test(said)
        ? new SourceDown(`Somebody changed ${about} at this moment (${why}). Run it again.`, facts)
        : new ConfigError(
            `Grafana at ${host} holds something else in the place of ${about} (${why}). Rename or remove that, and run it again.`,
            facts,
          )
    case 404:
      return new ConfigError(
        `Grafana at ${host} has nowhere to put ${about} (${why}). Alerting is switched off there, perhaps.`,
        facts,
      )
    default:
      return new ConfigError(`Grafana at ${host} did not take ${about} (${why}).`, facts)
  }
}

function elsewhere({ origin, pathname, host }: URL, status: number): ConfigError {
  return new ConfigError(
    `${origin}${pathname} is no Grafana (HTTP ${status}, and no JSON). Set --grafana to its base, with the path below which it is ` +
      'served if there is one, such as https://example.com/grafana; a page of a proxy is in the way, perhaps.',
    { facts: { host, status } },
  )
}
