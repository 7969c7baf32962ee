import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { afterEach, expect } from 'vitest'
import { serverUrl } from '../../src/store/embedded/index.js'
import { brokenLaws, differences, dumpOf } from '../support/dump.js'
import { test } from '../support/ledger.js'
import { aHome, clearAll, query } from '../store/embedded/given.js'
import { type BillOf, writeBill } from './bill.js'
import { type Ended, nothingLeft, type Running, send, tokenledger } from './command.js'

const LINES = 8_000

afterEach(clearAll)

test('two processes that load one bill at once into a new home load it once', async ({ ledger }) => {
  const { home, start, url, bill } = await aNewHome()
  const path = await bill({ edition: 0, lines: LINES })
  const clean = await loadedInTurn(ledger, [path])

  const [one, other] = await Promise.all([start(path).ended, start(path).ended])

  expect([one.code, other.code], one.stderr + other.stderr).toEqual([0, 0])
  expect(differences(await dumpOf(await url()), await dumpOf(clean))).toEqual([])
  expect([...(await brokenLaws(await url())), home]).toEqual([home])
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

  for (const { code, stderr } of [...fresh, ...again]) expect(code, stderr).toBe(0)
  expect(differences(await dumpOf(await url()), await dumpOf(clean))).toEqual([])
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
  await start(first).ended

  const ended = await allOf(editions.map(start))

  const order = await query(await url(), `select files->0->>'path' as path from ops.run order by load_id`)
  const paths = order.map((row) => String(Object(row).path))
  for (const { code, stderr } of ended) expect(code, stderr).toBe(0)
  expect(paths.toSorted()).toEqual([first, ...editions].toSorted())
  expect(differences(await dumpOf(await url()), await dumpOf(await loadedInTurn(ledger, paths)))).toEqual([])
  expect(await brokenLaws(await url())).toEqual([])
})

test('the end of the process that started the server does not disturb another one at work', async ({ ledger }) => {
  const { home, start, url, bill } = await aNewHome()
  const [short, long] = [
    await bill({ edition: 0, lines: 10, issuer: 'Reseller' }),
    await bill({ edition: 0, lines: LINES }),
  ]
  const clean = await loadedInTurn(ledger, [short, long])

  const starter = start(short)
  await starter.reached('files')
  const worker = start(long)
  const [first, second] = await allOf([starter, worker])

  expect([first?.code, second?.code], `${first?.stderr}${second?.stderr}`).toEqual([0, 0])
  expect(differences(await dumpOf(await url()), await dumpOf(clean))).toEqual([])
  expect(await start(long).ended).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing changed') })
  expect(home).not.toBe(ledger.folder)
})

test('the killing of a process that makes the home and its server does not disturb another that waits for it', async ({
  ledger,
}) => {
  const { home, start, url, bill } = await aNewHome()
  const path = await bill({ edition: 0, lines: LINES })
  const clean = await loadedInTurn(ledger, [path])

  const [doomed, other] = [start(path), start(path)]
  await Promise.race([doomed.reached('files'), other.reached('files')])
  send(doomed.pid, 'SIGKILL')
  const ended = await other.ended
  await nothingLeft(doomed)

  expect(ended, ended.stderr).toMatchObject({ code: 0, signal: null })
  expect(differences(await dumpOf(await url()), await dumpOf(clean))).toEqual([])
  expect(await serverUrl(home)).toBe(await url())
})

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
  await mkdir(folder, { recursive: true })
  for (const path of paths) {
    const ended = await tokenledger(['bills', 'focus', path], { home: folder, database: url, cwd: folder }).ended
    expect(ended, ended.stderr).toMatchObject({ code: 0, signal: null })
  }
  return url
}

async function allOf(running: readonly Running[]): Promise<Ended[]> {
  return Promise.all(running.map(({ ended }) => ended))
}
