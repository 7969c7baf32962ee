/** A panel names columns, for their titles, units and links: each is one that its queries answer, in one currency or the other. */
import { expect } from 'vitest'
import { dashboards } from '../../src/dashboards/index.js'
import { aDay } from './fleet.js'
import { knownOf, lostOverridesOf } from './lint.js'
import { answer, test } from './shown.js'

/** Its tables share one list of columns, of which each answers some. */
const SHARED = 'tokenledger-levers'

test('every override of a panel with columns of its own is of one that PostgreSQL answers', async ({ ledger, reader }) => {
  await aDay(ledger)
  const lost: string[] = []

  for (const { uid, panels } of dashboards().map(knownOf).filter((one) => one.uid !== SHARED)) {
    for (const panel of panels) {
      const columns: string[] = []
      for (const { rawSql } of panel.targets) {
        for (const currency of ['usd', 'cny']) {
          columns.push(...(await answer(reader, rawSql, { variables: { currency } })).columns)
        }
      }
      lost.push(...lostOverridesOf(panel, columns).map((name) => `${uid} panel ${panel.id}: ${name}`))
    }
  }

  expect(lost).toEqual([])
})
