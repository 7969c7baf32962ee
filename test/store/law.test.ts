/** The law is checked inside the transaction, and a ledger that does not add up is never written. */
import { describe, expect } from 'vitest'
import { LedgerBroken } from '../../src/errors.js'
import { contentsOf } from '../support/contents.js'
import { csv } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'

/** Makes the database itself unfaithful: what is written to the table is not what was asked for. */
async function tamper(ledger: Ledger, table: string, deed: string): Promise<void> {
  await ledger.pool.query(`create function public.tamper() returns trigger language plpgsql as $$ begin ${deed} end $$`)
  await ledger.pool.query(
    `create trigger tamper before insert on ${table} for each row execute function public.tamper()`,
  )
}

async function expectBroken(ledger: Ledger, path: string, what: RegExp): Promise<void> {
  const before = await contentsOf(ledger)
  const failure = await ledger.load([path]).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(LedgerBroken)
  expect(failure instanceof LedgerBroken ? failure.exitCode : undefined).toBe(6)
  expect(String(failure)).toMatch(what)
  expect(await contentsOf(ledger)).toEqual(before)
}

describe('the smallest deviation', () => {
  const deeds: readonly (readonly [deed: string, sql: string])[] = [
    [
      'a billed cost off by one unit of the 18th decimal',
      'new.billed_cost := new.billed_cost + 0.000000000000000001; return new;',
    ],
    [
      'an effective cost off by one unit',
      'new.effective_known := new.effective_known - 0.000000000000000001; return new;',
    ],
    ['a list cost off by a cent', 'new.list_known := new.list_known + 0.01; return new;'],
    ['a contracted cost left out', 'new.contracted_known := 0; return new;'],
    ['a line counted twice', 'new.line_count := new.line_count + 1; return new;'],
    ['an hour lost', 'return null;'],
    ['an hour written under another month', `new.billing_period := '2026-07-01'; return new;`],
  ]

  test.for(deeds)('%s in the hours is refused and nothing is written', async ([, sql], { ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ BilledCost: '2' }]))
    await tamper(ledger, 'fact.resource_hour', sql)

    const broken = expectBroken(ledger, path, /The hours do not add up to the lines; nothing was written\./)

    await expect(broken).resolves.toBeUndefined()
  })

  test('a line lost on its way in is refused', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{}, { ResourceId: 'i-2' }]))
    await tamper(ledger, 'fact.bill_line', `if new.resource_id = 'i-2' then return null; end if; return new;`)

    const broken = expectBroken(ledger, path, /What was accepted and rejected is not what the files hold.*lines 1,/)

    await expect(broken).resolves.toBeUndefined()
  })

  test('an amount changed on its way in is refused', async ({ ledger }) => {
    const path = await ledger.file('bill.csv', csv([{ BilledCost: '2' }]))
    await tamper(ledger, 'fact.bill_line', 'new.billed_cost := round(new.billed_cost * 1.1, 18); return new;')

    const broken = expectBroken(ledger, path, /billed_cost -0\.2/)

    await expect(broken).resolves.toBeUndefined()
  })

  test('a window that was right stays as it was when its replacement does not add up', async ({ ledger }) => {
    const first = await ledger.file('first.csv', csv([{ BilledCost: '2' }]))
    const second = await ledger.file('second.csv', csv([{ BilledCost: '3' }]))
    await ledger.load([first])
    await tamper(ledger, 'fact.resource_hour', 'new.billed_cost := new.billed_cost + 1; return new;')

    const broken = expectBroken(ledger, second, /billed_cost -1/)

    await expect(broken).resolves.toBeUndefined()
    expect(await ledger.value('select billed_cost from fact.resource_hour')).toBe('2.000000000000000000')
  })
})

describe('what was written outside', () => {
  test('shows in the law of what is stored', async ({ ledger }) => {
    await ledger.load([await ledger.file('bill.csv', csv([{ BilledCost: '2' }]))])
    const before = await ledger.rows(
      'select billed_lines, billed_hours, billed_difference, line_difference from report.law',
    )

    await ledger.pool.query('update fact.resource_hour set billed_cost = billed_cost + 0.5')

    expect(before).toEqual([
      {
        billed_lines: '2.000000000000000000',
        billed_hours: '2.000000000000000000',
        billed_difference: '0.000000000000000000',
        line_difference: '0',
      },
    ])
    expect(await ledger.value('select billed_difference from report.law')).toBe('-0.500000000000000000')
    expect(await ledger.value('select billed_cost from law.hours_differ_from_lines')).toBe('-0.500000000000000000')
  })

  test('a line deleted by hand is a window that says more than there is', async ({ ledger }) => {
    await ledger.load([await ledger.file('bill.csv', csv([{}, { ResourceId: 'i-2' }]))])

    await ledger.pool.query(`delete from fact.bill_line where resource_id = 'i-2'`)

    expect(await ledger.rows('select said, held from law.windows_differ_from_lines')).toEqual([
      { said: '2', held: '1' },
    ])
  })
})
