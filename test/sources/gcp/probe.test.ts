/** What `doctor` is told: a permission that is missing, an export that is off, and rows that are yet to come are three things. */
import { expect, test } from 'vitest'
import { gcpBills } from '../../../src/sources/gcp/index.js'
import type { ExportTable, Manners } from '../../../src/world/bigquery.js'
import { asking } from './asking.js'
import { anExport, gpu, settingsOf, table } from './given.js'

async function states(manners: Manners, given: { tables?: readonly ExportTable[]; loaded?: string } = {}) {
  const world = await anExport(manners, given.tables ?? [table])
  if (given.loaded !== undefined) {
    const row = gpu(`${given.loaded}T05:00:00Z`, { export_time: `${given.loaded}T09:00:00Z` })
    const there = world.tables[0]?.table.schema.map(({ name }) => [name, row[name] ?? null]) ?? []
    world.load([Object.fromEntries(there)])
  }
  const findings = await gcpBills(settingsOf(world, { patience: { retries: 0, firstWaitMs: 1 } })).probe(asking())
  return { world, findings, states: findings.map(({ state }) => state) }
}

const refusing = (action: string, status: number, reason: string): Manners => ({
  fault: (request) => (request.action === action ? { status, reason } : undefined),
})

test('an account in order passes, and nothing is read for it', async () => {
  const { world, findings, states: said } = await states({}, { loaded: '2026-08-31' })

  expect(said).toEqual(['ok', 'ok', 'ok', 'ok'])
  expect(findings.at(-1)?.says).toBe('A dry run passes; it reads nothing.')
  expect(world.billed()).toBe(0n)
})

test.each<[string, Manners, string, RegExp]>([
  ['no right to the table', refusing('tables.get', 403, 'accessDenied'), 'refused', /roles\/bigquery\.dataViewer/],
  [
    'no right to run queries',
    refusing('jobs.dryRun', 403, 'accessDenied'),
    'refused',
    /roles\/bigquery\.jobUser on queries/,
  ],
  ['the API switched off', refusing('tables.get', 403, 'accessNotConfigured'), 'not_switched_on', /Switch it on/],
  ['a proxy in between', { fault: () => 'html 502' }, 'down', /Check the network/],
  ['no quota', refusing('jobs.dryRun', 403, 'quotaExceeded'), 'down', /Run it again later/],
])('%s is told with what to do', async (_, manners, state, remedy) => {
  const { findings } = await states(manners, { loaded: '2026-08-31' })

  expect(findings.at(-1)?.state).toBe(state)
  expect(findings.at(-1)?.remedy).toMatch(remedy)
})

test('an export that was never switched on is no missing permission', async () => {
  const { findings } = await states({}, { tables: [{ ...table, table: 'other' }] })

  expect(findings).toHaveLength(1)
  expect(findings[0]).toMatchObject({ state: 'not_switched_on' })
  expect(findings[0]?.remedy).toMatch(/Switch the export on under Billing export, or mend the name/)
})

test('the standard export is the detailed one not switched on', async () => {
  const { findings } = await states(
    {},
    { tables: [{ ...table, schema: table.schema.filter(({ name }) => name !== 'resource') }] },
  )

  expect(findings.map(({ state }) => state)).toEqual(['ok', 'not_switched_on'])
})

test('an empty table waits for its first rows', async () => {
  const { findings } = await states({})

  expect(findings[2]).toMatchObject({ state: 'no_data_yet', says: 'The table is empty.' })
})

test('a table that nothing was written to for more than three days has been switched off', async () => {
  const { findings } = await states({}, { loaded: '2026-08-28' })

  expect(findings[2]).toMatchObject({ state: 'not_switched_on', says: 'Nothing was written for 4 days.' })
})

test('columns that are missing are named, and so is a table without partitions', async () => {
  const { findings } = await states(
    {},
    {
      tables: [{ ...table, partitioned: false, schema: table.schema.filter(({ name }) => name !== 'tags') }],
      loaded: '2026-08-31',
    },
  )

  expect(findings[1]?.says).toBe(
    'Without tags, which stay unknown. It has no partitions by day of load: each query reads all of it.',
  )
})
