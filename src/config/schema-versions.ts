/** The settings of registries of models, as `schema.ts` describes those of bills. */
import { z } from 'zod'
import { name, secretPlace, text } from './schema-parts.js'
import { auth, httpUrl } from './schema-telemetry.js'

const registryName = name.meta({ description: 'what this registry is called in every row', examples: ['prod'] })

const servedTag = text
  .default('served_model_name')
  .meta({ description: 'the tag that holds the name which a version is served under', examples: ['served_model_name'] })

const validFromTag = text
  .default('valid_from')
  .meta({ description: 'the tag that holds since when it is, such as 2026-08-01T12:00:00Z', examples: ['valid_from'] })

const servedAlias = text
  .meta({
    description: "the alias of the version that a model's own name stands for; none when not set",
    examples: ['champion'],
  })
  .optional()

export const mlflow = z
  .strictObject({
    name: registryName,
    url: httpUrl,
    // What is wrong with it is told by `checkVersions`, for a secret may stand there in plain text.
    auth: auth.optional().catch(undefined),
    served_tag: servedTag,
    valid_from_tag: validFromTag,
    served_alias: servedAlias,
    aliases: z
      .boolean()
      .default(true)
      .meta({ description: 'false where a registry has no aliases to ask for', examples: [false] }),
  })
  .meta({
    description: 'an MLflow, or what speaks its REST API',
    examples: [{ name: 'prod', url: 'https://mlflow.example.com' }],
  })

export const bentoml = z
  .strictObject({
    name: registryName,
    url: httpUrl.optional(),
    token: secretPlace.optional().catch(undefined),
    file: text
      .meta({ description: 'the path of what bentoml models get TAG -o json printed', examples: ['./models.json'] })
      .optional(),
    served_tag: servedTag,
    valid_from_tag: validFromTag,
  })
  .meta({
    description: 'a Yatai or BentoCloud by its url, or a file of BentoML models',
    examples: [{ name: 'bento', file: './models.json' }],
  })

export const registryFile = z
  .strictObject({
    name: registryName,
    file: text.meta({ description: 'the path of a YAML file of versions', examples: ['./versions.yaml'] }),
    served_alias: servedAlias,
  })
  .meta({ description: 'a registry that is a file', examples: [{ name: 'ours', file: './versions.yaml' }] })

export const versions = z
  .strictObject({
    mlflow: z
      .array(mlflow)
      .default([])
      .meta({ description: 'a list of MLflows', examples: [[{ name: 'prod', url: 'https://mlflow.example.com' }]] }),
    bentoml: z
      .array(bentoml)
      .default([])
      .meta({ description: 'a list of registries of BentoML', examples: [[{ name: 'bento', file: './models.json' }]] }),
    files: z
      .array(registryFile)
      .default([])
      .meta({ description: 'a list of YAML files', examples: [[{ name: 'ours', file: './versions.yaml' }]] }),
  })
  .meta({
    description: 'which registries tell of versions',
    examples: [{ files: [{ name: 'ours', file: './v.yaml' }] }],
  })
