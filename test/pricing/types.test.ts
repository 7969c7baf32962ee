import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../src/errors.js'
import { lintPricing, readInstanceTypes } from '../../src/pricing/index.js'
import { formatGpus } from '../../src/units/gpus.js'
import { folderWith } from '../config/folder.js'

const page = 'source: https://example.com/types, as_of: 2026-08-21'

describe('the types that ship', () => {
  const types = readInstanceTypes({ overlays: [] })
  const find = (name: string) => types.find(({ type }) => type === name)

  test.each([
    ['p3.16xlarge', '8', 'V100'],
    ['p5.48xlarge', '8', 'H100-80GB'],
    ['g6f.large', '0.125', 'L4'],
    ['g6f.4xlarge', '0.5', 'L4'],
    ['a2-megagpu-16g', '16', 'A100-40GB'],
    ['a4-highgpu-8g', '8', 'B200'],
    ['039F-D0DA-4055', '1', 'A100-40GB'],
    ['Standard_NV6ads_A10_v5', '1/6', 'A10'],
    ['Standard_NV12ads_A10_v5', '1/3', 'A10'],
    ['ecs.gn7i-c32g1.8xlarge', '1', 'A10'],
    ['ecs.gn7i-c32g1.16xlarge', '2', 'A10'],
    ['ecs.sgn7i-vws-m2.xlarge', '1/12', 'A10'],
    ['ecs.gn7e-c16g1.4xlarge', '1', null],
    ['PNV4.7XLARGE116', '1', 'A10'],
    ['TI.GN7.LARGE20.POST', '0.25', 'T4'],
  ])('%s holds %s of %s', (type, gpus, model) => {
    const found = find(type)

    expect([found === undefined ? undefined : formatGpus(found.gpus), found?.gpuModel]).toEqual([gpus, model])
  })

  test('each says where it was read and when, and a part of a GPU how it is held', () => {
    const strange = types.filter(
      ({ source, asOf, gpus, share }) =>
        !source.startsWith('https://') || !asOf.startsWith('2026-') || (gpus.denominator > 1n && share === null),
    )

    expect(types.length).toBeGreaterThan(200)
    expect(strange).toEqual([])
  })

  test('a GPU is worth A100s by its TFLOPS, and a GPU without a factor has none', () => {
    const factors = ['p4d.24xlarge', 'p5.48xlarge', 'PNV4.7XLARGE116', 'g5.xlarge', 'ecs.gn7e-c16g1.4xlarge']

    const worth = factors.map((type) => find(type)?.a100Factor)

    // 312 / 312, 989.5 / 312, 125 / 312, and two of which nothing is known
    expect(worth).toEqual(['1', '3.171474358974358974', '0.400641025641025641', null, null])
  })

  test('they come in one order', () => {
    const order = types.map(({ provider, type }) => `${provider} ${type}`)

    expect(order).toEqual(order.toSorted((left, right) => (left < right ? -1 : 1)))
  })
})

