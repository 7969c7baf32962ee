import type { Path, YamlFile } from './document.js'
import { valueAt } from './document.js'
import { addressText, secretPlace, tlsChoice, tlsMode } from './schema.js'
import type { TlsChoice } from './schema.js'
import { Secret, readSecret, readText } from './secrets.js'
import type { Surroundings } from './secrets.js'

/** A PostgreSQL server that somebody else runs. */
export interface Database {
  /** Without password and without TLS parameters: safe to show. */
  readonly url: string
  readonly password: Secret | undefined
  /** For the `ssl` of a pg pool; undefined when nothing is said, which pg takes as no TLS unless PGSSLMODE says so. */
  readonly ssl: Ssl | undefined
}

export type Ssl =
  false | { readonly rejectUnauthorized: boolean; readonly ca?: string; readonly checkServerIdentity?: () => undefined }

/** A connection string taken apart. */
interface Address {
  readonly url: string
  readonly password: string | undefined
  readonly tls: TlsChoice | undefined
}

const EXPECTED = 'expected postgres://user@host:5432/database. Signs such as @ / # in a name are written %40 %2F %23.'

/** What `DATABASE_URL` says; it may hold the password. Undefined after a complaint. */
export function databaseOf(text: string, around: Surroundings, complain: (text: string) => void): Database | undefined {
  const address = readAddress(text, complain)
  if (address === undefined) return undefined
  const { url, password, tls } = address
  return {
    url,
    password: password === undefined ? undefined : new Secret(password),
    ssl: tls && sslOf(tls, around, complain),
  }
}

/**
 * What the file says of the database: undefined when nothing, or after complaints. Each field is looked at by itself, so
 * that a mistake in one does not hide the mistakes in the others.
 */
export function databaseOfFile(
  yaml: YamlFile,
  around: Surroundings,
  complain: (path: Path, text: string) => void,
): Database | undefined {
  const field = (name: string) => valueAt(yaml.value, ['database', name])
  const complainOf = (name: string) => (text: string) => complain(['database', name], text)
  const written = addressText.safeParse(field('url'))
  const address = written.success ? readAddress(written.data, complainOf('url')) : undefined
  if (address?.password !== undefined) {
    complain(['database', 'url'], 'holds a password. Take it out and write password: { env: NAME } or { file: path }.')
  }
  const place = secretPlace.safeParse(field('password'))
  const password = place.success ? readSecret(place.data, around, complainOf('password')) : undefined
  const choice = tlsChoice.safeParse(field('tls'))
  if (choice.success && address?.tls !== undefined) {
    complain(['database', 'tls'], 'says what sslmode in database.url says too. Keep one of them.')
  }
  const tls = choice.success ? choice.data : address?.tls
  const caField = choice.success ? ['tls', 'ca_file'] : ['url']
  const ssl = tls && sslOf(tls, around, (text) => complain(['database', ...caField], text))
  return address === undefined ? undefined : { url: address.url, password, ssl }
}

/** The whole connection string, password and all, for pg alone: an explicit `password` beside a URL is ignored by pg. */
export function connectionString(database: Database): string {
  if (database.password === undefined) return database.url
  const secret = encodeURIComponent(database.password.reveal())
  const url = new URL(database.url)
  if (url.host === '') return `${database.url}${url.search === '' ? '?' : '&'}password=${secret}`
  url.password = secret
  return url.href
}

// Complaints never quote the address: a password may hide anywhere in it.
function readAddress(text: string, complain: (text: string) => void): Address | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  // An unescaped / # or ? in a password ends the host early, and the rest with its @ becomes a path nobody meant.
  const torn = url !== undefined && (url.hash !== '' || `${url.pathname}${url.search}`.includes('@'))
  if (url === undefined || torn || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    complain(`is not the address of a PostgreSQL database; ${EXPECTED}`)
    return undefined
  }
  const password = url.password === '' ? url.searchParams.get('password') : decoded(url.password)
  const tls = tlsOf(url.searchParams, complain)
  url.password = ''
  for (const name of ['password', 'sslmode', 'sslrootcert']) url.searchParams.delete(name)
  url.search = url.search.replaceAll('+', '%20') // libpq does not read + as a space
  return { url: url.href, password: password ?? undefined, tls }
}

// `require` encrypts and trusts anybody, `verify-ca` asks who signed, `verify-full` asks for the name, too.
function sslOf(tls: TlsChoice, around: Surroundings, complain: (text: string) => void): Ssl {
  if (tls.mode === 'disable') return false
  const ca = tls.ca_file === undefined ? undefined : readText(tls.ca_file, around, complain)
  const trust = ca === undefined ? {} : { ca }
  if (tls.mode === 'verify-full') return { rejectUnauthorized: true, ...trust }
  // libpq, too, takes `require` with a root certificate as `verify-ca`.
  if (tls.mode === 'require' && ca === undefined) return { rejectUnauthorized: false }
  return { rejectUnauthorized: true, ...trust, checkServerIdentity: anyName }
}

function anyName(): undefined {
  return undefined
}

function tlsOf(parameters: URLSearchParams, complain: (text: string) => void): TlsChoice | undefined {
  const others = [...parameters.keys()].filter(
    (key) => /^ssl|^uselibpqcompat$/.test(key) && !/^ssl(mode|rootcert)$/.test(key),
  )
  if (others.length > 0) complain(`has ${others.join(', ')}; of TLS it may say sslmode and sslrootcert only.`)
  const ca = parameters.get('sslrootcert') ?? undefined
  const said = parameters.get('sslmode') ?? (ca === undefined ? undefined : 'verify-full')
  if (said === undefined) return undefined
  const mode = tlsMode.safeParse(said)
  if (mode.success) return { mode: mode.data, ca_file: ca }
  complain('has an sslmode that is not disable, require, verify-ca or verify-full. Write sslmode=verify-full.')
  return undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a lone % stands for itself
  }
}
