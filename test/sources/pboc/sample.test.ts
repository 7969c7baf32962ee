/** Real fixings of a summer, served as CFETS serves them. They are not ours to hand on: see data-not-ours.ts. */
import { readFile } from 'node:fs/promises'
import { describe, expect } from 'vitest'
import { loadRates } from '../../../jobs/rates.js'
import { complaintsOf } from '../../support/contents.js'
import { fixings } from '../../support/data-not-ours.js'
import { type Ledger, test } from '../../support/ledger.js'
import type { Published } from '../../../src/world/cfets.js'
import { aCfets, quick } from './published.js'

async function summer(): Promise<Published> {
  const [head = '', ...lines] = (await readFile(fixings, 'utf8')).trim().split('\n')
  const days = lines.map((line) => line.split(',')).map(([date = '', ...values]) => ({ date, values }))
  return { head: head.split(',').slice(1), days }
}

const options = {
  ...quick,
  source: 'cfets',
  safeUrl: '',
  cfetsUrl: '',
  earliest: undefined,
  from: '2026-06-13',
  to: '2026-09-05',
  file: undefined,
  accept: [],
  dryRun: false,
  now: new Date('2026-09-04T02:00:00Z'),
  onStep: () => undefined,
} as const

/** What is stored, written as the file has it: values without idle zeros. */
async function stored(ledger: Ledger): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat_ws(',', fixed_on, concat(nullif(units, 1), from_currency, '/', to_currency), value::float8) as told
     from fact.fx_rate order by 1`,
  )
  return rows.map(({ told }) => String(told))
}

describe('69 real fixings', () => {
  test('arrive exactly over two pages, are never refused, and settle every day between them', async ({ ledger }) => {
    const real = await summer()
    const { url, asked } = await aCfets(real)

    const loaded = await loadRates(ledger.store, { ...options, cfetsUrl: url })

    const due = real.days.flatMap(({ date, values }) =>
      values.map((value, i) => `${date},${real.head[i] ?? ''},${Number(value)}`),
    )
    expect(real.days).toHaveLength(69)
    expect(await stored(ledger)).toEqual(due.toSorted())
    expect(loaded).toMatchObject({ fixings: 69n, came: 345n, gone: 0n, pairs: 5, lastFixing: '2026-09-04' })
    expect(asked).toHaveLength(2)
    // 1 June to 4 September are 96 days, and 12 more are carried for now; the yuan has a row of its own.
    expect(
      await ledger.rows(
        'select provisional, count(*) from fact.rate_of_day where currency = $1 group by 1 order by 1',
        ['USD'],
      ),
    ).toEqual([
      { provisional: false, count: '96' },
      { provisional: true, count: '12' },
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('are the same from a file', async ({ ledger }) => {
    const { url } = await aCfets(await summer())

    await loadRates(ledger.store, { ...options, file: fixings })

    const fromFile = await stored(ledger)
    expect(fromFile).toHaveLength(345)
    const again = await loadRates(ledger.store, { ...options, cfetsUrl: url })
    expect(again).toMatchObject({ loadId: undefined, daysKept: 69n, came: 0n })
    expect(await stored(ledger)).toEqual(fromFile)
  })
})
