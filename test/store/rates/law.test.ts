/** What the laws of rates find when something else wrote to the database, and that nothing is left half done. */
import { describe, expect } from 'vitest'
import { withClient } from '../../../src/store/index.js'
import { type RateStep, writeRates } from '../../../src/store/rates/index.js'
import { complaintsOf, contentsOf } from '../../support/contents.js'
import { test } from '../../support/ledger.js'
import { answer, bill, hourLine, hours, rates } from './given.js'

describe('a law finds', () => {
  test.for([
    [
      `update fact.rate_of_day set cny = 7.5 where day = '2026-08-08' and currency = 'USD'`,
      'rates_of_day_not_their_fixing',
    ],
    [`delete from fact.rate_of_day where day = '2026-08-08' and currency = 'USD'`, 'rates_of_day_not_their_fixing'],
    [`update fact.fx_rate set value = 7.5 where fixed_on = '2026-08-07'`, 'rates_of_day_not_their_fixing'],
    [
      `insert into fact.fx_rate select fixed_on, 'EUR', 'CNY', 1, 8, 'safe', load_id from fact.fx_rate limit 1`,
      'days_with_two_rate_sources',
    ],
    [`update fact.resource_hour set rate_cny = 7.5`, 'hours_not_at_the_rate_of_their_day'],
    [`update fact.resource_hour set unconverted = 'no_fixing'`, 'hours_not_at_the_rate_of_their_day'],
  ] as const)('what %s breaks', async ([sabotage, law], { ledger }) => {
    await rates(ledger, { '2026-08-07': '7.00', '2026-08-10': '7.14' })
    await bill(ledger, [hourLine('2026-08-08T04', '10')])
    expect(await complaintsOf(ledger)).toEqual({})

    await ledger.pool.query(sabotage)

    expect(Object.keys(await complaintsOf(ledger))).toContain(law)
  })
})

test.for(['compare', 'write', 'fold', 'check', 'commit'] as const)(
  'a load of rates that ends at %s has written nothing',
  async (last, { ledger }) => {
    await rates(ledger, { '2026-08-07': '7.00' })
    await bill(ledger, [hourLine('2026-08-10T00', '10')])
    const before = await contentsOf(ledger)
    const onStep = (step: RateStep): void => {
      if (step === last) throw new Error('the end')
    }

    const failed = withClient(ledger.pool, (client) =>
      writeRates(client, answer({ '2026-08-07': '7.00', '2026-08-10': '7.14' }), { accept: [], dryRun: false, onStep }),
    )

    await expect(failed).rejects.toThrow('the end')
    expect(await contentsOf(ledger)).toEqual(before)
  },
)

test('a bill and rates that are loaded at once meet in the same hours, whoever comes first', async ({ ledger }) => {
  await rates(ledger, { '2026-08-07': '7.00' })
  await bill(ledger, [hourLine('2026-08-10T00', '10')])

  await Promise.all([
    rates(ledger, { '2026-08-07': '7.00', '2026-08-10': '7.14' }),
    bill(ledger, [hourLine('2026-08-10T00', '20'), hourLine('2026-08-10T01', '10')], 'later.csv'),
  ])

  expect(await hours(ledger)).toEqual(['08-10T00 USD 20 = 20 USD = 142.8 CNY', '08-10T01 USD 10 = 10 USD = 71.4 CNY'])
  expect(await complaintsOf(ledger)).toEqual({})
})
