/** `tokenledger bills edge` as people run it. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { brokenLaws } from '../support/dump.js'
import { type Ledger, test } from '../support/ledger.js'
import { json, tokenledger } from './tool.js'

const DEVICES = `sites:
  - { site: shop }
devices:
  - { id: jetson-01, site: shop, bought: 2026-05-01, price: '3700', currency: CNY, lifetime_months: 37, ended: 2026-07-01, sold_for: '3500' }
`

async function given(ledger: Ledger, devices = DEVICES) {
  const file = await ledger.file('edge.yaml', devices)
  await ledger.file('tokenledger.yaml', 'bills: { edge: [{ name: shops, devices: ./edge.yaml }] }\n')
  return { file, around: { cwd: ledger.folder, DATABASE_URL: ledger.url } }
}

test('a file of devices is planned, loaded, and then nothing is new', async ({ ledger }) => {
  const { around } = await given(ledger)

  const planned = await tokenledger(['bills', 'edge', '--dry-run'], around)
  const first = await tokenledger(['bills', 'edge'], around)
  const again = await tokenledger(['run', 'bills-edge', '--json'], around)

  expect([planned.code, first.code, again.code]).toEqual([0, 0, 0])
  expect(json(again)).toMatchObject({ jobs: [{ job: 'bills-edge', outcome: 'unchanged' }] })
  // Two months of 100 each, and what the sale did not bring in is nothing: 3,700 - 200 - 3,500.
  expect(
    await ledger.rows(
      `select billing_account_id as account, sku_id as sku, count(*) as lines, trim_scale(sum(billed_cost)) as cost
       from fact.bill_line group by 1, 2`,
    ),
  ).toEqual([{ account: 'shops', sku: 'device', lines: '2', cost: '200' }])
  expect(await brokenLaws(ledger.url)).toEqual([])
})

test('what is wrong with a file is told with its line, and nothing is loaded', async ({ ledger }) => {
  const { file, around } = await given(ledger, DEVICES.replace("'3700'", '3700').replace('2026-07-01', '2026-04-01'))

  const said = await tokenledger(['bills', 'edge'], around)

  expect(said.code).toBe(2)
  expect(said.err).toContain('The file of edge devices has')
  expect(said.err).toMatch(
    new RegExp(`${file}:4:\\d+: devices\\[0\\]\\.price is the number "3700"; expected what it was bought for`),
  )
  expect(await ledger.value('select count(*) from ops.run')).toBe('0')
})

test('a doctor that asks tells how many devices there are, or what is wrong with their file', async ({ ledger }) => {
  const { file, around } = await given(ledger)

  const well = await tokenledger(['doctor', '--ask'], around)
  await writeFile(file, 'sites: []\n')
  const ill = await tokenledger(['doctor', '--ask'], around)

  expect(well.out).toContain(`${join(ledger.folder, 'edge.yaml')} tells of 1`)
  expect(ill.out + ill.err).toContain('devices is missing; expected a list of devices')
})
