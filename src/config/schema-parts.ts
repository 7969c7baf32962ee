/** What several parts of the schema are made of. */
import { z } from 'zod'

export const text = z.string().min(1)

/** Where a secret is, never the secret itself. */
export const secretPlace = z
  .union([z.strictObject({ env: text }), z.strictObject({ file: text })])
  .meta({ description: 'where the secret is, { env: NAME } or { file: path }', examples: [{ env: 'PGPASSWORD' }] })

export const name = text
  .regex(/^[a-z][a-z0-9_-]*$/)
  .meta({ description: 'a name in lower-case letters, digits, - and _', examples: ['focus'] })
