import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, expect } from 'vitest'
import { serverUrl } from '../../src/store/embedded/index.js'
import { readPidFile } from '../../src/store/embedded/postmaster.js'
import { brokenLaws, differences, dumpOf } from '../support/dump.js'
import { test } from '../support/ledger.js'
import { aHome, clearAll } from '../store/embedded/given.js'
import { writeBill } from './bill.js'
import { type Ended, lengths, nothingLeft, type Phase, phases, seeded, send, tokenledger } from './command.js'

const LINES = 10_000
const KILLS = 10

afterEach(clearAll)

test('a server killed ten times during loads costs ten attempts and no line', async ({ ledger }) => {
  const home = await aHome()
  await mkdir(home)
  const bills = await Promise.all([0, 1].map((edition) => writeBill(dirname(home), { edition, lines: LINES })))
  const [first = '', second = ''] = bills
  const clean = { home: ledger.folder, database: ledger.url, cwd: ledger.folder }
  const paces = [await loaded(first, clean), await loaded(second, clean)].map(lengths)
  const random = seeded(2_026)

  const attempts: Ended[] = []
  for (const [edition, bill] of bills.entries()) {
    for (let kill = 0; kill < KILLS / bills.length; kill += 1) {
      const phase = phases[(edition * 4 + kill * 2) % (phases.length - 1)] ?? 'fold'
      attempts.push(await struck(home, bill, phase, random() * (paces[edition]?.get(phase) ?? 0)))
    }
    await loaded(bill, { home, cwd: home })
  }

  const url = (await serverUrl(home)) ?? ''
  expect(attempts).toHaveLength(KILLS)
  for (const { code, stderr, begun } of attempts) {
    expect(begun.has('commit') ? [0, 4] : [4], stderr).toContain(code)
    if (code === 4) expect(stderr).toMatch(/\ntokenledger: .*PostgreSQL.*\.\n$/)
    expect(stderr).not.toMatch(/\n +at /)
  }
  expect(differences(await dumpOf(url), await dumpOf(ledger.url))).toEqual([])
  expect(await brokenLaws(url)).toEqual([])
})

/** A command whose server is killed that long after the phase began; the command ends by itself. */
async function struck(home: string, bill: string, phase: Phase, delay: number): Promise<Ended> {
  const running = tokenledger(['bills', 'focus', bill], { home, cwd: home })
  await running.reached(phase)
  await new Promise((resolve) => setTimeout(resolve, delay))
  send((await readPidFile(join(home, 'data-18')))?.pid ?? running.pid, 'SIGKILL')
  const ended = await running.ended
  await nothingLeft(running)
  return ended
}

async function loaded(bill: string, where: Parameters<typeof tokenledger>[1]): Promise<Ended> {
  const ended = await tokenledger(['bills', 'focus', bill], where).ended
  expect(ended, ended.stderr).toMatchObject({ code: 0, signal: null })
  return ended
}
