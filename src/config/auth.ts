/** How a request says who asks: a name and a password, or a token. */
import type { z } from 'zod'
import type { Path } from './document.js'
import { valueAt } from './document.js'
import { auth as authSchema } from './schema-telemetry.js'
import { readSecret, type Secret, type Surroundings } from './secrets.js'

export type Auth =
  | { readonly kind: 'basic'; readonly username: string; readonly password: Secret }
  | { readonly kind: 'bearer'; readonly token: Secret }

/** Undefined when none is set, or its secret is not there, which is complained about. */
export function authOf(
  auth: z.infer<typeof authSchema> | undefined,
  around: Surroundings,
  complain: (text: string) => void,
): Auth | undefined {
  if (auth === undefined) return undefined
  const secret = readSecret('bearer' in auth ? auth.bearer : auth.password, around, complain)
  if (secret === undefined) return undefined
  return 'bearer' in auth
    ? { kind: 'bearer', token: secret }
    : { kind: 'basic', username: auth.username, password: secret }
}

const SECRETS = ['password', 'bearer'] as const

/** Nothing that stands there is repeated: whatever it is, it may be the secret. */
export function checkAuth(value: unknown, around: Surroundings, complain: (path: Path, text: string) => void): void {
  if (value === undefined) return
  const read = authSchema.safeParse(value)
  if (read.success) {
    authOf(read.data, around, (text) => complain([], text))
    return
  }
  const plain = SECRETS.filter((key) => ['string', 'number', 'boolean'].includes(typeof valueAt(value, [key])))
  for (const key of plain) {
    complain(
      [key],
      `stands in the file in plain text. Write ${key}: { env: NAME }, and put the secret into the variable NAME.`,
    )
  }
  if (plain.length > 0) return
  complain(
    [],
    'is not understood; expected either username and password, or bearer. ' +
      'Write for example auth: { username: ledger, password: { env: PROMETHEUS_PASSWORD } }',
  )
}
