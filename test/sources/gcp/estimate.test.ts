/** What reading costs is asked of BigQuery by dry runs, which are free. */
import { expect, test } from 'vitest'
import { gcpBills } from '../../../src/sources/gcp/index.js'
import { asking } from './asking.js'
import { anExport, gpu, hour, readAll, settingsOf } from './given.js'

const days = (from: string, to: string) => [`2026-08-${from}`, `2026-08-${to}`] as const

test('what hours cost is estimated by the queries that would read them, at least 10 MB each, and nothing is billed', async () => {
  const world = await anExport()
  world.load([gpu(hour('22T05')), gpu(hour('23T05'))])
  const source = gcpBills(settingsOf(world))

  const estimate = await source.estimate?.(source.pieces(...days('22', '24')), asking())

  // Two days and the survey that comes first, 10,485,760 bytes each: 31457280 * 6.25 / 2^40 is 0.00017881..., rounded up.
  expect(estimate).toMatchObject({ bytes: 31_457_280n, usd: '0.000179' })
  expect(estimate?.says).toBe('BigQuery estimates 31,457,280 bytes, at $6.25 a TiB unless they are free')
  expect(world.asked.map(({ action }) => action)).toEqual(['tables.get', 'jobs.dryRun', 'jobs.dryRun', 'jobs.dryRun'])
  expect(world.billed()).toBe(0n)
})

test('what is due is surveyed already, and only its hours are estimated', async () => {
  const world = await anExport()
  world.load([gpu(hour('22T05'))])
  const source = gcpBills(settingsOf(world))

  const due = await source.due(asking())
  const estimate = await source.estimate?.(due, asking())

  expect(estimate?.bytes).toBe(10_485_760n)
})

test('of many days a dozen are asked, and the others are taken to be like them', async () => {
  const world = await anExport()
  world.load([gpu(hour('22T05'))])
  const source = gcpBills(settingsOf(world))

  const estimate = await source.estimate?.(source.pieces(...days('01', '31')), asking())

  expect(world.asked.filter(({ action }) => action === 'jobs.dryRun')).toHaveLength(13)
  expect(estimate?.bytes).toBe(31n * 10_485_760n)
})

test('a range is surveyed once, however many pieces it is read in', async () => {
  const world = await anExport()
  world.load([gpu(hour('22T05')), gpu(hour('23T05'))])
  const source = gcpBills(settingsOf(world))
  const whole = source.pieces(...days('22', '24'))

  for (const piece of whole) await readAll(source, source.pieces(piece.from, piece.to), asking())

  expect(world.asked.filter(({ action, label }) => action === 'jobs.insert' && label === 'touched-hours')).toHaveLength(
    1,
  )
})
