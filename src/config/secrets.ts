import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { inspect } from 'node:util'

const HIDDEN = '[hidden]'
const VARIABLE = /^[A-Za-z_]\w*$/

/** A secret that shows itself only to who asks by name: in logs, errors, JSON and at a prompt it is `[hidden]`. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The secret itself, for the one call that needs it. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return HIDDEN
  }

  toJSON(): string {
    return HIDDEN
  }

  [inspect.custom](): string {
    return HIDDEN
  }
}

/** Where a secret is: `{ env: PGPASSWORD }` or `{ file: /run/secrets/pg }`. */
export type SecretPlace = { readonly env: string } | { readonly file: string }

/** Where to look: variables, and the folder that relative paths start from. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  readonly folder: string
}

/** The secret at a place, or undefined after a complaint about what is missing there. A file's last newline is not part of it. */
export function readSecret(
  place: SecretPlace,
  around: Surroundings,
  complain: (text: string) => void,
): Secret | undefined {
  if ('file' in place)
    return secretOf(readText(place.file, around, complain)?.replace(/\r?\n$/, ''), place.file, complain)
  if (!VARIABLE.test(place.env)) {
    // Whoever writes the secret itself there, as many do once, need not find it in a log, too.
    complain('names no variable: letters, digits and _ make a name. Write the name there, and put the secret into it.')
    return undefined
  }
  const value = around.env[place.env]
  if (value === undefined) complain(`names the variable ${place.env}, which is not set. Set it, or name another.`)
  return secretOf(value, place.env, complain)
}

/** The text of a file that a setting names, or undefined after a complaint that it cannot be read. */
export function readText(path: string, around: Surroundings, complain: (text: string) => void): string | undefined {
  const file = resolve(around.folder, path)
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    complain(`names ${file}, which cannot be read (${codeOf(error)}). Put the file there, or name another.`)
    return undefined
  }
}

/** The system's name of a failure: `ENOENT`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

function secretOf(value: string | undefined, place: string, complain: (text: string) => void): Secret | undefined {
  if (value === '') complain(`names ${place}, which is empty. Put the secret there.`)
  return value === undefined || value === '' ? undefined : new Secret(value)
}
