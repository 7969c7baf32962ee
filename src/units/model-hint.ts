/** What is known of a version beside its name: from the tags of a registry, and where they are silent from the name itself. */
import { type ModelName, parseModelName } from './model-name.js'

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

/** Of the parameters' formats that say it themselves; what AWQ, GPTQ and GGUF hold stands elsewhere. */
const BITS: readonly (readonly [format: RegExp, bits: bigint])[] = [
  [/^fp32$/, 32n],
  [/^(fp16|bf16)$/, 16n],
  [/^(fp8|int8|w8a\d+|mxfp8)$/, 8n],
  [/^(fp4|int4|nf4|mxfp4|nvfp4|w4a\d+)$/, 4n],
]

/**
 * What the parameters of a version take in memory: their number times the bits of one. Undefined where the size or the format is
 * not said, and of mixtures of experts such as `8x7b`, which is not 56 billion.
 */
export function weightBytes({ size, quantisation }: Pick<ModelName, 'size' | 'quantisation'>): bigint | undefined {
  const [, whole, part = '', unit] = /^(\d{1,6})(?:\.(\d{1,6}))?([mbt])$/.exec(size?.toLowerCase() ?? '') ?? []
  const bits = BITS.find(([format]) => format.test(quantisation?.toLowerCase() ?? ''))?.[1]
  if (whole === undefined || bits === undefined) return undefined
  const millionths = BigInt(`${whole}${part.padEnd(6, '0')}`)
  return (millionths * (unit === 'm' ? 1n : unit === 'b' ? 1_000n : 1_000_000n) * bits) / 8n || undefined
}
