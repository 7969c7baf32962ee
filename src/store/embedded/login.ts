import { realpath } from 'node:fs/promises'
import { Client } from 'pg'
import { codeOf } from './disk.js'

/** Who answered at a port. */
export type Answer =
  /** The server of our data folder. */
  | { readonly who: 'ours'; readonly version: string }
  /** Ours or not, all its connections are taken. */
  | { readonly who: 'full' }
  /** No one, or someone who is just starting or stopping. */
  | { readonly who: 'no one' }
  /** Someone who does not know our password, or serves other data. */
  | { readonly who: 'stranger'; readonly why: string }

const UNSAFE = new Error('it wants the password in clear')

/**
 * Knocks at 127.0.0.1. Only SCRAM is accepted, in which the server proves that it knows our password too: whoever else
 * took the port can neither ask for the password in clear nor pass for ours. The data folder is compared as well, because
 * a copied home carries the password with it.
 */
export async function login(port: number, password: string, dataFolder: string): Promise<Answer> {
  let proved = false
  let asked = false
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: 'tokenledger',
    database: 'postgres',
    password: () => (asked ? password : Promise.reject(UNSAFE)),
    ssl: false,
    application_name: 'tokenledger-start',
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  })
  client.connection.once('authenticationSASL', () => (asked = true))
  client.connection.once('authenticationSASLFinal', () => (proved = true))
  client.on('error', () => undefined) // it may be stopped while we talk
  try {
    await client.connect()
    if (!proved) return { who: 'stranger', why: 'it let us in without a password' }
    return await identify(client, dataFolder)
  } catch (cause) {
    return answerOf(cause)
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function identify(client: Client, dataFolder: string): Promise<Answer> {
  const { rows } = await client.query<{ folder: string; version: string }>(
    `select current_setting('data_directory') as folder, current_setting('server_version') as version`,
  )
  const { folder = '', version = '' } = rows[0] ?? {}
  const [theirs, ours] = await Promise.all([folder, dataFolder].map((path) => realpath(path).catch(() => path)))
  return theirs === ours ? { who: 'ours', version } : { who: 'stranger', why: `it serves ${folder}` }
}

/** A refusal with an SQLSTATE is definite; whatever broke off without one may be someone starting or stopping. */
function answerOf(cause: unknown): Answer {
  const code = codeOf(cause)
  if (code === '53300') return { who: 'full' }
  if (cause === UNSAFE) return { who: 'stranger', why: UNSAFE.message }
  if (code === '28P01') return { who: 'stranger', why: 'it refuses our password' }
  const definite = /^(?=.*\d)[0-9A-Z]{5}$/.test(code) && !code.startsWith('57P')
  return definite ? { who: 'stranger', why: `it refuses us (SQLSTATE ${code})` } : { who: 'no one' }
}
