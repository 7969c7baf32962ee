/** Prices of files: what is wrong with them is told with its line, and a later file replaces what an earlier one tells of the same. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lintPricing, readPrices } from '../../src/pricing/index.js'

const page = 'source: ours, as_of: 2026-08-01'
const machine = 'provider: aws, region: us-east-1, type: g6.xlarge'

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'prices-')), 'prices.yaml')
  writeFileSync(path, text)
  return path
}

test('prices that cannot be are told all at once, each with its line and what to write', () => {
  const path = file(`machine_prices:
  - { ${machine}, purchase: bid, amount: '1', currency: USD, ${page} }
  - { ${machine}, purchase: spot, amount: '0', currency: USD, ${page} }
  - { ${machine}, purchase: spot, amount: '1', currency: USD, from: 2026-08-02, to: 2026-08-01, ${page} }
  - { ${machine}, purchase: spot, amount: '2', currency: USD, from: 2026-08-02, ${page} }
token_prices:
  - { provider: seller, model: qwen, input: '1', currency: CNY, ${page} }
`)

  const lines = complaint(() => readPrices({ overlays: [path] })).replaceAll(path, 'prices.yaml').split('\n')

  expect(lines[0]).toBe('The list of prices and instance types has 5 mistakes:')
  expect(lines.slice(1).map((line) => line.trim())).toEqual([
    expect.stringMatching(/^prices\.yaml:2:\d+: machine_prices\[0\]\.purchase is "bid"; expected how it is bought: on_demand, spot, reserved\./),
    expect.stringMatching(/^prices\.yaml:3:\d+: machine_prices\[1\]\.amount is .*expected the price of one machine for an hour, above 0\./),
    expect.stringMatching(/^prices\.yaml:4:\d+: machine_prices\[2\] ends on 2026-08-01 before it begins on 2026-08-02\./),
    expect.stringMatching(/^prices\.yaml:5:\d+: machine_prices\[3\] begins when machine_prices\[2\] does\./),
    expect.stringMatching(/^prices\.yaml:7:\d+: token_prices\[0\]\.output is missing; expected what a million generated tokens cost/),
  ])
})

test('a later file replaces all prices that an earlier one tells of the same, and no others', () => {
  const row = (amount: string, beside: string) =>
    `  - { ${machine}, amount: '${amount}', currency: USD, ${beside}, ${page} }\n`
  const first = file(
    `machine_prices:\n${row('1', 'purchase: spot')}${row('2', 'purchase: spot, from: 2026-09-01')}${row('5', 'purchase: on_demand')}`,
  )
  const second = file(`machine_prices:\n${row('3', 'purchase: spot, from: 2026-10-01')}`)

  const told = readPrices({ overlays: [first, second] }).map(({ purchase, amount, from, to }) => [purchase, amount, from, to])

  expect(told).toEqual([
    ['spot', '3', '2026-10-01', null],
    ['on_demand', '5', null, null],
  ])
})

test('a price of a type that no table knows, or that no GPU can cost, is doubted by lint', () => {
  const path = file(`machine_prices:
  - { provider: aws, region: us-east-1, type: p9.huge, purchase: spot, amount: '1', currency: USD, ${page} }
  - { provider: aws, region: us-east-1, type: p4d.24xlarge, purchase: spot, amount: '327', currency: USD, ${page} }
`)

  const { warnings } = lintPricing({ overlays: [path] })

  expect(warnings.map(({ text }) => text)).toEqual([
    expect.stringContaining('a price of p9.huge is of aws p9.huge, which is in no file of instance types.'),
    expect.stringContaining('a price of p4d.24xlarge (327 USD per instance_hours) comes to $40.88 for an hour of an A100'),
  ])
})

function complaint(read: () => unknown): string {
  try {
    read()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return ''
}
