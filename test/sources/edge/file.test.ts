/** A file of devices: what it says, and every mistake in it at once. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shipped } from '../../../src/shipped.js'
import { readDevices } from '../../../src/sources/edge/file.js'
import { folderWith } from '../../config/folder.js'

const read = (yaml: string) => readDevices(join(folderWith({ 'edge.yaml': yaml }), 'edge.yaml'))

const SITES = `sites:
  - { site: shop, energy: [{ per_kwh: '0.617', currency: CNY }], transfer: [{ per_gb_month: '0.80', currency: CNY }] }
`
const BOUGHT = `id: jetson-01, site: shop, bought: 2026-01-15, price: '7999.00', currency: CNY, lifetime_months: 36`

test('a device has what its site pays, and defaults where nothing is said', async () => {
  const [one] = await read(
    `${SITES}devices:\n  - { ${BOUGHT}, idle_watts: 15, name: counter, tags: { team: retail } }\n`,
  )

  expect(one).toMatchObject({
    id: 'jetson-01',
    region: 'shop',
    gpus: 1,
    price: '7999',
    residual: '0',
    soldFor: '0',
    ended: undefined,
    idleWatts: 15,
    maxWatts: 15,
    gbPerMonth: undefined,
    energy: [{ from: undefined, amount: '0.617', currency: 'CNY' }],
    transfer: [{ from: undefined, amount: '0.8', currency: 'CNY' }],
    tags: { site: 'shop', name: 'counter', team: 'retail' },
  })
})

test('the file that ships is one that can be read', async () => {
  const devices = await readDevices(shipped('pricing/edge.yaml'))

  expect(devices.map(({ id }) => id)).toEqual(['jetson-01', 'jetson-02', 'shop-box-01'])
})

test.each<readonly [what: string, devices: string, told: RegExp]>([
  [
    'a price without quotes',
    `{ ${BOUGHT.replace("'7999.00'", '7999.00')}, idle_watts: 1 }`,
    /:4:\d+: devices\[0\]\.price is the number "7999\.00"; expected what it was bought for, a decimal number in quotes/,
  ],
  [
    'a day that there is not',
    `{ ${BOUGHT.replace('01-15', '02-30')}, idle_watts: 1 }`,
    /:4:\d+: devices\[0\]\.bought is "2026-02-30"; expected the day from which on it counts. Write for example bought: '?2026-01-15/,
  ],
  [
    'no lifetime',
    `{ ${BOUGHT.replace(', lifetime_months: 36', '')}, idle_watts: 1 }`,
    /:4:\d+: devices\[0\]\.lifetime_months is missing; expected over how many months/,
  ],
  [
    'a currency that there is not',
    `{ ${BOUGHT.replace('CNY', 'RMB')}, idle_watts: 1 }`,
    /:4:\d+: devices\[0\]\.currency is "RMB"; expected an ISO 4217 code/,
  ],
  [
    'a word that is none',
    `{ ${BOUGHT}, idle_wats: 1 }`,
    /:4:\d+: devices\[0\]\.idle_wats is not a setting. Did you mean idle_watts\?/,
  ],
  [
    'an end before it was bought',
    `{ ${BOUGHT}, idle_watts: 1, ended: 2026-01-15 }`,
    /:4:\d+: devices\[0\]\.ended is 2026-01-15, and it was bought on 2026-01-15. Expected a later day/,
  ],
  [
    'more left than was paid',
    `{ ${BOUGHT}, idle_watts: 1, residual: '8000' }`,
    /:4:\d+: devices\[0\]\.residual is 8000, above the price, 7999\.00/,
  ],
  [
    'a sale without a day',
    `{ ${BOUGHT}, idle_watts: 1, sold_for: '1' }`,
    /:4:\d+: devices\[0\]\.sold_for is 1 and nothing says when/,
  ],
  [
    'less at work than at rest',
    `{ ${BOUGHT}, idle_watts: 9, max_watts: 8 }`,
    /:4:\d+: devices\[0\]\.max_watts is 8, below idle_watts, 9/,
  ],
  ['no watts where energy costs', `{ ${BOUGHT} }`, /:4:\d+: devices\[0\] \(jetson-01\) does not say what it draws/],
  [
    'a site that there is not',
    `{ ${BOUGHT.replace('shop', 'depot')} }`,
    /:4:\d+: devices\[0\]\.site names depot, which is none of sites. Expected shop/,
  ],
  [
    'a device twice',
    `{ ${BOUGHT}, idle_watts: 1 }\n  - { ${BOUGHT}, idle_watts: 1 }`,
    /:5:\d+: devices\[1\]\.id names jetson-01, as devices\[0\] does/,
  ],
])('%s is told with line, field, value and what was expected', async (_, devices, told) => {
  await expect(read(`${SITES}devices:\n  - ${devices}\n`)).rejects.toThrow(told)
})

test.each<readonly [what: string, sites: string, told: RegExp]>([
  ['a site told twice', `{ site: shop }\n  - { site: shop }`, /:3:\d+: sites\[1\]\.site names shop a second time/],
  [
    'prices out of order',
    `{ site: shop, energy: [{ per_kwh: '1', currency: CNY, from: 2026-02-01 }, { per_kwh: '1', currency: CNY, from: 2026-01-01 }] }`,
    /:2:\d+: sites\[0\]\.energy\[1\] counts from 2026-01-01, and the one before it from 2026-02-01/,
  ],
  [
    'no price of energy yet',
    `{ site: shop, energy: [{ per_kwh: '1', currency: CNY, from: 2026-02-01 }] }`,
    /devices\[0\]\.bought is 2026-01-15, and shop tells no price of energy before 2026-02-01/,
  ],
  ['no price of transfer', `{ site: shop }`, /devices\[0\]\.gb_per_month is 40, and shop tells no price of transfer/],
])('%s is told of the sites', async (_, sites, told) => {
  const devices = `devices:\n  - { ${BOUGHT}, idle_watts: 1, gb_per_month: '40' }\n`

  await expect(read(`sites:\n  - ${sites}\n${devices}`)).rejects.toThrow(told)
})

test('a file that is not there is told with the setting that names it', async () => {
  await expect(readDevices('/nowhere/edge.yaml')).rejects.toThrow(
    '/nowhere/edge.yaml cannot be read (ENOENT). Name another under bills.edge of tokenledger.yaml.',
  )
})
