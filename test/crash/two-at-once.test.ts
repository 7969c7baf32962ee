import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterEach, expect } from 'vitest'
import { serverUrl } from '../../src/store/embedded/index.js'
import { brokenLaws, differences, dumpOf } from '../support/dump.js'
import { test } from '../support/ledger.js'
import { aHome, clearAll, query, until } from '../store/embedded/given.js'
import { type BillOf, writeBill } from './bill.js'
import { type Ended, nothingLeft, type Running, send, tokenledger, wellEnded } from './command.js'

const LINES = 3_000

afterEach(clearAll)

test('two processes that load one bill at once into a new home load it once', async ({ ledger }) => {
  const { start, url, bill } = await aNewHome()
  const path = await bill({ edition: 0, lines: LINES })
  const clean = await loadedInTurn(ledger, [path])

  const ended = await allOf([start(path), start(path)])

  const idle = ended.map(wellEnded).filter(({ stdout }) => stdout.includes('nothing changed'))
  expect(idle).toHaveLength(1)
  expect(differences(await dumpOf(await url()), await dumpOf(clean))).toEqual([])
  expect(await brokenLaws(await url())).toEqual([])
})

test('bills of two periods and of two issuers that meet in the same hours are loaded at once as one after the other', async ({
  ledger,
}) => {
  const { start, url, bill } = await aNewHome()
  const august = await bill({ edition: 0, lines: LINES })
  const july = await bill({ edition: 0, lines: LINES, month: '07', minutesLater: 30 })
  const reseller = await bill({ edition: 0, lines: LINES, issuer: 'Reseller', minutesLater: 15 })
  const restated = [
    await bill({ edition: 1, lines: LINES }),
    await bill({ edition: 2, lines: LINES, month: '07', minutesLater: 30 }),
    await bill({ edition: 3, lines: LINES, issuer: 'Reseller', minutesLater: 15 }),
  ]
  const clean = await loadedInTurn(ledger, [august, july, reseller, ...restated])

  const fresh = await allOf([august, july, reseller].map(start))
  const again = await allOf(restated.map(start))

  expect([...fresh, ...again].map(wellEnded)).toHaveLength(6)
  // Which of them restates what the others said of an hour depends on which came first.
  const told = differences(await dumpOf(await url()), await dumpOf(clean))
  expect(told.filter((one) => !one.startsWith('ops.model_restatement '))).toEqual([])
  expect(await brokenLaws(await url())).toEqual([])
})

test('three restatements of one bill at once are loaded one after the other, and the last one stands', async ({
  ledger,
}) => {
  const { start, url, bill } = await aNewHome()
  const editions = [
    await bill({ edition: 1, lines: LINES }),
    await bill({ edition: 2, lines: LINES }),
    await bill({ edition: 3, lines: LINES }),
  ]
  const first = await bill({ edition: 0, lines: LINES })
  wellEnded(await start(first).ended)

  const ended = await allOf(editions.map(start))

  const order = await query(await url(), `select files->0->>'path' as path from ops.run order by load_id`)
  const paths = order.map((row) => String(Object(row).path))
  expect(ended.map(wellEnded)).toHaveLength(3)
  expect(paths.toSorted()).toEqual([first, ...editions].toSorted())
  expect(differences(await dumpOf(await url()), await dumpOf(await loadedInTurn(ledger, paths)))).toEqual([])
  expect(await brokenLaws(await url())).toEqual([])
})

test('the end of the process that started the server does not disturb another one at work', async ({ ledger }) => {
  const { start, url, bill } = await aNewHome()
  const [short, long] = [
    await bill({ edition: 0, lines: 10, issuer: 'Reseller' }),
    await bill({ edition: 0, lines: LINES }),
  ]
  const clean = await loadedInTurn(ledger, [short, long])
  const starter = start(short)
  await starter.reached('files')
  const [shortHeld, longHeld] = [await hold(await url(), clean, 'Reseller'), await hold(await url(), clean, 'AWS')]
  const worker = start(long)
  await until(async () => (await query(await url(), waitingForLock)).length === 2)

  await shortHeld.end()
  const first = await starter.ended
  await nothingLeft(starter)
  await longHeld.end()
  const second = await worker.ended

  expect([first, second].map(wellEnded)).toHaveLength(2)
  expect(differences(await dumpOf(await url()), await dumpOf(clean))).toEqual([])
  expect(wellEnded(await start(long).ended).stdout).toContain('nothing changed')
})

test('the killing of the process that makes the server does not disturb another that waits for it', async ({
  ledger,
}) => {
  const { home, start, url, bill } = await aNewHome()
  const path = await bill({ edition: 0, lines: LINES })
  const clean = await loadedInTurn(ledger, [path])
  const both = [start(path), start(path)]

  await until(async () => (await makerOf(home)) !== undefined)
  const maker = (await makerOf(home)) ?? 0
  send(maker, 'SIGKILL')
  const ended = await allOf(both)

  const survivors = both.flatMap(({ pid }, i) => (pid === maker ? [] : (ended[i] ?? [])))
  expect(survivors.map(wellEnded)).toHaveLength(1)
  expect(differences(await dumpOf(await url()), await dumpOf(clean))).toEqual([])
})

/** Who makes the cluster and its server, as its claim says. */
async function makerOf(home: string): Promise<number | undefined> {
  const claim = await readFile(join(home, 'start.lock'), 'utf8').catch(() => '')
  return claim === '' ? undefined : Number.parseInt(claim, 10)
}

const waitingForLock = `select from pg_stat_activity where wait_event_type = 'Lock' and wait_event = 'advisory'`

/** Keeps every load of an issuer's bill waiting, until the session ends. Its key is the same in every database. */
async function hold(url: string, clean: string, issuer: string): Promise<pg.Client> {
  const keys = await query(clean, `select window_key from ops.window where invoice_issuer_name = '${issuer}'`)
  const rival = new pg.Client({ connectionString: url })
  await rival.connect()
  for (const key of keys)
    await rival.query(`select pg_advisory_lock(hashtext('tokenledger window'), ($1::bigint & 1023)::integer)`, [
      Object(key).window_key,
    ])
  return rival
}

interface NewHome {
  readonly home: string
  start(path: string): Running
  url(): Promise<string>
  bill(of: BillOf): Promise<string>
}

/** A home without a server yet: who comes first makes it. */
async function aNewHome(): Promise<NewHome> {
  const home = await aHome()
  const folder = dirname(home)
  return {
    home,
    start: (path) => tokenledger(['bills', 'focus', path], { home, cwd: folder }),
    url: async () => (await serverUrl(home)) ?? '',
    bill: (of) => writeBill(folder, of),
  }
}

/** The same bills one after the other in a database of the suite. */
async function loadedInTurn(
  { url, folder }: { readonly url: string; readonly folder: string },
  paths: readonly string[],
): Promise<string> {
  for (const path of paths) {
    wellEnded(await tokenledger(['bills', 'focus', path], { home: folder, database: url, cwd: folder }).ended)
  }
  return url
}

async function allOf(running: readonly Running[]): Promise<Ended[]> {
  return Promise.all(running.map(({ ended }) => ended))
}