describe('a file of your own', () => {
  test('replaces all that ships of a type, whatever its capitals, and leaves the others', () => {
    const [path] = files({
      'a.yaml': `instance_types:
  - { provider: aws, type: P5.48xlarge, gpus: 8, gpu: H100-80GB, to: 2026-07-01, ${page} }
  - { provider: aws, type: P5.48xlarge, gpus: 7, gpu: H100-80GB, from: 2026-07-01, ${page} }
  - { provider: aws, type: m5.large, gpus: 0, ${page} }
`,
    })

    const types = readInstanceTypes({ overlays: [path] })

    const p5 = types.filter(({ type }) => type.toLowerCase() === 'p5.48xlarge')
    expect(p5.map(({ type, gpus, from, to }) => [type, formatGpus(gpus), from, to])).toEqual([
      ['P5.48xlarge', '8', null, '2026-07-01'],
      ['P5.48xlarge', '7', '2026-07-01', null],
    ])
    expect(types.find(({ type }) => type === 'm5.large')).toMatchObject({ gpus: { numerator: 0n }, a100Factor: null })
    expect(types.some(({ type }) => type === 'p4d.24xlarge')).toBe(true)
  })

  test('wins over one before it, and may tell what a GPU is worth', () => {
    const [first, second] = files({
      'a.yaml': `instance_types: [{ provider: x, type: one, gpus: 1, gpu: X1, ${page} }]\n`,
      'b.yaml': `a100: { factors: [{ gpu: X1, tflops: 156, ${page} }, { gpu: A10, tflops: 78, ${page} }] }
instance_types: [{ provider: x, type: one, gpus: 100m, share: milli-GPU, gpu: X1, memory_gb: 0.30, ${page} }]
`,
    })

    const types = readInstanceTypes({ overlays: [first, second] })

    expect(types.find(({ provider }) => provider === 'x')).toMatchObject({
      gpus: { numerator: 1n, denominator: 10n },
      a100Factor: '0.5',
      memoryGb: '0.3',
    })
    expect(types.find(({ type }) => type === 'PNV4.7XLARGE116')?.a100Factor).toBe('0.25')
    expect(types.find(({ type }) => type === 'p4d.24xlarge')?.a100Factor).toBe('1')
  })

  test('that names a basis of its own starts anew: factors of two bases do not stand side by side', () => {
    const [path] = files({
      'a.yaml': `a100: { basis: GB/s, reference: 2039, factors: [{ gpu: A100-80GB, tflops: 2039, ${page} }] }\n`,
    })

    const types = readInstanceTypes({ overlays: [path] })

    const factor = (name: string) => types.find(({ type }) => type === name)?.a100Factor
    expect([factor('p4de.24xlarge'), factor('p4d.24xlarge')]).toEqual(['1', null])
  })

  test('has all its mistakes told at once, each with its line and what to write', () => {
    const [path] = files({
      'a.yaml': `instance_types:
  - { provider: AWS, type: p5.48xlarge, gpus: eight, ${page} }
  - { provider: aws, type: x, gpus: 1/6, ${page} }
  - { provider: aws, type: y, gpus: 1, from: 2026-02-01, to: 2026-01-01, ${page} }
  - { provider: aws, type: z, gpus: 1, to: 2026-03-01, ${page} }
  - { provider: aws, type: Z, gpus: 2, from: 2026-02-01, ${page} }
  - { provider: aws, type: none, gpus: 0, gpu: T4, ${page} }
  - { provider: aws, type: w, gpus: 1, memory: 3, as_of: 2026-13-01 }
a100: { basis: x, factors: [{ gpu: T4, tflops: 1, ${page} }, { gpu: T4, tflops: 0, ${page} }] }
`,
    })

    const message = complaint(() => readInstanceTypes({ overlays: [path] }))

    const lines = message.replaceAll(path, 'a.yaml').split('\n')
    expect(lines).toEqual([
      'The list of prices and instance types has 12 mistakes:',
      '  a.yaml:2:17: instance_types[0].provider is "AWS"; expected a provider in lower-case letters. Write for example provider: aws',
      '  a.yaml:2:47: instance_types[0].gpus is "eight"; expected how many GPUs, a whole number, a decimal, a fraction, thousandths (350m) or steps of 5 (35%). Write for example gpus: 1/6',
      '  a.yaml:3:5: instance_types[1] (x) holds a part of a GPU; expected how. Write for example share: vGPU',
      '  a.yaml:4:5: instance_types[2] (y) ends on 2026-01-01 before it begins on 2026-02-01. Write a later to, or leave it out.',
      '  a.yaml:6:5: instance_types[4] overlaps instance_types[3]: Z is told twice from 2026-02-01 on. Write a to (exclusive) on the one that ends first.',
      '  a.yaml:7:5: instance_types[5] (none) holds no GPU and names one. Write how many, or leave gpu and share out.',
      '  a.yaml:8:5: instance_types[6].source is missing; expected the page it was read from. Write for example source: https://example.com/types',
      '  a.yaml:8:40: instance_types[6].memory is not a setting. Did you mean memory_gb?',
      '  a.yaml:8:58: instance_types[6].as_of is "2026-13-01"; expected the day on which the source was looked at. Write for example as_of: 2026-08-01',
      '  a.yaml:9:7: a100 has a basis without a reference, or the other way round. Write both, or neither to keep ours.',
      '  a.yaml:9:107: a100.factors[1] tells of T4 a second time. Keep one of them.',
      '  a.yaml:9:126: a100.factors[1].tflops is the number "0"; expected what it does by the basis, a number or a fraction above 0. Write for example tflops: 1979/2',
    ])
  })

  test('that is not there is named, with the setting that named it', () => {
    const path = join(folderWith({}), 'no.yaml')

    const message = complaint(() => readInstanceTypes({ overlays: [path] }))

    expect(message).toBe(`${path} cannot be read (ENOENT). Name another, or mend pricing.files of tokenledger.yaml.`)
  })
})

