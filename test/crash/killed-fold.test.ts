/** `tokenledger fold` killed in the midst of a day: what it had done is done, and the next one does the rest. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { expect } from 'vitest'
import { hoursDue } from '../../src/store/split/index.js'
import { withClient } from '../../src/store/index.js'
import { brokenLaws, differences, dumpOf, fingerprintOf } from '../support/dump.js'
import { csv } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'
import { query, until } from '../store/embedded/given.js'
import { nothingLeft, type Running, send, tokenledger, wellEnded } from './command.js'
import { withDatabase } from './database.js'

const hour = (day: string) => ({
  ResourceId: 'ep-1',
  ChargePeriodStart: `2026-08-${day}T05:00:00Z`,
  ChargePeriodEnd: `2026-08-${day}T06:00:00Z`,
})
const bill = csv(['01', '02', '03'].map(hour))
const RULE = 'split: { rules: [{ name: endpoints, match: { resource: "ep-*" }, to: shared }] }\n'

/** Another session that has a row of the second day in its hands: whoever wants to write it stands still. */
async function rowHeld(url: string, table: string): Promise<() => Promise<void>> {
  const rival = new pg.Client({ connectionString: url, application_name: 'a rival' })
  rival.on('error', () => undefined)
  await rival.connect()
  await rival.query(`begin; select from ${table} where hour = '2026-08-02T05:00Z' for update`)
  return () => rival.end()
}

const ours = `select from pg_stat_activity where datname = current_database() and application_name = 'tokenledger'`
const isBlocked = (ledger: Ledger) => async (): Promise<boolean> =>
  (await query(ledger.url, `${ours} and wait_event_type = 'Lock'`)).length === 1

const due = async (ledger: Ledger) =>
  (await withClient(ledger.pool, hoursDue)).map(({ from, to }) => `${from.slice(0, 13)} ${to.slice(0, 13)}`)

/** The bill is loaded before there is a rule, in both databases, and then there is one. */
async function given(ledger: Ledger, clean: string): Promise<(url: string) => Running> {
  const home = join(ledger.folder, 'home')
  await mkdir(home)
  const path = await ledger.file('bill.csv', bill)
  for (const database of [ledger.url, clean])
    wellEnded(await tokenledger(['bills', 'focus', path], { home, database, cwd: home }).ended)
  await ledger.file('tokenledger.yaml', RULE)
  return (database) => tokenledger(['fold'], { home, database, cwd: ledger.folder })
}

test.for([
  ['of hours', 'fact.resource_hour'],
  ['of reports', 'report.model_hour'],
])('a fold %s that is killed keeps its days whole, and the next one ends it', async ([, table = ''], { ledger }) => {
  await withDatabase(async (clean) => {
    const fold = await given(ledger, clean)
    const letGo = await rowHeld(ledger.url, table)
    const running = fold(ledger.url)
    await until(isBlocked(ledger))
    const before = await fingerprintOf(ledger.url)

    send(running.pid, 'SIGKILL')
    await nothingLeft(running)
    await until(async () => (await query(ledger.url, `${ours} and state <> 'idle'`)).length === 0)
    await letGo()
    const after = await fingerprintOf(ledger.url)
    const left = await due(ledger)
    wellEnded(await fold(ledger.url).ended)
    wellEnded(await fold(clean).ended)

    expect(after).toEqual(before)
    expect(left).toEqual(['2026-08-02 00 2026-08-03 06'])
    expect(await due(ledger)).toEqual([])
    expect(differences(await dumpOf(ledger.url), await dumpOf(clean))).toEqual([])
    expect(await brokenLaws(ledger.url)).toEqual([])
  })
})
