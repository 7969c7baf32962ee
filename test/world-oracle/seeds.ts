/** Which seeds are run: WORLD_SEEDS says how many, WORLD_SEED names one, and those that failed once are always among them. */
import { expect } from 'vitest'
import { contentsOf } from '../support/contents.js'
import { test } from '../support/ledger.js'
import { begin, everything, goTo } from './run.js'
import { storyOf } from './story.js'
import { wrongIn } from './told.js'

/** Each was a mistake of the pipeline once, or of the world. */
export const FAILED_ONCE: readonly number[] = [1, 189]

const one = process.env['WORLD_SEED']
const count = Number(process.env['WORLD_SEEDS'] ?? '20')
const first = Number(process.env['WORLD_FIRST_SEED'] ?? '1')

/** In parts, because the files of a suite run beside each other and the tests of a file do not. */
export function seedsOfPart(part: number, parts: number): number[] {
  if (one !== undefined) return part === 0 ? [Number(one)] : []
  const all = [...FAILED_ONCE, ...Array.from({ length: count }, (_, i) => first + i)]
  return [...new Set(all)].filter((_, i) => i % parts === part)
}

/** One test a seed: its failure names the command that does it again. */
export function testWorlds(title: string, seeds: readonly number[]): void {
  // A file without a test is a failure.
  if (seeds.length === 0) return void test.skip(title, () => undefined)
  test.for(seeds)(title, async (seed, { ledger }) => {
    const replay = `npm run build && WORLD_SEED=${seed} npx vitest run test/world-oracle`
    const running = await begin(ledger, storyOf(seed))
    for (const step of running.steps) {
      await goTo(running, step)
      expect({ replay, wrong: await wrongIn(running) }).toEqual({ replay, wrong: [] })
      if (!step.again) continue
      const before = await contentsOf(ledger)
      await everything(running, step)
      expect({ replay, changed: changed(before, await contentsOf(ledger)) }).toEqual({ replay, changed: [] })
    }
  })
}

/** Diaries of runs, pages that are kept, and when a window was last looked at are no content. */
const DIARIES =
  /^(ops\.(run|"window"|request_count|job_run|provider_total|source_mark|series_checkpoint|telemetry_hour)|raw\.page)$/

function changed(before: Readonly<Record<string, readonly string[]>>, after: typeof before): string[] {
  return Object.keys(before).filter(
    (table) => !DIARIES.test(table) && before[table]?.join('\n') !== after[table]?.join('\n'),
  )
}
