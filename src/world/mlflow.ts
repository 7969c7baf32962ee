/**
 * A stand-in for MLflow's registry on loopback: what it answers and what it refuses, as MLflow 3.17 was seen to. Its search of
 * versions names no aliases, and fields that are empty are left out, as older servers do.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { closed, listening, page } from './cfets.js'

export interface WorldVersion {
  readonly name: string
  readonly version: string
  /** Milliseconds since 1970. */
  readonly created: number
  readonly stage?: string
  readonly tags?: Readonly<Record<string, string>>
}

export interface WorldRegistry {
  readonly versions: readonly WorldVersion[]
  /** By model. */
  readonly aliases?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface MlflowManners {
  /** The header that lets one in. */
  readonly authorization?: string
  /** Models whose aliases may not be read. */
  readonly forbidden?: readonly string[]
  /** So many requests are answered with 429 first. */
  busy?: number
  /** 64 bit numbers as texts, as protobuf writes them. */
  readonly textNumbers?: boolean
  /** A proxy stands before it and wants to see a login. */
  readonly login?: boolean
}

export interface MlflowWorld {
  readonly url: string
  /** What it was asked: the path behind /api/2.0/mlflow/, and what follows. */
  readonly asked: string[]
  /** What is registered from now on. */
  register(registry: WorldRegistry): void
  close(): Promise<void>
}

export async function startMlflow(registry: WorldRegistry, manners: MlflowManners = {}): Promise<MlflowWorld> {
  const state = { registry, asked: new Array<string>() }
  const server = createServer((request, response) => answer(state, manners, request, response))
  const port = await listening(server)
  return {
    url: `http://127.0.0.1:${port}`,
    asked: state.asked,
    register: (now) => void (state.registry = now),
    close: () => closed(server),
  }
}

interface State {
  registry: WorldRegistry
  readonly asked: string[]
}

const BASE = '/api/2.0/mlflow/'

function answer(state: State, manners: MlflowManners, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams: asked } = new URL(request.url ?? '/', 'http://mlflow')
  state.asked.push(`${pathname.replace(BASE, '')}?${asked}`)
  if (manners.login === true) return page(response, 200, 'Log in')
  if (manners.busy !== undefined && manners.busy > 0) {
    manners.busy -= 1
    return refuse(response, 429, 'REQUEST_LIMIT_EXCEEDED', 'Too many requests')
  }
  if (manners.authorization !== undefined && request.headers.authorization !== manners.authorization) {
    return page(response, 401, 'You are not authenticated.')
  }
  if (!pathname.startsWith(BASE) || request.method !== 'GET') return page(response, 404, 'Not Found')
  try {
    say(response, told(state.registry, manners, pathname.slice(BASE.length), asked))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    refuse(response, error.status, error.code, error.message)
  }
}

class Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

function told(registry: WorldRegistry, manners: MlflowManners, path: string, asked: URLSearchParams): unknown {
  const models = [...new Set(registry.versions.map(({ name }) => name))].toSorted()
  const version = (one: WorldVersion): unknown => versionOf(one, manners.textNumbers === true)
  switch (path) {
    case 'registered-models/search':
      return paged(models, 'registered_models', asked, 1000, ['name']).map((name) => ({ name, tags: [] })).body
    case 'model-versions/search':
      return paged(ordered(registry.versions), 'model_versions', asked, 200_000, ['name', 'version_number']).map(
        version,
      ).body
    case 'registered-models/get': {
      const name = required(asked, 'name')
      if (manners.forbidden?.includes(name) === true) throw new Refusal(403, 'PERMISSION_DENIED', 'Permission denied')
      if (!models.includes(name)) throw missing(`Registered Model with name=${name} not found`)
      const aliases = Object.entries(registry.aliases?.[name] ?? {}).map(([alias, of]) => ({ alias, version: of }))
      return { registered_model: { name, ...(aliases.length === 0 ? {} : { aliases }) } }
    }
    case 'model-versions/get': {
      const [name, number] = [required(asked, 'name'), required(asked, 'version')]
      const one = registry.versions.find((held) => held.name === name && held.version === number)
      if (one === undefined) throw missing(`Model Version (name=${name}, version=${number}) not found`)
      return { model_version: version(one) }
    }
    default:
      throw new Refusal(404, 'ENDPOINT_NOT_FOUND', `No API found for 'GET ${path}'`)
  }
}

function ordered(versions: readonly WorldVersion[]): WorldVersion[] {
  const key = ({ name, version }: WorldVersion): string => `${name}\u0000${version.padStart(9, '0')}`
  return versions.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** In the order of their names, whatever order is asked for of those it knows. */
function paged<T>(rows: readonly T[], field: string, asked: URLSearchParams, most: number, orders: readonly string[]) {
  const size = Number(asked.get('max_results') ?? '100')
  if (!Number.isInteger(size) || size < 1 || size > most) {
    throw invalid(`Invalid value "${asked.get('max_results')}" for parameter 'max_results' supplied`)
  }
  for (const order of asked.getAll('order_by')) {
    const [key = '', direction = 'ASC'] = order.split(' ')
    if (!orders.includes(key) || direction !== 'ASC') throw invalid(`Invalid attribute key '${key}' specified.`)
  }
  const token = asked.get('page_token')
  const offset = token === null ? 0 : offsetIn(token)
  const next = offset + size < rows.length ? { next_page_token: btoa(JSON.stringify({ offset: offset + size })) } : {}
  const here = rows.slice(offset, offset + size)
  // An empty list is left out.
  return {
    map: (show: (row: T) => unknown) => ({
      body: { ...(here.length === 0 ? {} : { [field]: here.map(show) }), ...next },
    }),
  }
}

function offsetIn(token: string): number {
  const [, offset] = /^\{"offset":(\d+)\}$/.exec(atob(token)) ?? []
  if (offset === undefined) throw invalid('Invalid page token, could not base64-decode')
  return Number(offset)
}

function versionOf({ name, version, created, stage = 'None', tags = {} }: WorldVersion, asText: boolean): unknown {
  const pairs = Object.entries(tags).map(([key, value]) => ({ key, ...(value === '' ? {} : { value }) }))
  const at = asText ? String(created) : created
  return {
    name,
    version,
    creation_timestamp: at,
    last_updated_timestamp: at,
    current_stage: stage,
    description: '',
    source: `s3://models/${name}/${version}`,
    run_id: '',
    status: 'READY',
    run_link: '',
    ...(pairs.length === 0 ? {} : { tags: pairs }),
  }
}

function required(asked: URLSearchParams, name: string): string {
  const value = asked.get(name) ?? ''
  if (value === '') throw invalid(`Missing value for required parameter '${name}'.`)
  return value
}

function missing(message: string): Refusal {
  return new Refusal(404, 'RESOURCE_DOES_NOT_EXIST', message)
}

function invalid(message: string): Refusal {
  return new Refusal(400, 'INVALID_PARAMETER_VALUE', message)
}

function say(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body, null, 2))
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error_code: code, message }))
}
