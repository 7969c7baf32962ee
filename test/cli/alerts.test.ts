import { expect } from 'vitest'
import { hours, tens } from '../support/alerts.js'
import { test } from '../support/ledger.js'
import { cells, json, tokenledger } from './tool.js'

test('what fires is listed with its rule, whose it is, its number and its threshold', async ({ ledger }) => {
  const env = { DATABASE_URL: ledger.url }

  const before = await tokenledger(['alerts'], env)
  await hours(ledger, [...tens(7, 2), { daysAgo: 1, usd: '15', cny: '105' }])
  const evaluated = await tokenledger(['alerts', 'evaluate', '--json'], env)
  const listed = await tokenledger(['alerts'], env)
  const document = json(await tokenledger(['alerts', '--json'], env))

  expect(before.out).toBe('Nothing fires.\n')
  // The day, the 24 hours, and a version of eight days in a ledger of eight days is not new.
  expect(json(evaluated)).toEqual({ fired: 2, resolved: 0, lost: 0 })
  const since = String(
    await ledger.value(
      `select to_char(((now() at time zone 'Asia/Shanghai')::date - 1)::timestamp at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')`,
    ),
  )
  expect(listed.out.split('\n').map(cells)).toContainEqual([
    'day_over_mean',
    'qwen v1',
    'cost of a day against its mean',
    '150.00',
    '120',
    '$15.00',
    '$10.00',
    since,
  ])
  expect(document).toMatchObject({
    alerts: [{ rule: 'day_over_mean', value: '150.00' }, { rule: 'rolling_over_mean' }],
  })
})
