/** Which hours are read again: those that something was exported to, told by export times that were seen, never by a clock. */
import { describe, expect, test } from 'vitest'
import { MalformedBill, SourceRefused } from '../../../src/errors.js'
import type { HeldWindow } from '../../../src/records/bill-source.js'
import { gcpBills } from '../../../src/sources/gcp/index.js'
import type { Manners } from '../../../src/world/bigquery.js'
import { asking } from './asking.js'
import { anExport, gpu, hour, markOf, readAll, readDue, settingsOf } from './given.js'

const windowsOf = ({ pieces }: { readonly pieces: readonly { readonly windows: readonly string[] }[] }) =>
  pieces.map(({ windows }) => windows.join(' '))

describe('the mark', () => {
  test('is the greatest export time seen, to the microsecond: a row a microsecond later is found, and only it', async () => {
    const world = await anExport()
    world.load([gpu(hour('22T05'), { export_time: '2026-08-23T05:40:00.123456Z' })])
    const first = await readDue(gcpBills(settingsOf(world)), asking())
    world.load([gpu(hour('22T06'), { export_time: '2026-08-23T05:40:00.123457Z' })])

    const second = await readDue(gcpBills(settingsOf(world)), asking({ mark: markOf(first) }))
    const third = await readDue(gcpBills(settingsOf(world)), asking({ mark: markOf(second) }))

    expect(markOf(first)).toBe('2026-08-23T05:40:00.123456Z')
    expect(windowsOf(second)).toEqual(['2026-08-22T06'])
    expect(markOf(second)).toBe('2026-08-23T05:40:00.123457Z')
    expect(third.pieces).toEqual([])
  })

  test('comes with the last page of a piece, after all its lines', async () => {
    const world = await anExport()
    world.load([gpu(hour('22T05'))])

    const { pages } = await readDue(gcpBills(settingsOf(world)), asking())

    expect(pages.map(({ mark }) => mark)).toEqual([undefined, '2026-08-23T00:00:00.000000Z'])
  })

  test('does not pass a piece that failed, and its hours are found again', async () => {
    const world = await anExport()
    world.load([gpu(hour('20T05')), gpu(hour('21T05')), gpu(hour('22T05'))])
    const source = gcpBills(settingsOf(world, { hoursPerPiece: 1 }))
    const around = asking()
    const [first, second, third] = await source.due(around)
    if (first === undefined || second === undefined || third === undefined) throw new Error('three pieces are due')

    const one = await readAll(source, [first], around)
    // The second is never read to its end.
    const two = await readAll(source, [third], around)
    const again = await gcpBills(settingsOf(world)).due(asking({ mark: markOf(one) }))

    expect(markOf(one)).toBe('2026-08-21T00:00:00.000000Z')
    expect(markOf(two)).toBeUndefined()
    expect(again.flatMap(({ windows }) => windows)).toEqual(['2026-08-21T05', '2026-08-22T05'])
  })

  test('does not pass a row that was not understood', async () => {
    const world = await anExport()
    world.load([gpu(hour('22T05'), { cost_type: 'levy' })])

    const reading = await readDue(gcpBills(settingsOf(world)), asking())

    expect(markOf(reading)).toBeUndefined()
    expect(reading.pages.flatMap(({ refused }) => refused)).toHaveLength(1)
  })

  test('stays below an export time that the next piece shares', async () => {
    const world = await anExport()
    const together = { export_time: '2026-08-23T05:40:00Z' }
    world.load([gpu(hour('21T05')), gpu(hour('22T05'), together), gpu(hour('22T06'), together)])

    const { pages } = await readDue(gcpBills(settingsOf(world, { hoursPerPiece: 2 })), asking())

    expect(pages.flatMap(({ mark }) => mark ?? [])).toEqual([
      '2026-08-22T00:00:00.000000Z',
      '2026-08-23T05:40:00.000000Z',
    ])
  })
})

