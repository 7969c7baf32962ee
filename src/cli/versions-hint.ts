/** What is known of a version beside its name: from the tags of a registry, and where they are silent from the name itself. */
import { type ModelName, parseModelName } from '../units/model-name.js'
import { count } from './print.js'

export interface Hinted {
  readonly model: string
  readonly version: string
  readonly tags: Readonly<Record<string, string>>
}

/** What the flags of engines are called in tags, beside our own words; the first that is there counts. */
const TAGS = {
  family: ['family', 'model_family'],
  size: ['size', 'parameters'],
  activeSize: ['active_size'],
  quantisation: ['quantization', 'quantisation', 'dtype'],
} as const
const NUMBERS = {
  batchSize: ['batch_size', 'max_num_seqs'],
  maxTokens: ['max_tokens', 'max_model_len'],
} as const
const PARALLEL = {
  tp: ['tp', 'tensor_parallel_size'],
  pp: ['pp', 'pipeline_parallel_size'],
  dp: ['dp', 'data_parallel_size'],
} as const

/** Of model and version together, as people write them in one; tags win. */
export function hintOf({ model, version, tags }: Hinted): ModelName {
  const read = parseModelName(version === '' ? model : `${model}-${version}`)
  const text = (names: readonly string[]): string | undefined =>
    names.map((name) => tags[name]).find((said) => said !== undefined && said !== '')
  const whole = (names: readonly string[]): number | undefined => {
    const said = text(names)
    return said !== undefined && /^\d{1,9}$/.test(said) ? Number(said) : undefined
  }
  const parallel = Object.entries(PARALLEL).flatMap(([name, names]) => {
    const said = whole(names)
    return said === undefined ? [] : [[name, said]]
  })
  return {
    ...read,
    family: text(TAGS.family) ?? read.family,
    size: text(TAGS.size) ?? read.size,
    activeSize: text(TAGS.activeSize) ?? read.activeSize,
    quantisation: text(TAGS.quantisation) ?? read.quantisation,
    batchSize: whole(NUMBERS.batchSize) ?? read.batchSize,
    maxTokens: whole(NUMBERS.maxTokens) ?? read.maxTokens,
    parallelism: { ...read.parallelism, ...Object.fromEntries(parallel) },
  }
}

/** `32b, fp16, batch 64, 4,096 tokens`. */
export function readsAs({ size, activeSize, quantisation, batchSize, maxTokens }: ModelName): string {
  return [
    size,
    ...(activeSize === undefined ? [] : [`${activeSize} active`]),
    quantisation,
    ...(batchSize === undefined ? [] : [`batch ${batchSize}`]),
    ...(maxTokens === undefined ? [] : [`${count(maxTokens)} tokens`]),
  ]
    .filter((part) => part !== undefined)
    .join(', ')
}
