/**
 * History of all four clouds: WORLD_MONTHS of it (1 where nobody says otherwise), by the command as people run it. Kills come at
 * any moment: where they hit is left to the machine, and what is in the end is the same.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { heldBy } from '../../bench/processes.js'
import { startFarEnds } from '../../src/world/seeded/far-ends.js'
import type { End } from '../../src/world/seeded/faults.js'
import { fleetOf } from '../../src/world/seeded/fleet.js'
import { PROVIDERS } from '../../src/world/seeded/machines.js'
import { DAY, floor, HOUR, utc } from '../../src/world/seeded/moments.js'
import { settingsOf } from '../../src/world/seeded/settings.js'
import { type Ended, seeded, send, type Surroundings, tokenledger, wellEnded } from '../crash/command.js'
import { withDatabase } from '../crash/database.js'
import { brokenLaws, type Dump, differences, dumpOf } from '../support/dump.js'
import { type Ledger, test } from '../support/ledger.js'

const MONTHS = Number(process.env['WORLD_MONTHS'] ?? '1')
const SEED = 12
/** Of each cloud. */
const KILLS = Math.max(3, MONTHS)
const LONGEST_LIFE_MS = 10_000
const MOST_KILOBYTES = 512 * 1024
const CLOUDS = ['aws', 'gcp', 'alibaba', 'tencent'] as const

vi.setConfig({ testTimeout: 2_400_000 })

test('a backfill that is killed again and again leaves what an undisturbed one leaves, within its plan and its memory', async ({
  ledger,
}) => {
  const world = await aWorld(ledger)
  await withDatabase(async (clean) => {
    const home = join(ledger.folder, 'home')
    await mkdir(home)
    const at = (database: string): Surroundings => ({ home, database, cwd: ledger.folder })
    for (const url of [clean, ledger.url]) await backfilled('rates', world, at(url))

    const plans = await Promise.all(CLOUDS.map((cloud) => plannedFor(cloud, world, at(clean))))
    const before = { ...world.asked }
    const held = await Promise.all(CLOUDS.map((cloud) => undisturbed(cloud, world, at(clean))))
    const asked = CLOUDS.map((cloud) => (world.asked[cloud] ?? 0) - (before[cloud] ?? 0))
    const kills = await Promise.all(CLOUDS.map((cloud, i) => killedOften(cloud, world, at(ledger.url), i)))

    for (const [i, cloud] of CLOUDS.entries()) {
      expect({ cloud, asked: asked[i], isPlanned: (asked[i] ?? 0) <= (plans[i]?.requests ?? 0) }).toEqual({
        cloud,
        asked: expect.toSatisfy((count: number) => count > 0),
        isPlanned: true,
      })
      expect(held[i]).toBeLessThan(MOST_KILOBYTES)
    }
    for (const count of kills) expect(count).toBeGreaterThan(0)
    const different = differences(contentOf(await dumpOf(ledger.url)), contentOf(await dumpOf(clean)))
    expect(different.map((one) => one.slice(0, 1000))).toEqual([])
    expect(await brokenLaws(ledger.url)).toEqual([])
  })
})

interface World {
  readonly range: readonly [from: string, to: string]
  /** Requests so far, by far end: as a proxy counts them, and not as who asks does. */
  readonly asked: Partial<Record<End, number>>
}

/**
 * Whole months of a machine on each cloud. Time stands still in it, and goes on for the command: so that it makes no difference
 * when that runs, the last month is over for longer than anything waits, and of years, whose hours are metered in the last
 * 89 days only, meters are not asked.
 */
async function aWorld(ledger: Ledger): Promise<World> {
  const now = floor(Date.now() / 1000, 1)
  const today = new Date(now * 1000)
  const first = (back: number): number => Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, 1) / 1000
  const last = today.getUTCDate() > 20 ? 0 : 1
  const [from, to] = [first(last + MONTHS), first(last)]
  const fleet = fleetOf({
    seed: SEED,
    providers: PROVIDERS,
    machines: 1,
    life: { from: from - DAY, to: to + 8 * HOUR },
  })
  const asked: Partial<Record<End, number>> = {}
  const count = (end: End): undefined => void (asked[end] = (asked[end] ?? 0) + 1)
  const ends = await startFarEnds(fleet, () => now, count)
  onTestFinished(() => ends.close())
  const { yaml, secrets } = settingsOf(fleet, ends, (name) => join(ledger.folder, name))
  for (const [name, text] of Object.entries(secrets)) await writeFile(join(ledger.folder, name), text, { mode: 0o600 })
  const unmetered = yaml.replace(/^( +)- account_id: .*$/m, '$&\n$1  usage_tables: []')
  await ledger.file('tokenledger.yaml', MONTHS > 1 ? unmetered : yaml)
  return { range: [utc(from).slice(0, 10), utc(to).slice(0, 10)], asked }
}

function backfill(source: string, { range: [from, to] }: World, where: Surroundings, ...more: string[]) {
  return tokenledger(['backfill', source, '--from', from, '--to', to, '--json', ...more], where)
}

async function backfilled(source: string, world: World, where: Surroundings): Promise<Ended> {
  return wellEnded(await backfill(source, world, where).ended)
}

const told = z.object({ plans: z.tuple([z.object({ requests: z.number(), pieces: z.array(z.unknown()) })]) })

/** What it takes, as it says before it asks for anything. */
async function plannedFor(cloud: string, world: World, where: Surroundings) {
  const { stdout } = wellEnded(await backfill(`bills:${cloud}:${cloud}`, world, where, '--dry-run').ended)
  return told.parse(JSON.parse(stdout)).plans[0]
}

/** Answers with the kilobytes that the command and its children held. */
async function undisturbed(cloud: string, world: World, where: Surroundings): Promise<number> {
  const running = backfill(`bills:${cloud}:${cloud}`, world, where)
  let most = 0
  const watch = setInterval(() => (most = Math.max(most, heldBy(running.pid))), 50)
  wellEnded(await running.ended.finally(() => clearInterval(watch)))
  return most
}

/** Until there is nothing left to read; a killed command's lock may outlive it by a second, and the next finds it taken. */
async function killedOften(cloud: End, world: World, where: Surroundings, seed: number): Promise<number> {
  const random = seeded(seed)
  let kills = 0
  while (kills < KILLS) {
    const running = backfill(`bills:${cloud}:${cloud}`, world, where)
    // One at least while it asks; the others when they come, if it is not faster.
    const moment = kills === 0 ? asksOf(cloud, world, running.ended) : pause(random() * LONGEST_LIFE_MS)
    await Promise.race([running.ended, moment])
    send(running.pid, 'SIGKILL')
    const { signal } = await running.ended
    if (signal !== 'SIGKILL') break
    kills += 1
  }
  for (;;) {
    const left = (await plannedFor(cloud, world, where)).pieces.length
    if (left === 0) return kills
    await backfill(`bills:${cloud}:${cloud}`, world, where).ended
  }
}

/** Resolves when the cloud is asked for the third time from now on, or when that ended without. */
async function asksOf(cloud: End, { asked }: World, ended: Promise<unknown>): Promise<void> {
  const before = asked[cloud] ?? 0
  const over = ended.then(() => true)
  while ((asked[cloud] ?? 0) < before + 3) if (await Promise.race([over, pause(5, false)])) return
}

/** Who asks more often has counted more requests and keeps other pages; diaries of runs that were killed differ. */
function contentOf(dump: Dump): Dump {
  return new Map([...dump].filter(([table]) => !/^(raw\.page|ops\.(request_count|job_run))$/.test(table)))
}
