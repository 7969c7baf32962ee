import { expect } from 'vitest'
import { type ApiOptions, loadPiece, openRun } from '../../jobs/bills-api.js'
import type { BillSource, PresenceHour } from '../../src/records/bill-source.js'
import { windowKeyOf } from '../../src/spool/window-key.js'
import { parseHour } from '../../src/units/hour.js'
import { parseInstant } from '../../src/units/instant.js'
import { lineOf, pageOf, pieceOf, refusedOf, sourceOf, windowOf } from '../support/bill-source.js'
import { type Ledger, test } from '../support/ledger.js'

test('lines of a page come in as those of an export do, under the window that their source names', async ({
  ledger,
}) => {
  const source = sourceOf([
    {
      windows: [windowOf('2026-08-01')],
      lines: [
        lineOf({
          window: '2026-08-01',
          cost: '55.04',
          details: { x_UsageType: 'BoxUsage:p5.48xlarge' },
          tags: { team: 'a' },
        }),
        lineOf({ window: '2026-08-01', hour: '2026-08-01T01', cost: '0.000000000000000001' }),
      ],
    },
  ])

  await load(ledger, source, '2026-08-01')

  expect(
    await ledger.rows(
      `select w.feed, w.account, w.name, w.line_count, l.billed_cost, l.details, l.tags, l.grain
       from fact.bill_line l join ops.window w using (window_key) order by l.charge_period_start`,
    ),
  ).toEqual([
    {
      feed: 'test-api',
      account: 'prod',
      name: '2026-08-01',
      line_count: '2',
      billed_cost: '55.040000000000000000',
      details: { x_UsageType: 'BoxUsage:p5.48xlarge' },
      tags: { team: 'a' },
      grain: 'hour',
    },
    {
      feed: 'test-api',
      account: 'prod',
      name: '2026-08-01',
      line_count: '2',
      billed_cost: '0.000000000000000001',
      details: null,
      tags: null,
      grain: 'hour',
    },
  ])
  expect(await ledger.value('select window_key from ops.window')).toBe(windowKeyOf('test-api', windowOf('2026-08-01')))
})

test('an hour on two invoices is one window, and its money is on both bills', async ({ ledger }) => {
  const august = lineOf({ cost: '3' })
  const july = {
    ...lineOf({ cost: '4' }),
    billingPeriodStart: lineOf({ hour: '2026-07-01T00' }).chargePeriodStart,
    billingPeriodEnd: lineOf({}).billingPeriodStart,
  }
  const source = sourceOf([{ windows: [windowOf('w1')], lines: [august, july] }])

  await load(ledger, source, 'w1')

  expect(await ledger.rows('select billing_period::text, billed_cost from fact.resource_hour order by 1')).toEqual([
    { billing_period: '2026-07-01', billed_cost: '4.000000000000000000' },
    { billing_period: '2026-08-01', billed_cost: '3.000000000000000000' },
  ])
  expect(await ledger.value('select count(*) from ops.window')).toBe('1')
})

test('what a reading says otherwise replaces its windows alone', async ({ ledger }) => {
  const [first, second] = [
    lineOf({ window: 'w1', cost: '1' }),
    lineOf({ window: 'w2', hour: '2026-08-02T00', cost: '2' }),
  ]
  await load(ledger, sourceOf([{ windows: [windowOf('w1'), windowOf('w2')], lines: [first, second] }]), 'w1', 'w2')

  await load(
    ledger,
    sourceOf([
      {
        windows: [windowOf('w2')],
        lines: [
          {
            ...second,
            billedCost: first.billedCost,
          },
        ],
      },
    ]),
    'w2',
  )

  expect(
    await ledger.rows(
      'select w.name, l.billed_cost from fact.bill_line l join ops.window w using (window_key) order by 1',
    ),
  ).toEqual([
    { name: 'w1', billed_cost: '1.000000000000000000' },
    { name: 'w2', billed_cost: '1.000000000000000000' },
  ])
  expect(await ledger.value('select count(*) from ops.restatement')).toBe('1')
})

