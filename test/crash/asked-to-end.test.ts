import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import pg from 'pg'
import { brokenLaws, fingerprintOf } from '../support/dump.js'
import { type Ledger, test } from '../support/ledger.js'
import { query, until } from '../store/embedded/given.js'
import { writeBill } from './bill.js'
import { membersOf, nothingLeft, type Phase, type Running, send, tokenledger, wellEnded } from './command.js'

const LINES = 8_000

/** What another load would hold: with the first the command stands at `lock`, with the second in the midst of `copy`. */
const held: Readonly<Record<string, string>> = {
  lock: `select pg_advisory_lock(hashtext('tokenledger window'), (window_key & 1023)::integer) from ops.window`,
  copy: `select pg_advisory_lock(hashtext('tokenledger'), hashtext('fold'))`,
}

test.for([
  { phase: 'lock', signal: 'SIGTERM', code: 143 },
  { phase: 'lock', signal: 'SIGINT', code: 130 },
  { phase: 'copy', signal: 'SIGTERM', code: 143 },
  { phase: 'copy', signal: 'SIGINT', code: 130 },
] as const)(
  'a load that waits at $phase ends at $signal, and nothing of it stays',
  async ({ phase, signal, code }, { ledger }) => {
    const { before, running } = await waiting(ledger, phase)

    if (signal === 'SIGINT')
      send(-running.pid, signal) // as a terminal does, to all of them
    else send(running.pid, signal)
    const ended = await running.ended
    await nothingLeft(running)
    await until(async () => (await query(ledger.url, blocked)).length === 0)

    expect(ended).toMatchObject({ code, signal: null, stdout: '' })
    expect(ended.stderr).toMatch(new RegExp(`\\ntokenledger: Ended by ${signal}\\. .*\\n$`))
    expect(await readdir(join(ledger.folder, 'tmp'))).toEqual([])
    expect(await fingerprintOf(ledger.url)).toEqual(before)
    expect(await brokenLaws(ledger.url)).toEqual([])
  },
)

test.for(['lock', 'copy'] as const)(
  'a load whose reading process dies at %s ends and says so',
  async (phase, { ledger }) => {
    const { before, running, letGo } = await waiting(ledger, phase)
    const readers = (await membersOf(running.pid)).filter((pid) => pid !== running.pid)

    for (const reader of readers) send(reader, 'SIGKILL')
    await until(async () => (await membersOf(running.pid)).length === 1)
    await letGo()
    const ended = await running.ended

    expect(readers).toHaveLength(1)
    if (phase === 'lock') {
      expect(ended).toMatchObject({ code: 4, signal: null, stdout: '' })
      expect(ended.stderr).toMatch(
        /\ntokenledger: The process that reads the files ended by SIGKILL; nothing was loaded\./,
      )
      expect(await fingerprintOf(ledger.url)).toEqual(before)
    } else wellEnded(ended) // it had sent everything
    expect(await brokenLaws(ledger.url)).toEqual([])
  },
)

test.for(['stdout', 'stderr'] as const)(
  'a load whose %s nobody reads any more is loaded all the same',
  async (stream, { ledger }) => {
    const bill = await writeBill(ledger.folder, { edition: 0, lines: LINES })

    const running = tokenledger(['bills', 'focus', bill], surroundings(ledger), { close: stream })
    const ended = await running.ended

    expect(wellEnded(ended).stderr).not.toMatch(/EPIPE|\n +at /)
    expect(await query(ledger.url, 'select from ops.run')).toHaveLength(1)
  },
)

/** A restatement on its way that cannot go on, because another session holds what it needs. */
async function waiting(
  ledger: Ledger,
  phase: Phase,
): Promise<{ before: Record<string, string>; running: Running; letGo: () => Promise<void> }> {
  const [first, second] = [0, 1].map((edition) => writeBill(ledger.folder, { edition, lines: LINES }))
  await tokenledger(['bills', 'focus', (await first) ?? ''], surroundings(ledger)).ended
  const before = await fingerprintOf(ledger.url)
  const rival = new pg.Client({ connectionString: ledger.url })
  rival.on('error', () => undefined)
  await rival.connect()
  await rival.query(held[phase] ?? '')
  const running = tokenledger(['bills', 'focus', (await second) ?? ''], surroundings(ledger))
  await until(async () => (await query(ledger.url, blocked)).length === 1)
  return { before, running, letGo: () => rival.end() }
}

const blocked = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`

function surroundings({ folder, url }: Ledger): { home: string; database: string; cwd: string } {
  return { home: folder, database: url, cwd: folder }
}
