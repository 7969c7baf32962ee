/** What no schema sees of a list of accounts: secrets, and names that two of them share. */
import type { z } from 'zod'
import { type Path, valueAt } from './document.js'
import { secretPlace } from './schema-parts.js'
import { readSecret, type Surroundings } from './secrets.js'

export type Told = (path: Path, words: string) => void

/** Looks at each entry of a list, and at the names of those that the schema takes. Paths start at the list. */
export function checkEntries<T extends z.ZodType<{ readonly name: string }>>(
  list: unknown,
  schema: T,
  complain: Told,
  looks: { readonly raw?: (one: unknown, told: Told) => void; readonly read?: (one: z.infer<T>, told: Told) => void },
): void {
  const names = new Map<string, number>()
  for (const [index, one] of (Array.isArray(list) ? list : []).entries()) {
    const told: Told = (path, words) => complain([index, ...path], words)
    looks.raw?.(one, told)
    const entry = schema.safeParse(one)
    if (!entry.success) continue
    looks.read?.(entry.data, told)
    const first = names.get(entry.data.name)
    if (first === undefined) names.set(entry.data.name, index)
    else told(['name'], `is the name of entry ${first + 1} of the list already. Give each its own.`)
  }
}

/** How the credentials of an account are written. */
export interface Credentials {
  readonly schema: z.ZodType
  /** The settings of it that say where a secret is. */
  readonly keys: readonly string[]
  /** What is said of credentials that are there and do not fit. */
  readonly misfit: string
  readonly example: string
}

/** Nothing that stands there is repeated: whatever it is, it may be the secret. */
export function checkCredentials(
  value: unknown,
  { schema, keys, misfit, example }: Credentials,
  around: Surroundings,
  complain: Told,
): void {
  for (const key of keys) {
    if (!['string', 'number'].includes(typeof valueAt(value, [key]))) continue
    complain([key], `stands in the file in plain text. Write ${key}: { env: NAME }, and put it into the variable NAME.`)
    return
  }
  if (!schema.safeParse(value).success) {
    complain([], `${value === undefined ? 'is missing' : misfit}. Write for example ${example}`)
    return
  }
  for (const key of keys) {
    const place = secretPlace.safeParse(valueAt(value, [key]))
    if (place.success) readSecret(place.data, around, (words) => complain([key], words))
  }
}
