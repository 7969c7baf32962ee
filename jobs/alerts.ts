/** Our own evaluation: after what has loaded, what fires and what is over, told to the channels of its rule. */
import type { AlertSettings, Config } from '../src/config/index.js'
import { type Log, maskUrl } from '../src/log.js'
import type { Around, Channel, Message } from '../src/notify/index.js'
import { type AlertEvent, evaluateAlerts, lastLoad, markTold, untoldAlerts } from '../src/store/alerts.js'
import { type Store, takeJobLock, withClient } from '../src/store/index.js'
import { messageOf } from './alert-words.js'
import { channelsOf, keep } from './channels.js'

export interface Evaluated {
  readonly fired: number
  readonly resolved: number
  /** Alerts that no channel took; they are kept, see `status`. */
  readonly lost: number
}

export interface EvaluateOptions {
  /** Open for as long as the process lives, so that their pace is kept. */
  readonly channels?: readonly Channel[]
}

/**
 * What is committed is compared, events are committed, and only then is anybody told: a message speaks of what stands. Without
 * a channel nobody is told, and nothing is held for told.
 */
export async function evaluate(store: Store, config: Config, options: EvaluateOptions = {}): Promise<Evaluated> {
  const changed = await look(store, config)
  const channels = options.channels ?? channelsOf(config)
  const lost = channels.length === 0 ? 0 : await tellAll(store, config.alerts, channels)
  return { ...changed, lost }
}

/** Opens and ends events by what is committed, and leaves the telling to the next evaluation. */
export async function look(store: Store, { alerts }: Config): Promise<Omit<Evaluated, 'lost'>> {
  const thresholds = alerts.rules.filter(({ enabled }) => enabled).map(({ rule, threshold }) => ({ rule, threshold }))
  return withClient(store.pool, (client) => evaluateAlerts(client, thresholds, alerts.budgets))
}

/**
 * After what has loaded, whatever became of it: that a load failed makes data old, which is an alert, too. Nothing is looked at
 * where nobody would be told: `tokenledger alerts` looks by itself. Throws nothing, for what is committed is no less loaded.
 */
export async function evaluateAfter(
  store: Store,
  config: Config,
  log: Log,
  options: EvaluateOptions = {},
): Promise<void> {
  if (config.alerts.channels.length === 0) return
  try {
    const evaluated = await evaluate(store, config, options)
    log[evaluated.lost > 0 ? 'warn' : 'info']({ command: 'alerts', ...evaluated }, 'evaluated')
  } catch (error) {
    const why = maskUrl(error instanceof Error ? error.message : String(error))
    log.warn({ command: 'alerts', why }, 'alerts were not evaluated')
  }
}

/** Beside jobs that follow each other: none of them waits for it. */
export interface AlertsBeside {
  /** Runs a job, and looks while it goes on at what it has committed so far: one that reads many accounts may take an hour. */
  during<T>(job: () => Promise<T>): Promise<T>
  /** Something has loaded, or failed to: it is looked at with what loads in the next seconds. */
  soon(): void
  /** Looks at what is still to be looked at, now; settled when it is told. */
  end(): Promise<void>
}

/** Jobs come in a row, and are looked at once; what is committed is kept from being told no longer than this. */
const SOON_MS = 20_000

/** A clock of one's own. `after` calls back once and gives what calls it off. */
export interface Time {
  readonly after: (ms: number, work: () => void) => () => void
  readonly around?: Partial<Around>
}

export function alertsBeside(store: Store, config: Config, log: Log, time: Time = { after: later }): AlertsBeside {
  const channels = channelsOf(config, time.around)
  let callOff: (() => void) | undefined
  let looking = Promise.resolve()
  const tellNow = (): void => {
    callOff = undefined
    looking = looking.then(() => evaluateAfter(store, config, log, { channels }))
  }
  return {
    during: (job) => (channels.length === 0 ? job() : watched(store, job, time, tellNow)),
    soon: () => {
      if (channels.length > 0) callOff ??= time.after(SOON_MS, tellNow)
    },
    end: async () => {
      if (callOff !== undefined) {
        callOff()
        tellNow()
      }
      await looking
    },
  }
}

/** `onLoaded` hears every twenty seconds that something is committed which was not at the last look. */
async function watched<T>(store: Store, job: () => Promise<T>, { after }: Time, onLoaded: () => void): Promise<T> {
  // A database that does not answer now is the concern of the job.
  const loaded = (): Promise<string | null | undefined> => withClient(store.pool, lastLoad).catch(() => undefined)
  let [known, runs] = [await loaded(), true]
  let callOff: () => void
  const watch = async (): Promise<void> => {
    const load = await loaded()
    if (!runs) return
    if (load !== undefined && load !== known) {
      known = load
      onLoaded()
    }
    callOff = after(SOON_MS, () => void watch())
  }
  callOff = after(SOON_MS, () => void watch())
  return job().finally(() => {
    runs = false
    callOff()
  })
}

function later(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}

/**
 * One process tells at a time, and none waits for it: receivers may be slow. Who finds another telling leaves its events to it,
 * for who tells looks once more after it has let go.
 */
async function tellAll(store: Store, settings: AlertSettings, channels: readonly Channel[]): Promise<number> {
  let lost = 0
  let untold: readonly AlertEvent[]
  do {
    const lock = await takeJobLock(store.address, 'alerts')
    if (lock === undefined) return lost
    try {
      untold = await withClient(store.pool, untoldAlerts)
      lost += await tell(store, untold, settings, channels)
      await withClient(store.pool, (client) => markTold(client, untold))
    } finally {
      await lock.release()
    }
    untold = await withClient(store.pool, untoldAlerts)
  } while (untold.length > 0)
  return lost
}

async function tell(
  store: Store,
  events: readonly AlertEvent[],
  { rules, panels }: AlertSettings,
  channels: readonly Channel[],
): Promise<number> {
  const telling = channels.map(async (channel) => {
    const heard = events.filter(({ rule }) => {
      const only = rules.find((one) => one.rule === rule)?.channels ?? []
      return only.length === 0 || only.includes(channel.name)
    })
    const messages = heard.flatMap((event) => messagesOf(event, panels))
    if (messages.length === 0) return 0
    const { undelivered } = await channel.send(messages)
    if (undelivered.length > 0) await keep(store, undelivered)
    return undelivered.reduce((sum, one) => sum + one.messages.length, 0)
  })
  // All have ended before anything is marked, and none waits for another that hangs.
  const ended = await Promise.allSettled(telling)
  const failed = ended.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  return ended.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0)
}

function messagesOf(event: AlertEvent, panels: string | undefined): Message[] {
  return [
    ...(event.told_at === null ? [messageOf(event, 'firing', panels)] : []),
    ...(event.resolved_at === null ? [] : [messageOf(event, 'resolved', panels)]),
  ]
}