describe('lint', () => {
  test('says of the prices of the articles what is wrong, and nothing of what ships', () => {
    const { warnings, examples } = lintPricing({ overlays: [] })

    expect(warnings).toEqual([])
    expect(examples.map(({ text }) => text)).toEqual([
      // 0.028 x 3600 x 8, and 0.032 x 3600 x 8
      expect.stringContaining('(0.028 CNY per vgpu_seconds) comes to ¥806.40 for an hour of an A100; expected ¥0.70 to'),
      expect.stringContaining('(0.032 CNY per vgpu_seconds) comes to ¥921.60 for an hour of an A100'),
      expect.stringContaining('says that p3.16xlarge holds A100-80GB; it holds V100 (pricing/instance-types.yaml:'),
      expect.stringContaining('reckons with 1 GPU of p3.16xlarge; it holds 8'),
      expect.stringContaining('is a price per 1k_tokens, which is no unit. Units are gpu_seconds, '),
    ])
  })

  test('warns of days between two intervals, and not of intervals that meet', () => {
    const [path] = files({
      'a.yaml': `instance_types:
  - { provider: x, type: a, gpus: 1, to: 2026-03-01, ${page} }
  - { provider: x, type: a, gpus: 2, from: 2026-05-01, ${page} }
  - { provider: x, type: b, gpus: 1, to: 2026-03-01, ${page} }
  - { provider: x, type: b, gpus: 2, from: 2026-03-01, ${page} }
`,
    })

    const { warnings } = lintPricing({ overlays: [path] })

    expect(warnings).toEqual([
      {
        where: `${path}:3:5`,
        text: 'nothing is said of x a from 2026-03-01 up to 2026-05-01. Let one reach to the other.',
      },
    ])
  })

  test.each([
    ['amount: 3.431, currency: USD, per: gpu_hours, gpu: A100-80GB', []],
    ['amount: 27.44705, currency: USD, per: instance_hours, gpus: 8, gpu: A100-80GB', []],
    ['amount: 0.0001, currency: USD, per: gpu_seconds, gpu: A100-80GB', []],
    ['amount: 27.44705, currency: USD, per: gpu_hours, gpu: A100-80GB', ['comes to $27.45 for an hour of an A100']],
    ['amount: 0.05, currency: USD, per: gpu_hours, gpu: A100-80GB', ['comes to $0.05 for an hour of an A100']],
    ['amount: 806.4, currency: EUR, per: gpu_hours, gpu: A100-80GB', []],
    ['amount: 806.4, currency: USD, per: gpu_hours, gpu: A10G', []],
    ['amount: 806.4, currency: USD, per: tokens', []],
    ['provider: aws, type: p9.huge, amount: 1, currency: USD, per: gpu_hours', ['which is in no file of instance types']],
  ])('of a price of %s it says %j', (price, told) => {
    const [path] = files({ 'a.yaml': `prices: [{ item: it, ${price}, ${page} }]\n` })

    const { warnings } = lintPricing({ overlays: [path] })

    expect(warnings.map(({ text }) => text)).toEqual(told.map((text) => expect.stringContaining(text)))
  })
})

function files<Names extends string>(texts: Record<Names, string>): [string, string] {
  const folder = folderWith(texts)
  const [first = '', second = ''] = Object.keys(texts).map((name) => join(folder, name))
  return [first, second]
}

function complaint(read: () => unknown): string {
  try {
    read()
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('nothing was complained of')
}
