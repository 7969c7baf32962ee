/** Money that nobody explains: of resources that no telemetry and no map knows, and of none. */
import { expect } from 'vitest'
import { csv } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { entry, mapTo, read, replica, telemetry } from '../../support/telemetry.js'
import { hourly, hourOf, priceList, single, went } from './given.js'
import { inForce, rule } from './settings-given.js'

const unmapped = async (ledger: Ledger): Promise<string[]> => {
  const rows = await ledger.rows(
    `select concat_ws(' ', service_name, reason, trim_scale(billed_cost), billing_currency, resources) as row from report.unmapped_money`,
  )
  return rows.map(({ row }) => String(row))
}

test('a machine is explained from the hour on in which telemetry knew it, and its money before is not', async ({
  ledger,
}) => {
  await priceList(ledger)
  const disk = { ResourceId: 'vol-1', ServiceName: 'Disks', BilledCost: '3', EffectiveCost: '3' }
  const tax = {
    ResourceId: null,
    ServiceName: 'Fees',
    ChargeCategory: 'Usage',
    BilledCost: '0.5',
    EffectiveCost: '0.5',
  }
  await ledger.load([
    await ledger.file('bill.csv', csv([...hourly(single, 0, 4), disk, { ...disk, ...hourOf(1) }, tax])),
  ])
  const before = await unmapped(ledger)

  await read(ledger, telemetry('2026-08-01T02:00Z', [replica({ resourceLabel: 'i-1', versionLabel: 'v1' })]))

  expect(before).toEqual([
    'Amazon Elastic Compute Cloud unmapped 32 USD 1',
    'Disks unmapped 6 USD 1',
    'Fees no_resource 0.5 USD 1',
  ])
  expect(await unmapped(ledger)).toEqual([
    'Amazon Elastic Compute Cloud unmapped 16 USD 1',
    'Disks unmapped 6 USD 1',
    'Fees no_resource 0.5 USD 1',
  ])
  // The hours tell the same: two of the machine's and two of the disk's; what is known of a machine and was not read has no telemetry.
  expect((await went(ledger)).filter((row) => row.includes('unattributed'))).toEqual([
    '00 unattributed no_resource 0.5',
    '00 unattributed unmapped 11',
    '01 unattributed unmapped 11',
    '03 unattributed no_telemetry 8',
  ])
})

test('a day of a machine that is mapped in the middle of it is explained, and one that a rule names is', async ({
  ledger,
}) => {
  await inForce(ledger, rule({ service: 'Disks' }, { to: 'out_of_scope' }))
  const day = { ...single, ...hourOf(0, 24) }
  const disk = { ResourceId: 'vol-1', ServiceName: 'Disks', BilledCost: '3', EffectiveCost: '3' }
  await ledger.load([await ledger.file('bill.csv', csv([day, disk]))])
  const before = await unmapped(ledger)

  await mapTo(ledger, [entry({ resource: 'i-1', version: 'v1', from: '2026-08-01T12:00:00Z' })])
  await read(ledger, telemetry('2026-08-01T13:00Z', [replica()]))

  expect(before).toEqual(['Amazon Elastic Compute Cloud unmapped 8 USD 1'])
  expect(await unmapped(ledger)).toEqual([])
})
