/** Messages as they were kept, read back. */
import { z } from 'zod'
import type { Message } from './message.js'

const words = z.object({ en: z.string(), zh: z.string() })

const stored = z.array(
  z.object({
    state: z.enum(['firing', 'resolved', 'test']),
    severity: z.enum(['info', 'warning', 'critical']),
    key: z.string(),
    title: words,
    facts: z.array(z.object({ label: words, value: words })),
    since: z.iso.datetime(),
    link: z.string().optional(),
  }),
)

/** @throws ZodError for what we never wrote */
export function storedMessages(value: unknown): readonly Message[] {
  return stored.parse(value).map(({ since, link, ...one }) => ({ ...one, since: new Date(since), link }))
}
