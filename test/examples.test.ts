import { readFileSync } from 'node:fs'
import { globSync } from 'tinyglobby'
import { describe, expect, test } from 'vitest'
import { exampleFiles } from '../scripts/example-bills/files.js'
import { costs, examples, faultsOf, rowsOf, sum, textOf } from './support/example-bills.js'
import type { Row } from './support/example-bills.js'

const paths = [
  'aws-2026-08.csv.gz',
  'gcp-2026-08.csv',
  'alibaba-2026-08.csv',
  'tencent-2026-08.csv',
  'restated/aws-2026-08.csv.gz',
]

test('the committed example bills are what the generator writes', () => {
  const committed = globSync('**/*', { cwd: `${examples}bills` })

  const generated = exampleFiles()

  expect(generated.map(({ path }) => path).toSorted()).toEqual(committed.toSorted())
  expect(generated.filter(({ path, text }) => text !== textOf(path)).map(({ path }) => path)).toEqual([])
})

test('the whole example is smaller than 410 kB', () => {
  const bytes = globSync('**/*', { cwd: examples }).map((path) => readFileSync(examples + path).length)

  expect(bytes.reduce((one, other) => one + other)).toBeLessThan(410_000)
})

describe.each(['README.md', 'README.zh-CN.md'])('%s of the example', (readme) => {
  const table = readFileSync(examples + readme, 'utf8')
    .split('\n')
    .map(cellsOf)

  test(`${readme} tells each file's lines and sums`, () => {
    const told = table.filter((cells) => /^(USD|CNY)$/.test(cells[2] ?? ''))

    const counted = paths.map((path) => {
      const rows = rowsOf(path)
      return [path, String(rows.length), rows[0]?.get('BillingCurrency'), ...costs.map((cost) => sum(rows, cost))]
    })

    expect(told).toEqual(counted)
  })

  test(`${readme} tells what each resource costs`, () => {
    const told = table.filter((cells) => cells.length === 7 && /^\d+$/.test(cells[4] ?? ''))

    const counted = told.map(([path = '', resource = '', model, what]) => {
      const rows = rowsOf(path).filter(
        (row) => (row.get('ResourceId') || 'no resource') === resource.replace('无资源', 'no resource'),
      )
      return [path, resource, model, what, String(rows.length), sum(rows, 'BilledCost'), sum(rows, 'EffectiveCost')]
    })

    expect(told).toHaveLength(20)
    expect(counted).toEqual(told)
    expect(told.reduce((lines, cells) => lines + Number(cells[4]), 0)).toBe(2298 + 180 + 93 + 347)
  })
})

// Price times hours, by hand: 96 x 55.04, 240 x 33.024 + 120 x 6.976, 120 x 6.976, 240 x 40, 336 x 7.09,
// 330 x 1.861 + 6 x 1.961, 60 x 2.933908 - 6 x 0.5, 139.5 x 10.593, 96 x 14.39856 + 241 x 11.51892.
test.each([
  ['aws-2026-08.csv.gz', { SkuMeter: 'BoxUsage:p5.48xlarge', PricingQuantity: '1' }, 'BilledCost', '5283.84'],
  ['aws-2026-08.csv.gz', { CommitmentDiscountStatus: 'Used' }, 'EffectiveCost', '8762.88'],
  ['aws-2026-08.csv.gz', { CommitmentDiscountStatus: 'Unused' }, 'EffectiveCost', '837.12'],
  ['aws-2026-08.csv.gz', { ChargeCategory: 'Purchase', ServiceCategory: 'Compute' }, 'BilledCost', '9600'],
  ['aws-2026-08.csv.gz', { SkuMeter: 'USE1-Host:ml.g5.12xlarge' }, 'EffectiveCost', '2382.24'],
  ['aws-2026-08.csv.gz', { SkuMeter: 'BoxUsage:g6e.xlarge' }, 'EffectiveCost', '625.896'],
  ['gcp-2026-08.csv', { SkuId: '039F-D0DA-4055' }, 'BilledCost', '173.03448'],
  ['alibaba-2026-08.csv', { ResourceName: 'chat-a10-b', ChargeCategory: 'Usage' }, 'ListCost', '1477.7235'],
  ['tencent-2026-08.csv', { SkuId: 'sp_cvm_pnv4', ChargeCategory: 'Usage' }, 'ListCost', '4158.32148'],
])('in %s, %o has a %s of %s', (path, wanted, cost, expected) => {
  const rows = rowsOf(path).filter((row) => Object.entries(wanted).every(([name, value]) => row.get(name) === value))

  expect(sum(rows, cost)).toBe(expected)
})

