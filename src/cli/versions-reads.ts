/** What a version hints at, in a line. */
import type { ModelName } from '../units/model-name.js'
import { count } from './print.js'

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