test('an answer without a line is known to be one, and empties no window that has some', async ({ ledger }) => {
  const empty = sourceOf([{ windows: [windowOf('w1')] }])
  const first = await load(ledger, empty, 'w1')
  await load(ledger, sourceOf([{ windows: [windowOf('w1')], lines: [lineOf({})] }]), 'w1')

  const refused = load(ledger, empty, 'w1')

  expect(first.replaced.windows).toMatchObject([{ outcome: 'new' }])
  await expect(refused).rejects.toThrow(/w1 is empty, and lines are loaded for it/)
  await loadPiece(openRun(ledger.store, empty, { ...options(ledger), allowEmpty: true }), pieceOf('w1'))
  // A window that was empty may be empty again, beside another that was read with it.
  const beside = sourceOf([{ windows: [windowOf('w1'), windowOf('w2')], lines: [lineOf({ window: 'w2' })] }])
  await load(ledger, beside, 'w1', 'w2')
  expect(await ledger.rows('select name, line_count from ops.window order by 1')).toEqual([
    { name: 'w1', line_count: '0' },
    { name: 'w2', line_count: '1' },
  ])
})

test('a source that does not say what it answered for is a fault of ours, and nothing is written', async ({
  ledger,
}) => {
  const refused = load(ledger, sourceOf([{ lines: [lineOf({})] }]), 'w1')

  await expect(refused).rejects.toThrow('The source did not say whether it answered for w1.')
  expect(await ledger.value('select count(*) from fact.bill_line')).toBe('0')
})

test('a record that was not understood is kept as it came, and its window is incomplete', async ({ ledger }) => {
  const bad = refusedOf('w1', {
    record: 17,
    column: 'RealCost',
    value: '一元',
    line: '{"RealCost":"一元","ResourceId":"ins-1"}',
  })
  const source = sourceOf([
    {
      name: 'DescribeBillDetail 2026-08, page 3',
      windows: [windowOf('w1'), windowOf('w2')],
      lines: [lineOf({})],
      refused: [bad],
    },
  ])

  const { replaced } = await load(ledger, source, 'w1', 'w2')

  expect(replaced.linesRejected).toBe(1n)
  expect(await ledger.rows('select file, record, column_name, value, reason, line from raw.rejected')).toEqual([
    {
      file: 'DescribeBillDetail 2026-08, page 3',
      record: '17',
      column_name: 'RealCost',
      value: '一元',
      reason: 'is not a decimal number',
      line: {
        RealCost: '一元',
        ResourceId: 'ins-1',
      },
    },
  ])
  expect(await ledger.rows('select name, complete from ops.window order by 1')).toEqual([
    { name: 'w1', complete: false },
    { name: 'w2', complete: true },
  ])
})

test('a record of a window that nobody can tell makes all of the answer incomplete', async ({ ledger }) => {
  const source = sourceOf([{ windows: [windowOf('w1')], lines: [lineOf({})], refused: [refusedOf('elsewhere')] }])

  await load(ledger, source, 'w1')

  expect(await ledger.value('select complete from ops.window')).toBe(false)
})

test('what a provider says is final is final at once, and what it says is not is not', async ({ ledger }) => {
  const windows = [windowOf('w1', { final: true }), windowOf('w2', { final: false })]
  const source = sourceOf([{ windows, lines: [lineOf({}), lineOf({ window: 'w2', hour: '2026-08-01T01' })] }])

  await load(ledger, source, 'w1', 'w2')

  expect(await ledger.rows('select hour::text, status from fact.resource_hour order by 1')).toEqual([
    { hour: '2026-08-01 00:00:00+00', status: 'final' },
    { hour: '2026-08-01 01:00:00+00', status: 'preliminary' },
  ])
})

test('two spellings of one line are added up', async ({ ledger }) => {
  const twice = [lineOf({ tags: { a: '1', b: '2' } }), lineOf({ tags: { b: '2', a: '1' } })]
  const source = sourceOf([{ windows: [windowOf('w1')], lines: twice }])

  await load(ledger, source, 'w1')

  expect(await ledger.rows('select line_count, billed_cost from fact.bill_line')).toEqual([
    { line_count: '2', billed_cost: '2.000000000000000000' },
  ])
})