test('an hour of the plan with two p5 costs 83.41 and bills 40 for the plan and 43.41 beside it', () => {
  const hour = rowsOf('aws-2026-08.csv.gz').filter(
    (row) =>
      row.get('ChargePeriodStart') === '2026-08-10T00:00:00Z' &&
      (row.get('CommitmentDiscountId') !== '' || row.get('ResourceId') === 'i-0f9e8d7c6b5a40312'),
  )

  expect(hour.map((row) => [row.get('BilledCost'), row.get('EffectiveCost')])).toEqual([
    ['40', '0'],
    ['0', '33.024'],
    ['0', '6.976'],
    ['43.413333332096', '43.413333332096'],
  ])
  expect(sum(hour, 'EffectiveCost')).toBe('83.413333332096')
})

test.each(paths)('every line of %s says what FOCUS asks for', (path) => {
  const faults = rowsOf(path).flatMap((row, i) => faultsOf(row).map((fault) => `line ${i + 1}: ${fault}`))

  expect(faults).toEqual([])
  expect(new Set(rowsOf(path).map((row) => row.get('BillingCurrency'))).size).toBe(1)
})

test('the restated bill has a late credit more, and six hours of one machine at its right price', () => {
  const first = rowsOf('aws-2026-08.csv.gz').map(asText)
  const later = rowsOf('restated/aws-2026-08.csv.gz').map(asText)

  const gone = first.filter((line) => !later.includes(line))
  const come = later.filter((line) => !first.includes(line))

  expect(later).toHaveLength(first.length + 1)
  const credit = come.filter((line) => line.includes('ChargeCategory=Credit'))
  expect(credit.map((line) => /ResourceId=(\S+)/.exec(line)?.[1])).toEqual(['i-0e1e2e3e4e5e6e7e8'])
  expect(credit[0]).toMatch(/BilledCost=-17.65\n[^]*ChargePeriodStart=2026-08-11T06:00:00Z\n/)
  expect(come.filter((line) => line !== credit[0])).toEqual(gone.map((line) => line.replaceAll('1.961', '1.861')))
  expect(gone.map((line) => /ChargePeriodStart=(.*):00:00Z[^]*SkuMeter=BoxUsage:g6e.xlarge/.exec(line)?.[1])).toEqual(
    [0, 1, 2, 3, 4, 5].map((hour) => `2026-08-12T0${hour}`),
  )
})

test('each bill has the habits of its provider', () => {
  expect(rowsOf('aws-2026-08.csv.gz')[0]?.size).toBe(57 + 3)
  expect(column('aws-2026-08.csv.gz', 'ChargeDescription').filter((text) => text.includes('\n'))).toHaveLength(1)
  expect(column('aws-2026-08.csv.gz', 'BilledCost').filter((text) => /^\d\.\d+E-5$/.test(text))).toHaveLength(14)
  expect(column('gcp-2026-08.csv', 'Tags').every((text) => Array.isArray(JSON.parse(text)))).toBe(true)
  expect(new Set(column('gcp-2026-08.csv', 'InvoiceIssuerName'))).toEqual(new Set(['']))
  expect(column('alibaba-2026-08.csv', 'ChargePeriodStart').every((text) => text.endsWith('T16:00:00Z'))).toBe(true)
  expect(column('tencent-2026-08.csv', 'ChargeDescription').every((text) => text.startsWith('https://'))).toBe(true)
  expect(column('tencent-2026-08.csv', 'ChargeCategory')).not.toContain('Credit')
  expect(
    rowsOf('tencent-2026-08.csv')
      .filter((row) => row.get('ChargePeriodStart') === row.get('ChargePeriodEnd'))
      .map((row) => row.get('BilledCost')),
  ).toEqual(['-25.0534944'])
})

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''))
}

function column(path: string, name: string): string[] {
  return rowsOf(path).map((row) => row.get(name) ?? 'no such column')
}

function asText(row: Row): string {
  return [...row].map(([name, value]) => `${name}=${value}\n`).join('')
}
