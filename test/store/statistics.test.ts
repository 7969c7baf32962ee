/** What the planner knows of a ledger that is being filled, before autovacuum comes by. */
import { expect } from 'vitest'
import { csv, type Line } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'

const buckets = (count: number): Line[] =>
  Array.from({ length: count }, (_, i) => ({ ResourceId: `bucket-${i}`, BilledCost: '1', EffectiveCost: '1' }))

async function analysed(ledger: Ledger): Promise<unknown[]> {
  const rows = await ledger.rows(
    `select s.relname, c.reltuples::int as rows
     from pg_stat_user_tables s join pg_class c on c.oid = s.relid
     where s.last_analyze is not null order by s.relname collate "C"`,
  )
  return rows.map(({ relname, rows: count }) => `${String(relname)} ${String(count)}`)
}

test('a table has statistics in the load that doubles it, and is not looked at again for a row more', async ({
  ledger,
}) => {
  await ledger.load([await ledger.file('bill.csv', csv(buckets(20)))])
  const small = await analysed(ledger)
  await ledger.load([await ledger.file('bill.csv', csv(buckets(1000)))])
  const grown = await analysed(ledger)
  await ledger.load([await ledger.file('bill.csv', csv(buckets(1001)))])

  expect(small).toEqual([])
  expect(grown).toEqual(expect.arrayContaining(['bill_line 1000', 'resource_hour 1000']))
  expect(await analysed(ledger)).toEqual(grown)
})