test('pages are kept as they came, and those of the reading before go', async ({ ledger }) => {
  await load(ledger, asking(['page 1', 'page 2 of the first']), 'w1')
  await load(ledger, asking(['page 1', 'page 2 of the second']), 'w1')

  expect(await ledger.rows('select question, load_id is not null as loaded from raw.page order by 1')).toEqual([
    { question: 'page 1', loaded: true },
    { question: 'page 2 of the second', loaded: true },
  ])
  expect(await ledger.value('select requests from ops.request_count')).toBe('4')
})

test('a page that was paid for is not paid for again when what follows failed', async ({ ledger }) => {
  const sent: string[] = []
  const failing = asking(['page 1', 'page 2'], { usdPerRequest: '0.01', sent, failsAt: 'page 2' })
  await expect(load(ledger, failing, 'w1')).rejects.toThrow('the connection was cut')

  const { requests } = await load(ledger, asking(['page 1', 'page 2'], { usdPerRequest: '0.01', sent }), 'w1')
  const again = await load(ledger, asking(['page 1', 'page 2'], { usdPerRequest: '0.01', sent }), 'w1')

  expect(sent).toEqual(['page 1', 'page 2', 'page 2', 'page 1', 'page 2'])
  expect([requests, again.requests]).toEqual([1, 2])
})

test('nothing is asked past the budget of a run or a month', async ({ ledger }) => {
  const source = asking(['page 1', 'page 2', 'page 3'])
  const perRun = openRun(ledger.store, source, { ...options(ledger), limits: { perRun: 2, perMonth: undefined } })
  const perMonth = openRun(ledger.store, source, { ...options(ledger), limits: { perRun: undefined, perMonth: 3 } })

  await expect(loadPiece(perRun, pieceOf('w1'))).rejects.toThrow(/2 requests a run.*max_requests_per_run/)
  await expect(loadPiece(perMonth, pieceOf('w1'))).rejects.toThrow(/3 requests a month.*max_requests_per_month/)

  expect(await ledger.value('select requests from ops.request_count')).toBe('3')
  expect(await ledger.value('select count(*) from ops.window')).toBe('0')
})

test('a mark is remembered with the lines it was seen in, and told to the next reading', async ({ ledger }) => {
  const marks: (string | undefined)[] = []
  const source = (mark: string) =>
    sourceOf(async function* (around) {
      marks.push(around.mark)
      yield pageOf({ windows: [windowOf('w1')], lines: [lineOf({})], mark })
    })

  await load(ledger, source('2026-08-02T05:40:00.123456Z'), 'w1')
  await load(ledger, source('2026-08-03T05:40:00.123456Z'), 'w1')

  expect(marks).toEqual([undefined, '2026-08-02T05:40:00.123456Z'])
  expect(await ledger.value('select mark from ops.bill_mark')).toBe('2026-08-03T05:40:00.123456Z')
})

test('a source is told what is held of its windows, and what their lines come to', async ({ ledger }) => {
  const usage = { x_UsageType: 'BoxUsage:p5.48xlarge' }
  const lines = [lineOf({ cost: '1.5', details: usage }), lineOf({ cost: '2', hour: '2026-08-01T01', details: usage })]
  await load(ledger, sourceOf([{ windows: [windowOf('w1')], lines }]), 'w1')
  const seen: unknown[] = []

  const looking = sourceOf(async function* (around) {
    seen.push(around.held.get('w1'), await around.sums(['w1']))
    yield pageOf({ windows: [windowOf('w1')], lines })
  })
  await load(ledger, looking, 'w1')

  expect(seen).toMatchObject([
    { complete: true, final: false, lines: 2n },
    [
      {
        window: 'w1',
        serviceName: 'Compute',
        usageType: 'BoxUsage:p5.48xlarge',
        resourceId: 'i-0a1b2c3d4e5f60718',
        chargePeriodStart: '2026-08-01T00:00:00Z',
        chargePeriodEnd: '2026-08-01T01:00:00Z',
        billedCost: '1.5',
        effectiveCost: '1.5',
      },
      { window: 'w1', chargePeriodStart: '2026-08-01T01:00:00Z', billedCost: '2', effectiveCost: '2' },
    ],
  ])
})

