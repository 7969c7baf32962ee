/** What the SDK throws, in our words. Its errors carry the whole request, and with it the signature of a SAS: none is passed on. */
import { ConfigError, LedgerError, SourceDown, SourceRefused } from '../../errors.js'
import { hidden } from '../../hidden.js'
import type { AzureSettings } from './settings.js'

/** Trying again may help. */
export class Later extends Error {
  override readonly name = 'Later'
}

/** A blob that was written anew since it was listed: the run is another one by now. */
export class Changed extends SourceDown {}

export function judged(error: unknown, what: string, settings: AzureSettings): Later | Error {
  if (error instanceof LedgerError || error instanceof Later) return error
  if (!(error instanceof Error)) return new Error(String(error))
  const { status, code } = told(error)
  const gone = status === 404 && what.startsWith('read') && code !== 'ContainerNotFound'
  if (status === 412 || gone) {
    return new Changed(`${settings.name} was written anew while it was read (${what}). Run it again.`, {
      facts: { account: settings.name, what },
    })
  }
  // An answer that is no refusal and was not understood is a page of a proxy.
  if (status === undefined || status < 400 || status === 408 || status === 429 || status >= 500) {
    return new Later(wordsOf(error, settings))
  }
  return refused(status, code, what, settings)
}

export function down({ message }: Later, what: string, { name, endpoint }: AzureSettings): SourceDown {
  const { host } = new URL(endpoint)
  return new SourceDown(
    `Blob storage does not answer for ${name} at ${host} (${what}): ${message}. Check the network, then run it again.`,
    { facts: { account: name, host, what } },
  )
}

function refused(status: number, code: string, what: string, settings: AzureSettings): LedgerError {
  const { name, container } = settings
  const said = code === '' ? `HTTP ${status}` : `HTTP ${status} ${code}`
  const facts = { account: name, what, code, status }
  if (code === 'ContainerNotFound') {
    return new ConfigError(`There is no container ${container} for ${name}. Mend container in the settings.`, { facts })
  }
  const remedy =
    code === 'AuthenticationFailed'
      ? 'Check the key or the SAS, when it ends, and the clock of this machine.'
      : 'Allow read and list on the container: sp=rl for a SAS, Storage Blob Data Reader for a role, and the firewall of the account.'
  return new SourceRefused(`Blob storage refuses ${name} (${what}: ${said}). ${remedy}`, { facts })
}

/** A connection string or a key that the SDK cannot take apart; it says so before it asks anybody. */
export function unusable(error: unknown, settings: AzureSettings): ConfigError {
  const words = error instanceof Error ? wordsOf(error, settings) : 'it is not understood'
  return new ConfigError(`What ${settings.name} logs in with cannot be used: ${words}. Mend its credentials.`, {
    facts: { account: settings.name },
  })
}

interface Told {
  readonly status: number | undefined
  readonly code: string
}

function told(error: Error): Told {
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return { status, code }
}

/** The first line, without secrets: messages of the SDK go on with the answer, and name addresses with their signatures. */
function wordsOf(error: Error, { access }: AzureSettings): string {
  const [line = ''] = error.message.split('\n')
  return hidden(line, secretsOf(access)).replace(/\.$/, '').slice(0, 200)
}

/** Of a signature and of a connection string not all is secret: the rest names hosts and days, which messages need. */
function secretsOf({ kind, secret }: AzureSettings['access']): string[] {
  if (kind === 'account key') return [secret.reveal()]
  const named = secret.reveal().matchAll(/(?:AccountKey=|sig=)([^;&\s]+)/gi)
  return [...named].flatMap(([, value = '']) => [value, decodeURIComponent(value)])
}
