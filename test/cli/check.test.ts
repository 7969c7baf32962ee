import { expect } from 'vitest'
import { csv } from '../support/focus.js'
import { test } from '../support/ledger.js'
import { cells, json, tokenledger } from './tool.js'

test('a ledger that adds up passes every law and shows the difference 0', async ({ ledger }) => {
  await ledger.load([
    await ledger.file(
      'bill.csv',
      csv([{ BilledCost: '1.5' }, { BilledCost: '-0.000000000000000001', ResourceId: 'i-2' }]),
    ),
  ])

  const said = await tokenledger(['check'], { DATABASE_URL: ledger.url })

  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toContain('ok      none of: hours differ from lines\n')
  const billed = '1.499999999999999999 USD'
  expect(said.out.split('\n').map(cells)).toContainEqual(['aws 111122223333', '2026-08', '2', billed, billed, '0'])
})

test('an empty ledger has nothing that could be wrong', async ({ ledger }) => {
  const said = await tokenledger(['check'], { DATABASE_URL: ledger.url })

  expect(said.code).toBe(0)
  expect(said.out).toContain('Nothing is loaded yet')
})

test('an hour that somebody changed by hand is found, and the exit code is 6', async ({ ledger }) => {
  await ledger.load([await ledger.file('bill.csv', csv([{ BilledCost: '1.5' }]))])
  await ledger.rows('update fact.resource_hour set billed_cost = billed_cost + 0.25')

  const said = await tokenledger(['check'], { DATABASE_URL: ledger.url })
  const document = await tokenledger(['check', '--json'], { DATABASE_URL: ledger.url })

  expect(said.code).toBe(6)
  expect(said.out).toMatch(/BROKEN {2}hours differ from lines \(1 row;/)
  expect(said.out).toMatch(/1\.5 USD +1\.75 USD +billed -0\.25/)
  expect(document.code).toBe(6)
  expect(json(document)).toMatchObject({
    ok: false,
    laws: expect.arrayContaining([
      expect.objectContaining({
        law: 'law.hours_differ_from_lines',
        broken: '1',
        rows: [expect.objectContaining({ billed_cost: '-0.250000000000000000' })],
      }),
      expect.objectContaining({ law: 'law.lines_that_count_nowhere', broken: '0' }),
    ]),
  })
})

test('of many broken rows the first twenty are shown and all are counted', async ({ ledger }) => {
  await ledger.rows(`insert into stage.touched select n, 1, '2026-08-01' from generate_series(1, 25) n`)

  const said = await tokenledger(['check', '--quiet'], { DATABASE_URL: ledger.url })

  expect(said.code).toBe(6)
  expect(said.out).toContain('BROKEN  staging left behind (25 rows, the first 20;')
})
