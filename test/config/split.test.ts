import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/index.js'
import type { SplitSettings } from '../../src/config/index.js'
import { folderWith } from './folder.js'

const splitOf = (yaml: string): SplitSettings =>
  readConfig({ cwd: folderWith({ 'tokenledger.yaml': yaml }), env: {} }).split

const mistakesOf = (yaml: string): string => {
  try {
    splitOf(yaml)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'no mistake'
}

/** What a rule of these words is refused with. */
const ruled = (words: string): string => mistakesOf(`split:\n  rules:\n    - ${words}\n`)

const anything = {
  provider: undefined,
  account: undefined,
  subAccount: undefined,
  service: undefined,
  region: undefined,
  sku: undefined,
  category: undefined,
  resource: undefined,
}

test('weights are kept in whole thousandths, and an entry for a model leaves the others at 1, 0.1 and 4', () => {
  const yaml = `
split:
  weights:
    uncached: 1.005
    cached: '0.29'
    generated: 1000000
    models: [{ model: qwen2.5-32b, generated: 5 }]
`

  const { weights } = splitOf(yaml)

  expect(weights).toEqual([
    { model: '', uncached: 1005, cached: 290, generated: 1_000_000_000 },
    { model: 'qwen2.5-32b', uncached: 1000, cached: 100, generated: 5000 },
  ])
})

test('tags, limits of pace, how shared money is shown and whose days count are read as they are written', () => {
  const yaml = `
split:
  model_tag: model
  version_tag: model-version
  pace_limits: [{ model: qwen, gpu: A100-80GB, generated_per_gpu_second: '1200.5' }]
  gpu_peaks: [{ gpu: L4, tflops: '121.5', memory_gb_per_second: 300 }]
  shared_by: tokens
  shared_within: everything
business_time_zone: America/New_York
`

  const settings = splitOf(yaml)

  expect(settings).toMatchObject({
    modelTag: 'model',
    versionTag: 'model-version',
    sharedBy: 'tokens',
    paceLimits: [{ model: 'qwen', gpu: 'A100-80GB', generatedPerGpuSecond: '1200.5' }],
    gpuPeaks: [{ gpu: 'L4', tflops: '121.5', memoryGbPerSecond: '300' }],
    sharedWithin: 'everything',
    businessTimeZone: 'America/New_York',
  })
})

test('the ways in which a rule sends money are told apart, in the order of the file', () => {
  const yaml = `
split:
  rules:
    - { name: fee, match: { service: EKS }, to: shared }
    - { name: search, match: { service: EC2 }, to: out_of_scope }
    - { name: own, match: { service: EC2 }, to: machine }
    - { name: disk, match: { resource: vol-1 }, follow: i-1 }
    - { name: disks, match: { resource: vol-2 }, follow_tag: instance }
    - { name: sonnet, match: { service: Bedrock }, model: claude-sonnet, version: '4.5' }
`

  const { rules } = splitOf(yaml)

  const goes = {
    kind: 'split',
    reason: '',
    follow: undefined,
    followTag: undefined,
    model: undefined,
    version: undefined,
  }
  expect(rules).toMatchObject([
    { ...goes, name: 'fee', kind: 'shared', reason: 'fee' },
    { ...goes, name: 'search', kind: 'unattributed', reason: 'out_of_scope' },
    { ...goes, name: 'own' },
    { ...goes, name: 'disk', follow: 'i-1' },
    { ...goes, name: 'disks', followTag: 'instance' },
    { ...goes, name: 'sonnet', kind: 'serving', model: 'claude-sonnet', version: '4.5' },
  ])
})

test('a star stands for anything, and what LIKE would take for a pattern stands for itself', () => {
  const yaml = String.raw`
split:
  rules:
    - name: fee
      match: { provider: aws, account: '111122223333', sub_account: '4*', service: 100%*, sku: 'A_B\C', tags: { team: sea* } }
      to: shared
`

  const rule = splitOf(yaml).rules[0]

  expect(rule?.match).toEqual({
    ...anything,
    provider: 'aws',
    account: '111122223333',
    subAccount: '4%',
    service: String.raw`100\%%`,
    sku: String.raw`A\_B\\C`,
  })
  expect(rule?.tags).toEqual({ team: 'sea%' })
})

test('a rule that matches everything may stand last', () => {
  const { rules } = splitOf('split: { rules: [{ name: rest, match: {}, to: out_of_scope }] }\n')

  expect(rules[0]).toMatchObject({ match: anything, tags: {} })
})

test.each([
  ['weights: { generated: -1 }', '1:31: split.weights.generated is the number "-1"; expected '],
  ['weights: { cached: 0.0001 }', '1:28: split.weights.cached is the number "0.0001"; expected '],
  ['weights: { uncached: 1000001 }', '1:30: split.weights.uncached is the number "1000001"; expected '],
  ['weights: { generated: much }', '1:31: split.weights.generated is "much"; expected '],
  ['weights: { input: 1 }', '1:20: split.weights.input is not a setting. Settings here are uncached, cached'],
  [
    'weights: { models: [{ generated: 5 }] }',
    'models[0].model is missing; expected a model. Write for example model: ',
  ],
  ['shared_by: cost', 'expected gpu_seconds, tokens or equally: how shared money is shown'],
  ['shared_within: region', 'expected account or everything: among which versions. Write for example shared_within: '],
  ['model_tag: 7', 'split.model_tag is the number "7"; expected the tag of bill lines that names a model.'],
  ['rules: { name: fee }', 'split.rules is a mapping; expected a list of rules, the first that matches wins.'],
])('of split, { %s } is a mistake that is told with its place and an example', (words, told) => {
  const message = mistakesOf(`split: {${words}}\n`)

  expect(message).toContain('tokenledger.yaml:1:')
  expect(message).toContain(told)
})

test.each([
  ['{ name: Fee, match: {}, to: shared }', '3:15: split.rules[0].name is "Fee"; expected what the rule is called'],
  ['{ match: {}, to: shared }', 'split.rules[0].name is missing; expected what the rule is called in reports'],
  ['{ name: fee, to: shared }', 'split.rules[0].match is missing; expected the charges that are meant.'],
  ['{ name: fee, match: {}, to: share }', '"share"; expected machine, shared or out_of_scope: where the money goes.'],
  ['{ name: fee, match: { servise: EKS }, to: shared }', 'match.servise is not a setting. Did you mean service?'],
  [
    '{ name: fee, match: { account: 111122223333 }, to: shared }',
    '3:38: split.rules[0].match.account is the number "111122223333"; expected a billing account, in quotes; * stands for anything. Write for example account: \'111122223333\'',
  ],
  [
    '{ name: fee, match: { resource: "a\\0" }, to: shared }',
    'match.resource is "a\\u0000"; expected a resource; * stands',
  ],
  ['{ name: a, match: {}, model: "\\ud83d" }', 'split.rules[0].model is "\\ud83d"; expected the model it is for.'],
  [
    '{ name: a, match: {}, model: a, version: 1.10 }',
    'is the number "1.10"; expected the version it is for, in quotes.',
  ],
])('the rule %s is refused at its place, with what was expected', (words, told) => {
  const message = ruled(words)

  expect(message).toContain('tokenledger.yaml:3:')
  expect(message).toContain(told)
})

test.each([
  ['goes nowhere', '{ name: fee, match: {} }'],
  ['goes to two places', '{ name: fee, match: {}, to: shared, model: a }'],
  ['follows twice', '{ name: fee, match: {}, follow: i-1, follow_tag: instance }'],
  ['names a version of no model', '{ name: fee, match: {}, to: shared, version: v1 }'],
])('a rule that %s is told the ways there are, with one to copy', (_, words) => {
  const message = ruled(words)

  expect(message).toContain('tokenledger.yaml:3:7: split.rules[0] is a mapping; expected a name, a match, and one of: ')
  expect(message).toContain('to, follow, follow_tag, model (with version if it has one). Write for example - { name: ')
})
