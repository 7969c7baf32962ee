/** Whether a scheduler does what it is for: the database answers, and no job was silent for too long. */
import { maskUrl } from '../../src/log.js'
import { jobStates, type Store, withClient } from '../../src/store/index.js'
import type { Watch } from './watch.js'

export interface Health {
  readonly ok: boolean
  /** Why it is not. */
  readonly reasons: readonly string[]
  readonly jobs: readonly {
    readonly job: string
    readonly lastSuccess: string | null
    readonly allowedSilenceSeconds: number
  }[]
}

/** A probe gives up after some seconds; whoever asks should hear why. */
const PATIENCE_MS = 5000

/** A job may be silent for three of its longest pauses, since its last success or since this scheduler began. */
export async function healthOf(store: Store, watch: Watch, now: number): Promise<Health> {
  const trouble = await Promise.race([ask(store, watch), tooSlow()])
  const silent = watch.jobs.flatMap(({ line, silence, succeededAt, last }) => {
    const since = Math.max(succeededAt ?? 0, watch.startedAt)
    if (now - since <= silence) return []
    const why = last?.outcome === 'failed' ? ` Its last run failed: ${last.says}` : ''
    return [`${line.job.name} has not succeeded since ${iso(since)}.${why}`]
  })
  const reasons = [...(trouble === undefined ? [] : [trouble]), ...silent]
  return {
    ok: reasons.length === 0,
    reasons,
    jobs: watch.jobs.map(({ line, silence, succeededAt }) => ({
      job: line.job.name,
      lastSuccess: succeededAt === undefined ? null : iso(succeededAt),
      allowedSilenceSeconds: silence / 1000,
    })),
  }
}

async function ask(store: Store, watch: Watch): Promise<string | undefined> {
  try {
    watch.learn(await withClient(store.pool, jobStates))
    watch.databaseUp = true
    return undefined
  } catch (error) {
    watch.databaseUp = false
    return maskUrl(error instanceof Error ? error.message : String(error))
  }
}

function tooSlow(): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(resolve, PATIENCE_MS, 'The database has not answered for 5 seconds.').unref()
  })
}

function iso(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}
