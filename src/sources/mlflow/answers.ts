/** What MLflow answers. Fields that are empty are left out, and 64 bit numbers are numbers or texts: both are taken. */
import { z } from 'zod'
import type { RegisteredVersion } from '../../records/registry.js'

const filled = z.string().min(1)
const text = z
  .string()
  .nullish()
  .transform((said) => (said === undefined || said === '' ? null : said))
const tag = z.object({ key: filled, value: z.string().nullish() })
const milliseconds = z.union([z.int().min(0), z.string().regex(/^\d{1,15}$/)]).transform((said, problems) => {
  const at = new Date(Number(said))
  if (!Number.isNaN(at.getTime())) return at.toISOString()
  problems.addIssue('is no time')
  return z.NEVER
})

export const modelVersion = z
  .object({
    name: filled,
    version: z.union([filled, z.int()]).transform(String),
    creation_timestamp: milliseconds.nullish(),
    current_stage: text,
    source: text,
    run_id: text,
    status: text,
    tags: z.array(tag).nullish(),
  })
  .transform((said): RegisteredVersion => ({
    model: said.name,
    version: said.version,
    createdAt: said.creation_timestamp ?? null,
    status: said.status,
    // "None" is what it says of a version without a stage.
    stage: said.current_stage === 'None' ? null : said.current_stage,
    source: said.source,
    runId: said.run_id,
    tags: Object.fromEntries((said.tags ?? []).map(({ key, value }) => [key, value ?? ''])),
  }))

/** An empty page is `{}`; one that has only fields of somebody else is no page, and no empty registry. */
const answered = (...fields: readonly string[]) =>
  z
    .record(z.string(), z.unknown())
    .refine(
      (said) => Object.keys(said).length === 0 || fields.some((field) => field in said),
      'has no field of its own',
    )

export const modelsPage = answered('registered_models', 'next_page_token').pipe(
  z.object({
    registered_models: z.array(z.object({ name: filled })).nullish(),
    next_page_token: z.string().nullish(),
  }),
)
export const versionsPage = answered('model_versions', 'next_page_token').pipe(
  z.object({
    model_versions: z.array(modelVersion).nullish(),
    next_page_token: z.string().nullish(),
  }),
)
export const oneModel = z.object({
  registered_model: z.object({
    name: filled,
    aliases: z.array(z.object({ alias: filled, version: z.union([filled, z.int()]).transform(String) })).nullish(),
  }),
})
export const oneVersion = z.object({ model_version: modelVersion })
