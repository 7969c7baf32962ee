/** Models of BentoML as a Yatai tells them, and as `bentoml models get TAG -o json` prints them. */
import { z } from 'zod'
import type { RegisteredVersion } from '../../records/registry.js'

const filled = z.string().min(1)
/** ISO 8601 with a zone; Python writes six decimals. */
const moment = z.iso.datetime({ offset: true }).transform((written) => new Date(written).toISOString())
const words = z.union([z.string(), z.number(), z.boolean()]).transform(String)

/** `info.to_dict()`: tags of BentoML are lower case, and metadata may hold anything. */
export const printedModel = z
  .object({
    name: filled,
    version: filled,
    creation_time: moment.nullish(),
    labels: z.record(z.string(), words).nullish(),
    metadata: z.record(z.string(), z.unknown()).nullish(),
  })
  .transform(({ name, version, creation_time: created, labels, metadata }) =>
    versionOf(name, version, created ?? null, metadata ?? {}, Object.entries(labels ?? {})),
  )

/** An item of a list: its repository is the model. */
const yataiModel = z
  .object({
    version: filled,
    created_at: moment.nullish(),
    labels: z.array(z.object({ key: filled, value: words.nullish() })).nullish(),
    manifest: z.object({ metadata: z.record(z.string(), z.unknown()).nullish() }).nullish(),
    repository: z.object({ name: filled }),
  })
  .transform(({ version, created_at: created, labels, manifest, repository }) =>
    versionOf(
      repository.name,
      version,
      created ?? null,
      manifest?.metadata ?? {},
      (labels ?? []).map(({ key, value }) => [key, value ?? '']),
    ),
  )

export const yataiPage = z.object({
  start: z.int().min(0),
  count: z.int().min(0),
  total: z.int().min(0),
  items: z.array(yataiModel).nullish(),
})

function versionOf(
  model: string,
  version: string,
  createdAt: string | null,
  metadata: Readonly<Record<string, unknown>>,
  labels: readonly (readonly [string, string])[],
): RegisteredVersion {
  const plain = Object.entries(metadata).flatMap(([key, value]) => {
    const text = words.safeParse(value)
    return text.success ? [[key, text.data] as const] : []
  })
  // A label is meant for people and their tools, metadata for the program that made the model: labels win.
  const tags = Object.fromEntries([...plain, ...labels])
  return { model, version, createdAt, status: null, stage: null, source: null, runId: null, tags }
}