test('a Beijing day goes to the hours in which its machine ran by the usage API, and again when that says otherwise', async ({
  ledger,
}) => {
  // The Beijing day 2026-08-02 is 2026-08-01T16:00Z up to 2026-08-02T16:00Z; of its 24 yuan, one hour of two is 12.
  const day = {
    ...lineOf({ window: '2026-08-02', cost: '24', provider: 'alibaba', resourceId: 'i-bp1', billingCurrency: 'CNY' }),
    chargePeriodStart: parseInstant('2026-08-01T16:00:00Z'),
    chargePeriodEnd: parseInstant('2026-08-02T16:00:00Z'),
  }
  const ran = (hour: string, seconds: number) => ({
    provider: 'alibaba',
    resourceId: 'i-bp1',
    hour: parseHour(hour),
    seconds,
  })
  const source = (presence: readonly PresenceHour[]) =>
    sourceOf(
      [
        {
          windows: [windowOf('2026-08-02', { provider: 'alibaba' })],
          lines: [day],
          presence: { date: '2026-08-02', hours: presence },
        },
      ],
      {
        zone: 'UTC+8',
      },
    )
  const piece = { ...pieceOf('2026-08-02'), from: '2026-08-02', to: '2026-08-03' }
  const spread = async (presence: readonly PresenceHour[]) => {
    const { respread } = await loadPiece(openRun(ledger.store, source(presence), options(ledger)), piece)
    const hours = await ledger.rows(
      'select hour::text, billed_cost, grain_source from fact.resource_hour where billed_cost <> 0 order by 1',
    )
    return { respread: respread > 0, hours }
  }

  const first = await spread([ran('2026-08-01T20:00:00Z', 3600), ran('2026-08-01T21:00:00Z', 3600)])
  const same = await spread([ran('2026-08-01T20:00:00Z', 3600), ran('2026-08-01T21:00:00Z', 3600)])
  const other = await spread([ran('2026-08-01T20:00:00Z', 3600), ran('2026-08-01T21:00:00Z', 1200)])

  const hour = (name: string, billed_cost: string) => ({
    hour: `2026-08-01 ${name}:00:00+00`,
    billed_cost,
    grain_source: 'presence_day',
  })
  expect(first).toEqual({
    respread: false,
    hours: [hour('20', '12.000000000000000000'), hour('21', '12.000000000000000000')],
  })
  expect(same).toEqual(first)
  expect(other).toEqual({
    respread: true,
    hours: [hour('20', '18.000000000000000000'), hour('21', '6.000000000000000000')],
  })
  expect(await ledger.rows('select distinct cause from ops.hour_restatement')).toEqual([{ cause: 'respread' }])
})

/** A source that asks page by page; its last page tells a line. */
function asking(
  questions: readonly string[],
  { usdPerRequest = '0', sent = [] as string[], failsAt = '' } = {},
): BillSource {
  return sourceOf(
    async function* (around) {
      for (const question of questions) {
        await around.ask(question, () => {
          sent.push(question)
          return question === failsAt ? Promise.reject(new Error('the connection was cut')) : Promise.resolve('{}')
        })
      }
      yield pageOf({ windows: [windowOf('w1')], lines: [lineOf({})] })
    },
    { usdPerRequest },
  )
}

function options(ledger: Ledger): ApiOptions {
  return {
    home: ledger.folder,
    memoryLimit: '300MB',
    limits: { perRun: undefined, perMonth: undefined },
    allowEmpty: false,
    declared: [],
    now: new Date('2026-08-20T00:00:00Z'),
    pause: () => Promise.resolve(),
    onStep: () => undefined,
  }
}

function load(ledger: Ledger, source: BillSource, ...windows: string[]) {
  return loadPiece(openRun(ledger.store, source, options(ledger)), pieceOf(...windows))
}
