import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { brokenLaws, differences, dumpOf, fingerprintOf } from '../support/dump.js'
import { test } from '../support/ledger.js'
import { query, until } from '../store/embedded/given.js'
import { writeBill } from './bill.js'
import {
  type Ended,
  killedAt,
  lengths,
  nothingLeft,
  type Phase,
  phases,
  seeded,
  tokenledger,
  wellEnded,
} from './command.js'
import { withDatabase } from './database.js'
import { holdMachines } from './held.js'

const LINES = 5_000
const KILLS = 50
/** More attempts than any run needs: one that was faster than its kill is not counted. */
const MOST = 150
/** A commit takes no longer, and the command ends right behind it: of those that came through, each makes an edition more to compare. */
const COMMIT_MS = 2

vi.setConfig({ testTimeout: 1_800_000 })

test('a command killed fifty times, in every phase, leaves in the end what an undisturbed one leaves', async ({
  ledger,
}) => {
  await withDatabase(async (clean) => {
    const home = join(ledger.folder, 'home')
    await mkdir(home)
    for (const url of [ledger.url, clean]) {
      // The settings are put in force by the first command, and stay when it is killed.
      wellEnded(await tokenledger(['fold'], { home, database: url, cwd: home }).ended)
      await holdMachines(url)
    }
    const bills: string[] = []
    const bill = async (edition: number): Promise<string> =>
      (bills[edition] ??= await writeBill(ledger.folder, { edition, lines: LINES }))
    const [first, second] = [
      await undisturbed(clean, home, await bill(0)),
      await undisturbed(clean, home, await bill(1)),
    ]
    const random = seeded(20_260_801)
    const hits = new Map<string, number>()

    let edition = 0
    let stored = await storedIn(ledger.url)
    for (let attempt = 0; attempt < MOST && !isEnough(hits); attempt += 1) {
      const phase = aim(attempt, hits)
      const length = phase === 'commit' ? COMMIT_MS : (lengths(edition === 0 ? first : second).get(phase) ?? 0)
      const ended = await attack(ledger.url, home, await bill(edition), stored, { phase, delay: random() * length })
      stored = ended.stored
      if (ended.signal === 'SIGKILL' && ended.phase !== undefined)
        hits.set(ended.phase, (hits.get(ended.phase) ?? 0) + 1)
      if (ended.committed) edition += 1
    }
    await undisturbed(ledger.url, home, await bill(edition))
    for (let one = 2; one <= edition; one += 1) await undisturbed(clean, home, await bill(one))
    if (edition === 0) throw new Error('no restatement was ever reached')

    expect([...hits.keys()].toSorted()).toEqual([...phases].toSorted())
    expect(sum(hits)).toBeGreaterThanOrEqual(KILLS)
    expect(differences(await dumpOf(ledger.url), await dumpOf(clean))).toEqual([])
    expect(
      await query(ledger.url, `select distinct hour, resource_key from fact.share_hour where version_id <> 0`),
    ).toHaveLength(24 * 3)
    expect(await brokenLaws(ledger.url)).toEqual([])
    expect(await readdir(join(home, 'tmp'))).toEqual([])
  })
})

/** What a database holds, shortly, and how many runs made it. */
interface Stored {
  readonly contents: Awaited<ReturnType<typeof fingerprintOf>>
  readonly runs: number
}

interface Attacked extends Ended {
  readonly committed: boolean
  readonly stored: Stored
}

/** One killed command. Nothing of it stays, and what is stored is as before, unless all of it is there. */
async function attack(
  url: string,
  home: string,
  bill: string,
  before: Stored,
  { phase, delay }: { phase: Phase; delay: number },
): Promise<Attacked> {
  const running = tokenledger(['bills', 'focus', bill], { home, database: url, cwd: home })
  const ended = await killedAt(running, phase, delay)
  await nothingLeft(running)
  await until(async () => (await query(url, connected)).length === 0)
  const stored = await storedIn(url)
  const committed = stored.runs > before.runs
  if (ended.signal !== 'SIGKILL') wellEnded(ended)
  if (committed) expect(ended.phase).toBe('commit')
  else expect({ phase, ...stored.contents }).toEqual({ phase, ...before.contents })
  return { ...ended, committed, stored }
}

const connected = `select from pg_stat_activity where datname = current_database() and application_name = 'tokenledger'`

/** Each phase in turn; the commit not in the first round, because with it a bill is often in, and the first load is tried twice. */
function aim(attempt: number, hits: ReadonlyMap<string, number>): Phase {
  const [round, place] = [Math.floor(attempt / phases.length), attempt % phases.length]
  const missing = phases.filter((phase) => !hits.has(phase))
  const wanted = round < 3 || missing.length === 0 ? phases : missing
  const phase = wanted[place % wanted.length] ?? 'fold'
  return phase === 'commit' && round === 0 ? 'fold' : phase
}

function isEnough(hits: ReadonlyMap<string, number>): boolean {
  return sum(hits) >= KILLS && phases.every((phase) => hits.has(phase))
}

async function undisturbed(url: string, home: string, bill: string): Promise<Ended> {
  return wellEnded(await tokenledger(['bills', 'focus', bill], { home, database: url, cwd: home }).ended)
}

async function storedIn(url: string): Promise<Stored> {
  return { contents: await fingerprintOf(url), runs: (await query(url, 'select from ops.run')).length }
}

function sum(hits: ReadonlyMap<string, number>): number {
  return [...hits.values()].reduce((all, one) => all + one, 0)
}
