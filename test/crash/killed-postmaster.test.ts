import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, expect } from 'vitest'
import { serverUrl } from '../../src/store/embedded/index.js'
import { readPidFile } from '../../src/store/embedded/postmaster.js'
import { brokenLaws, differences, dumpOf } from '../support/dump.js'
import { test } from '../support/ledger.js'
import { aHome, clearAll } from '../store/embedded/given.js'
import { writeBill } from './bill.js'
import {
  type Ended,
  lengths,
  nothingLeft,
  type Phase,
  phases,
  seeded,
  send,
  tokenledger,
  wellEnded,
} from './command.js'

const LINES = 3_000
const KILLS = 10

afterEach(clearAll)

test('a server killed ten times during loads costs ten attempts and no line', async ({ ledger }) => {
  const home = await aHome()
  await mkdir(home)
  const bill = (edition: number): Promise<string> => writeBill(dirname(home), { edition, lines: LINES })
  const clean = { home: ledger.folder, database: ledger.url, cwd: ledger.folder }
  const paces = [await loaded(await bill(0), clean), await loaded(await bill(1), clean)].map(lengths)
  const random = seeded(2_026)

  const attempts: Ended[] = []
  let edition = 0
  for (let kill = 0; kill < KILLS; kill += 1) {
    const phase = phases[(kill * 4) % phases.length] ?? 'fold'
    const delay = random() * (paces[Math.min(edition, 1)]?.get(phase) ?? 0)
    const ended = await struck(home, await bill(edition), phase, delay)
    attempts.push(ended)
    const isNext = ended.begun.has('commit') || (edition === 0 && kill === KILLS / 2)
    if (!isNext) continue
    await loaded(await bill(edition), { home, cwd: home })
    edition += 1
  }
  await loaded(await bill(edition), { home, cwd: home })
  for (let one = 2; one <= edition; one += 1) await loaded(await bill(one), clean)

  const url = (await serverUrl(home)) ?? ''
  expect(attempts.flatMap(wrongEnding)).toEqual([])
  expect(attempts.filter(({ code }) => code === 4).length).toBeGreaterThan(0)
  expect(differences(await dumpOf(url), await dumpOf(ledger.url))).toEqual([])
  expect(await brokenLaws(url)).toEqual([])
})

/** What does not fit a command whose server was killed: it ends well once it began to commit, or says that the server is gone. */
function wrongEnding({ code, signal, stderr, begun, phase }: Ended): string[] {
  const fits = (code === 4 && /\ntokenledger: .*PostgreSQL.*\.\n$/.test(stderr)) || (code === 0 && begun.has('commit'))
  return fits && !/\n +at /.test(stderr)
    ? []
    : [`in ${phase ?? 'no phase'} with ${code ?? signal}:\n${stderr.slice(-2000)}`]
}

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
  return wellEnded(await tokenledger(['bills', 'focus', bill], where).ended)
}