describe('an hour that was touched', () => {
  test('is read whole: the rows that came before and the one that came late', async () => {
    const world = await anExport()
    world.load([gpu(hour('22T05')), gpu(hour('22T06'))])
    const first = await readDue(gcpBills(settingsOf(world)), asking())
    world.load([gpu(hour('22T05'), { cost: '1', export_time: '2026-08-24T05:40:00Z' })])

    const { lines, pieces } = await readDue(gcpBills(settingsOf(world)), asking({ mark: markOf(first) }))

    expect(pieces.map(({ windows }) => windows)).toEqual([['2026-08-22T05']])
    expect(lines.map(({ billedCost }) => billedCost)).toEqual(['3.933908'])
  })

  test('weeks ago is found, for late rows lie in the partition of the day they were loaded', async () => {
    const world = await anExport()
    world.load([gpu(hour('02T05')), gpu(hour('30T05'))])
    const first = await readDue(gcpBills(settingsOf(world)), asking())
    // Loaded at ten in the evening in California, two days before its time of export: nobody says where a partition ends.
    world.load([gpu(hour('02T05'), { cost: '1', export_time: '2026-08-31T05:00:00Z' })], '2026-08-29')

    const { lines } = await readDue(gcpBills(settingsOf(world)), asking({ mark: markOf(first) }))

    expect(lines.map(({ window, billedCost }) => [window, billedCost])).toEqual([['2026-08-02T05', '3.933908']])
  })

  test('whose new row lies beyond the margin stops the reading, instead of being short of it', async () => {
    const world = await anExport()
    world.load([gpu(hour('22T05'))], '2026-09-20')

    const failed = readDue(gcpBills(settingsOf(world)), asking())

    await expect(failed).rejects.toThrow('has at least 1 rows of 2026-08-22T05, and 0 of them came')
    await expect(failed).rejects.toBeInstanceOf(MalformedBill)
  })

  test('is read as far as it was when hours were counted; what comes meanwhile is found the next time', async () => {
    const world = await anExport()
    world.load([gpu(hour('22T05'))])
    const source = gcpBills(settingsOf(world))
    const around = asking()
    const due = await source.due(around)
    world.load([gpu(hour('22T05'), { cost: '1', export_time: '2026-08-24T05:40:00Z' })])

    const { lines, pages } = await readAll(source, due, around)
    const next = await readDue(gcpBills(settingsOf(world)), asking({ mark: markOf({ pieces: due, pages, lines }) }))

    expect(lines.map(({ billedCost }) => billedCost)).toEqual(['2.933908'])
    expect(pages.at(-1)?.totals?.[0]?.total).toBe('2.933908')
    expect(next.lines.map(({ billedCost }) => billedCost)).toEqual(['3.933908'])
  })
})

describe('pieces', () => {
  test('hold no more hours than they may, and read no more partitions than their hours can lie in', async () => {
    const world = await anExport()
    for (let day = 1; day <= 28; day += 1) world.load([gpu(hour(`${String(day).padStart(2, '0')}T05`))])
    const around = asking()

    const { pieces, lines } = await readDue(gcpBills(settingsOf(world, { hoursPerPiece: 5 })), around)

    expect(pieces.map(({ windows }) => windows.length)).toEqual([5, 5, 5, 5, 5, 3])
    expect(lines).toHaveLength(28)
    const [first = ''] = world.asked
      .filter(({ label, action }) => label === 'whole-hours' && action === 'jobs.insert')
      .map(({ body }) => body)
    expect(first).toContain("_PARTITIONTIME >= TIMESTAMP('2026-07-29')")
    expect(first).toContain("_PARTITIONTIME < TIMESTAMP('2026-08-10')")
  })

  test('of a backfill are days of UTC, counted with one query for all of them', async () => {
    const world = await anExport()
    world.load([gpu(hour('20T05')), gpu(hour('22T23'))])
    const source = gcpBills(settingsOf(world))
    const pieces = source.pieces('2026-08-20', '2026-08-23')
    const around = asking()

    const { lines, pages } = await readAll(source, pieces, around)

    expect(pieces.map(({ name }) => name)).toEqual([
      '2026-08-20T00..2026-08-20T23',
      '2026-08-21T00..2026-08-21T23',
      '2026-08-22T00..2026-08-22T23',
    ])
    expect(
      around.questions.filter((question) => question.includes('touched-hours') && !question.endsWith('dryRun')),
    ).toHaveLength(1)
    expect(lines.map(({ window }) => window)).toEqual(['2026-08-20T05', '2026-08-22T23'])
    expect(pages.map(({ windows = [] }) => windows.length)).toEqual([24, 24, 24])
    expect(markOf({ pieces, pages, lines })).toBeUndefined()
  })

  test('of a backfill take days together where more hours go into one', async () => {
    const world = await anExport()
    const source = gcpBills(settingsOf(world, { hoursPerPiece: 48 }))

    const pieces = source.pieces('2026-08-20', '2026-08-23')

    expect(pieces.map(({ from, to, windows }) => [from, to, windows.length])).toEqual([
      ['2026-08-20', '2026-08-22', 48],
      ['2026-08-22', '2026-08-23', 24],
    ])
  })

  test('of another run are read all the same', async () => {
    const world = await anExport()
    world.load([gpu(hour('20T05'))])
    const [piece] = gcpBills(settingsOf(world)).pieces('2026-08-20', '2026-08-21')
    if (piece === undefined) throw new Error('a day is a piece')

    const { lines } = await readAll(gcpBills(settingsOf(world)), [piece], asking())

    expect(lines.map(({ window }) => window)).toEqual(['2026-08-20T05'])
  })

  test('without a row announce their windows, so that an empty answer is known to be one', async () => {
    const world = await anExport()
    const source = gcpBills(settingsOf(world))

    const { pages } = await readAll(source, source.pieces('2026-08-20', '2026-08-21'), asking())

    expect(pages).toHaveLength(1)
    expect(pages[0]?.windows?.[7]).toEqual({
      name: '2026-08-20T07',
      provider: 'gcp',
      invoiceIssuerName: 'Google Cloud',
      billingAccountId: '010101-F0FFF0-61C528',
      billingPeriod: '2026-08-01',
      billingPeriodEnd: '2026-09-01',
    })
  })

  test('of a reseller announce the windows of each account', async () => {
    const world = await anExport()
    world.load([gpu(hour('22T05')), gpu(hour('22T05'), { billing_account_id: '0A0A0A-0B0B0B-0C0C0C' })])

    const { pages } = await readDue(gcpBills(settingsOf(world)), asking())

    expect(pages[0]?.windows?.map(({ name, billingAccountId }) => `${name} ${billingAccountId}`)).toEqual([
      '2026-08-22T05 010101-F0FFF0-61C528',
      '2026-08-22T05 0A0A0A-0B0B0B-0C0C0C',
    ])
  })
})

