/**
 * The REST API of MLflow's model registry, as far as it is read:
 * https://mlflow.org/docs/latest/api_reference/rest-api.html. No official client of TypeScript knows the registry.
 */
import { ConfigError, MalformedBill, SourceRefused } from '../../errors.js'
import { hidden } from '../../hidden.js'
import { type Answer, ask, type Call } from '../../http.js'
import type { MlflowSettings } from './settings.js'

const TIMEOUT_MS = 60_000

export type Parameters = readonly (readonly [name: string, value: string])[]

/** What a path of the registry answers. `missing`: it has no such model or version. */
export type Said = { readonly json: unknown } | 'missing'

/**
 * @throws SourceRefused without access, ConfigError where the API is not, SourceDown when it does not answer, MalformedBill
 * when it answers otherwise than this API does
 */
export async function get(settings: MlflowSettings, path: string, parameters: Parameters): Promise<Said> {
  const { url, auth, patience } = settings
  const at = new URL(`api/2.0/mlflow/${path}`, url.endsWith('/') ? url : `${url}/`)
  for (const [name, value] of parameters) at.searchParams.append(name, value)
  const call: Call = {
    who: `MLflow ${settings.name}`,
    url: at,
    method: 'GET',
    headers: { accept: 'application/json', ...(auth === undefined ? {} : { authorization: authorization(auth) }) },
    timeoutMs: TIMEOUT_MS,
    ...(patience === undefined ? {} : { patience }),
  }
  return ask(call, (answer) => said(settings, call, answer))
}

function authorization(auth: NonNullable<MlflowSettings['auth']>): string {
  if (auth.kind === 'bearer') return `Bearer ${auth.token.reveal()}`
  return `Basic ${Buffer.from(`${auth.username}:${auth.password.reveal()}`).toString('base64')}`
}

async function said(settings: MlflowSettings, { url }: Call, answer: Answer): Promise<Said> {
  const { status } = answer
  const text = await answer.text()
  const isHtml = (answer.headers.get('content-type') ?? '').startsWith('text/html')
  const { code, message } = failureIn(text)
  if (status === 401 || status === 403)
    throw refused(settings, url, status, shown(settings, message ?? plain(text, isHtml)))
  if (status === 404 && code === 'RESOURCE_DOES_NOT_EXIST') return 'missing'
  if (isHtml || status === 404 || status === 405) throw elsewhere(settings, url, status)
  if (!answer.ok) {
    const words = shown(settings, `${code ?? `HTTP ${status}`}: ${message ?? 'no reason'}`)
    throw malformed(settings, `it says ${words}`)
  }
  const json = parsed(text)
  if (json === undefined) throw malformed(settings, 'its answer is no JSON')
  return { json }
}

/** What an error says: `{"error_code": "…", "message": "…"}`. */
function failureIn(text: string): { readonly code: string | undefined; readonly message: string | undefined } {
  const json = parsed(text)
  const field = (name: string): string | undefined => {
    const value: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, name) : undefined
    return typeof value === 'string' ? value : undefined
  }
  return { code: field('error_code'), message: field('message') }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A short line of a server that says no in plain words; a page says nothing to anybody here. */
function plain(text: string, isHtml: boolean): string {
  return isHtml || text.length > 200 ? '' : text.trim()
}

/** The server's words without what we log in with. */
function shown({ auth }: MlflowSettings, text: string): string {
  return hidden(text, [auth?.kind === 'bearer' ? auth.token.reveal() : auth?.password.reveal()])
}

function refused({ name, auth }: MlflowSettings, { host }: URL, status: number, words: string): SourceRefused {
  const what =
    auth === undefined
      ? 'Nothing was sent to log in with: set its auth under versions.mlflow'
      : `Its auth (${auth.kind}) is not accepted, or may not read this registry`
  const why = words === '' ? '' : ` (${words})`
  return new SourceRefused(`MLflow ${name} refused with HTTP ${status} at ${host}${why}. ${what}.`, {
    facts: { registry: name, host, status },
  })
}

function elsewhere({ name }: MlflowSettings, { origin, pathname, host }: URL, status: number): ConfigError {
  return new ConfigError(
    `${origin}${pathname} is no registry of MLflow (HTTP ${status}). Set the url of ${name} to the base of it, such as ` +
      'https://mlflow.example.com; a page of a proxy is in the way, perhaps.',
    { facts: { registry: name, host, status } },
  )
}

export function malformed({ name }: MlflowSettings, what: string): MalformedBill {
  return new MalformedBill(
    `MLflow ${name} does not answer as the API of its registry does: ${what}. Nothing was written.`,
    {
      facts: { registry: name },
    },
  )
}
