/** Which months of a file are read. */
import { expect, test } from 'vitest'
import type { HeldWindow } from '../../../src/records/bill-source.js'
import { asking } from '../../support/asking.js'
import { jetson, sourceOf } from './given.js'

const NOW = '2026-08-20T00:00:00Z'
const whole: Partial<HeldWindow> = { complete: true, lines: 3n }
const names = async (devices: readonly string[], held: Readonly<Record<string, Partial<HeldWindow>>>, mark?: string) =>
  (await sourceOf(...devices).due(asking({ now: NOW, held, ...(mark === undefined ? {} : { mark }) }))).map(
    ({ name }) => name,
  )

/** What a reading of a month leaves behind. */
async function markOf(device: string, months: readonly string[]): Promise<string> {
  const source = sourceOf(device)
  let mark: string | undefined
  for (const piece of source.pieces(`${months[0]}-01`, '2026-08-20')) {
    const around = asking({ now: NOW, ...(mark === undefined ? {} : { mark }) })
    for await (const page of source.read(piece, around)) mark = page.mark
  }
  return mark ?? ''
}

const old = jetson('ended: 2026-08-01', { bought: '2026-03-10' })
const READ = { '2026-03': whole, '2026-04': whole, '2026-05': whole, '2026-06': whole, '2026-07': whole }

test('at first every month from the first that a device was there to this one', async () => {
  expect(await names([jetson('', { bought: '2026-06-10' })], {})).toEqual(['2026-06', '2026-07', '2026-08'])
})

test('later those that telemetry may still change: it reads again for 35 days', async () => {
  const mark = await markOf(old, ['2026-03'])

  expect(await names([old], READ, mark)).toEqual(['2026-07']) // 36 days before 20 August is 15 July
})

test('and those of which the file says otherwise, none else', async () => {
  const mark = await markOf(old, ['2026-03'])
  const later = jetson('', { bought: '2026-05-01', id: 'jetson-02' })

  expect(await names([old, later], READ, mark)).toEqual(['2026-05', '2026-06', '2026-07', '2026-08'])
})

test('and those that it speaks of no more, as long as there are lines of them', async () => {
  const mark = await markOf(old, ['2026-03'])
  const moved = old.replace('2026-03-10', '2026-05-10')

  expect(await names([moved], READ, mark)).toEqual(['2026-03', '2026-04', '2026-05', '2026-06', '2026-07'])
  expect(await names([], { ...READ, '2026-03': { ...whole, lines: 0n } }, mark)).toEqual([
    '2026-04',
    '2026-05',
    '2026-06',
    '2026-07',
  ])
})

test('a month whose reading was incomplete, and all of them after a mark that is none', async () => {
  const mark = await markOf(old, ['2026-03'])

  expect(await names([old], { ...READ, '2026-04': { ...whole, complete: false } }, mark)).toEqual([
    '2026-04',
    '2026-07',
  ])
  expect(await names([old], READ, 'nothing of ours')).toEqual(Object.keys(READ))
})
