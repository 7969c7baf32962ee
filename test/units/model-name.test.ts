/** Names as people write them, and as nobody does. */
import { describe, expect, test } from 'vitest'
import { type ModelName, parseModelName } from '../../src/units/model-name.js'
import { seeded } from '../crash/command.js'

/** What a name says and is not empty. */
function said(name: string): Partial<ModelName> {
  const isThere = ([, value]: [string, unknown]): boolean =>
    value !== undefined &&
    !(Array.isArray(value) && value.length === 0) &&
    !(typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  return Object.fromEntries(Object.entries(parseModelName(name)).filter(isThere))
}

describe('a name', () => {
  test.each<[name: string, means: Partial<ModelName>]>([
    [
      'qwen2.5-32b-v1.2-fp16-bs64-mt4096',
      { family: 'qwen2.5', size: '32b', version: '1.2.0', quantisation: 'fp16', batchSize: 64, maxTokens: 4096 },
    ],
    [
      'Qwen3-30B-A3B-Instruct-2507-FP8',
      { family: 'qwen3', size: '30b', activeSize: '3b', variants: ['instruct'], extra: ['2507'], quantisation: 'fp8' },
    ],
    ['models:/qwen-support/7', { family: 'qwen-support', registryVersion: '7' }],
    ['qwen-support:7', { family: 'qwen-support', registryVersion: '7' }],
    ['qwen-support@champion', { family: 'qwen-support', alias: 'champion' }],
    ['models:/qwen-support@champion', { family: 'qwen-support', alias: 'champion' }],
    ['GLM-5.3-w8a8c8', { family: 'glm-5.3', quantisation: 'w8a8c8' }],
    ['deepseek-v3.1-fp8', { family: 'deepseek-v3.1', quantisation: 'fp8' }],
    ['deepseek-coder-v2-16b', { family: 'deepseek-coder-v2', size: '16b' }],
    ['deepseek-v3-v1.1-fp8', { family: 'deepseek-v3', version: '1.1.0', quantisation: 'fp8' }],
    [
      'qwen2.5-7b-v1-2',
      {
        family: 'qwen2.5',
        size: '7b',
        version: '1.0.0',
        extra: ['2'],
        warnings: ['v1.0.0 is followed by 2: write a version with dots'],
      },
    ],
    ['mixtral-8x7b', { family: 'mixtral', size: '8x7b' }],
    ['qwen2.5-7b-v1.2-rc1', { family: 'qwen2.5', size: '7b', version: '1.2.0', extra: ['rc1'] }],
    ['/models/Qwen2.5-7B-Q4_K_M.gguf', { family: 'qwen2.5', size: '7b', quantisation: 'q4_k_m' }],
    [
      'Qwen/Qwen2.5-32B-Instruct-AWQ',
      { org: 'qwen', family: 'qwen2.5', size: '32b', variants: ['instruct'], quantisation: 'awq' },
    ],
    ['gpt2', { family: 'gpt2' }],
    ['sql-lora', { family: 'sql-lora' }],
    ['', { family: '' }],
    ['llama-3.1-8b-ctx32k', { family: 'llama-3.1', size: '8b', maxTokens: 32_768 }],
    ['llama-3.1-405b-tp8-pp2', { family: 'llama-3.1', size: '405b', parallelism: { tp: 8, pp: 2 } }],
    ['qwen2.5\u201132b\u2013v1.2', { family: 'qwen2.5', size: '32b', version: '1.2.0' }],
    ['phi-3-mini-4k-instruct-3f2b1c', { family: 'phi-3', variants: ['mini', 'instruct'], extra: ['4k', '3f2b1c'] }],
    ['v2-model', { family: 'v2-model' }],
    ['qwen2.5-7b-v1.2-v1.3', { family: 'qwen2.5', size: '7b', version: '1.2.0', extra: ['v1.3'] }],
  ])('%j is read as it is meant', (name, means) => {
    expect(said(name)).toEqual(means)
  })

  test('of any letters at all is read, and every token of it is somewhere', () => {
    const random = seeded(52)
    const signs = 'abv0123456789.-_/@:%\u00e9\u4e00\ud800 \n-b-v-fp-bs'
    for (let round = 0; round < 5000; round += 1) {
      const length = Math.floor(random() * 40)
      const name = Array.from({ length }, () => signs[Math.floor(random() * signs.length)]).join('')

      const { family, extra, variants } = parseModelName(name)

      for (const kept of [...family.split('-'), ...extra, ...variants]) expect(name.toLowerCase()).toContain(kept)
    }
  })

  test('that is longer than anybody meant takes no longer to read', () => {
    const { family } = parseModelName('a-'.repeat(1_000_000))

    expect(family.length).toBeLessThan(1001)
  })
})
