import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderWith } from '../config/folder.js'
import { cells, json, tokenledger } from './tool.js'

const page = 'source: https://example.com/types, as_of: 2026-08-21'

test('lint says that nothing is wrong, and what is wrong with the prices of the articles', async () => {
  const said = await tokenledger(['pricing', 'lint'], { cwd: folderWith({}) })

  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toMatch(/^215 types, 11 factors \(dense FP16\/BF16 tensor TFLOPS\)/)
  expect(said.out).toContain('Nothing is wrong.')
  expect(said.out).toMatch(
    /bad example, and that nothing reads:\n\n {2}pricing\/examples\/articles\.yaml:\d+:\d+: .*¥806\.40/,
  )
})

test('lint reads the files of the configuration, and others it is given, and warns', async () => {
  const cwd = folderWith({
    'tokenledger.yaml': 'pricing: { files: [ours.yaml] }\n',
    'ours.yaml': `instance_types:
  - { provider: x, type: a, gpus: 1, to: 2026-03-01, ${page} }
  - { provider: x, type: a, gpus: 2, from: 2026-05-01, ${page} }
`,
    'more.yaml': `prices: [{ item: it, amount: 806.4, currency: CNY, per: gpu_hours, gpu: A100-80GB, ${page} }]\n`,
  })

  const said = await tokenledger(['pricing', 'lint', 'more.yaml'], { cwd })
  const document = await tokenledger(['pricing', 'lint', '--json', 'more.yaml'], { cwd })

  expect(said.code).toBe(0)
  expect(said.out).toContain('2 warnings:')
  expect(json(document)).toMatchObject({
    files: ['pricing/instance-types.yaml', join(cwd, 'ours.yaml'), 'more.yaml'],
    types: 216,
    warnings: [
      { where: `${join(cwd, 'ours.yaml')}:3:5`, text: expect.stringContaining('from 2026-03-01 up to 2026-05-01') },
      { where: 'more.yaml:1:10', text: expect.stringContaining('comes to ¥806.40 for an hour of an A100') },
    ],
  })
})

test('a mistake in a file of yours ends every pricing command with 2, and is told with its line', async () => {
  const cwd = folderWith({
    'tokenledger.yaml': 'pricing: { files: [ours.yaml] }\n',
    'ours.yaml': `instance_types:\n  - { provider: x, type: a, gpus: 1/6, ${page} }\n`,
  })

  const said = [await tokenledger(['pricing', 'lint'], { cwd }), await tokenledger(['pricing', 'show'], { cwd })]

  for (const { code, out, err } of said) {
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('ours.yaml:2:5: instance_types[0] (a) holds a part of a GPU; expected how.')
  }
})

test('show tells of a type what it holds and where that was read, yours in place of ours', async () => {
  const cwd = folderWith({
    'tokenledger.yaml': 'pricing: { files: [ours.yaml] }\n',
    'ours.yaml': `instance_types:
  - { provider: aws, type: p5.48xlarge, gpus: 7, gpu: H100-80GB, to: 2026-07-01, ${page} }
  - { provider: aws, type: m5.large, gpus: 0, ${page} }
`,
  })

  const sixth = await tokenledger(['pricing', 'show', 'standard_nv6ads_a10_v5'], { cwd })
  const ours = await tokenledger(['pricing', 'show', 'P5.48xlarge'], { cwd })
  const cpu = await tokenledger(['pricing', 'show', 'm5.large'], { cwd })
  const some = await tokenledger(['pricing', 'show', 'gn7e', '--json'], { cwd })

  const row = ({ out }: { out: string }) => cells(out.split('\n')[1] ?? '')
  expect(row(sixth)).toEqual(['azure', 'Standard_NV6ads_A10_v5', '1/6', 'A10 (vGPU)', '0.4006', '6', '2026-11-21'])
  expect(row(ours)).toEqual(['aws', 'p5.48xlarge', '7', 'H100-80GB', '3.1714', 'up to 2026-07-01', '2026-08-21'])
  expect(ours.out).toContain('Read from:\n  https://example.com/types')
  expect(row(cpu)).toEqual(['aws', 'm5.large', '0', 'none', '2026-08-21'])
  expect(json(some)).toMatchObject({
    basis: 'dense FP16/BF16 tensor TFLOPS',
    types: [4, 8, 1, 2].map((gpus) => ({ gpus: String(gpus), gpuModel: null, a100Factor: null })),
  })
})

test('a type that nobody told of is a mistake of the call, and the remedy is a file of yours', async () => {
  const said = await tokenledger(['pricing', 'show', 'p99.huge'], { cwd: folderWith({}) })

  expect(said).toMatchObject({ code: 2, out: '' })
  expect(said.err).toContain('No type is called "p99.huge". Add it to a file of yours')
})