describe('totals of invoices', () => {
  test('have tax, rounding and credits in them, and what was used before reading began apart', async () => {
    const world = await anExport()
    world.load([
      gpu('2026-07-31T05:00:00Z', { cost: '1', invoice: { month: '202608' } }),
      gpu(hour('22T05'), { credits: [{ type: 'PROMOTION', amount: '-0.5', name: '', full_name: '', id: '' }] }),
      gpu(hour('22T05'), { cost_type: 'tax', cost: '0.25', resource: null }),
      gpu(hour('22T05'), { cost_type: 'rounding_error', cost: '0.000001', resource: null }),
    ])

    const { pages, lines } = await readDue(gcpBills(settingsOf(world)), asking())

    // 1 + 2.933908 - 0.5 + 0.25 + 0.000001
    expect(pages.at(-1)?.totals).toMatchObject([
      { billingPeriod: '2026-08-01', billingCurrency: 'USD', invoiceId: '', total: '3.683909', notInLines: '1' },
    ])
    expect(lines.map(({ billedCost }) => billedCost).toSorted()).toEqual(['-0.5', '0.000001', '0.25', '2.933908'])
  })

  test('leave out nothing that a backfill has read since', async () => {
    const world = await anExport()
    world.load([gpu('2026-07-31T05:00:00Z', { cost: '1' }), gpu(hour('22T05'))])
    const window: HeldWindow = { loadedAt: new Date(), complete: true, final: false, lines: 1n }

    const { pages } = await readDue(gcpBills(settingsOf(world)), asking({ held: new Map([['2026-07-31T05', window]]) }))

    expect(pages.at(-1)?.totals).toMatchObject([{ total: '3.933908', notInLines: '0' }])
  })

  test('are asked for with the last piece that touches their month, so that a run that is killed leaves none out', async () => {
    const world = await anExport()
    world.load([
      gpu(hour('20T05')),
      gpu('2026-09-02T05:00:00Z', { invoice: { month: '202609' }, cost: '7' }),
      gpu('2026-09-03T05:00:00Z', { invoice: { month: '202609' }, cost: '8' }),
    ])

    const { pages } = await readDue(gcpBills(settingsOf(world, { hoursPerPiece: 1 })), asking())

    expect(
      pages.flatMap(({ totals = [] }) => totals.map(({ billingPeriod, total }) => [billingPeriod, total])),
    ).toEqual([
      ['2026-08-01', '2.933908'],
      ['2026-09-01', '15'],
    ])
  })
})

test('a run that was killed goes on where it was: what was read stays read', async () => {
  const refuse: { now: boolean } = { now: false }
  const fault: Manners['fault'] = () => (refuse.now ? { status: 403, reason: 'accessDenied' } : undefined)
  const world = await anExport({ fault })
  for (let day = 10; day < 20; day += 1) world.load([gpu(hour(`${day}T05`))])
  const source = gcpBills(settingsOf(world, { hoursPerPiece: 1 }))
  const around = asking()
  const due = await source.due(around)

  const before = await readAll(source, due.slice(0, 4), around)
  refuse.now = true
  await expect(readAll(source, due.slice(4), around)).rejects.toBeInstanceOf(SourceRefused)
  refuse.now = false
  const after = await readDue(gcpBills(settingsOf(world, { hoursPerPiece: 1 })), asking({ mark: markOf(before) }))

  expect(after.pieces.map(({ name }) => name)).toEqual(due.slice(4).map(({ name }) => name))
  expect(markOf(after)).toBe('2026-08-20T00:00:00.000000Z')
})
