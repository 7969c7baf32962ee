/**
 * AWS Data Exports: FOCUS 1.0 and 1.2, and the Cost and Usage Report 2.0, as AWS delivers them into a bucket. What is new
 * is told by manifests; what a period holds is fetched whole, and handed over as files of FOCUS.
 */
import { SourceDown } from '../../../errors.js'
import { monthStart, parseDay, plusDays } from '../../../units/billing-day.js'
import { bucketOf, Replaced, type Stored } from './bucket.js'
import { bringPeriod } from './delivery.js'
import { baseOf, type Delivered, deliveredOf, filesOf } from './manifests.js'
import type { ExportSettings } from './settings.js'

export type { ExportSettings } from './settings.js'

export interface ChangedPeriod {
  /** `2026-08`. */
  readonly period: string
  /** To be known the next time: another one is another delivery. */
  readonly identity: string
  /** Nothing more is to come: two weeks after the period's end. */
  readonly final: boolean
}

export interface FetchedPeriod extends ChangedPeriod {
  /** FOCUS files on this machine, in the folder that was named. */
  readonly files: readonly string[]
  readonly manifestContent: string
}

export interface AwsExports {
  readonly feed: string
  readonly account: string
  /** Periods whose manifest is not the known one, oldest first. `known` is identities by period. */
  changed(known: ReadonlyMap<string, string>, now: Date): Promise<readonly ChangedPeriod[]>
  /** @throws SourceRefused, SourceDown, MalformedBill; what is in the folder then is of no use */
  fetch(period: string, folder: string, now: Date): Promise<FetchedPeriod>
}

/** AWS changes a period for two weeks after its end. */
const FINAL_AFTER_DAYS = 14
/** A delivery that replaces files while they are read is read again; three in a row are no accident. */
const MOST_ATTEMPTS = 3

export function awsExports(settings: ExportSettings): AwsExports {
  const bucket = bucketOf(settings)
  const delivered = async (): Promise<readonly Delivered[]> => {
    const listed = await bucket.list(`${baseOf(settings)}/metadata/`)
    return deliveredOf(listed, settings).filter(({ period }) => period >= settings.from)
  }
  return {
    feed: settings.table === 'focus' ? 'aws-focus' : 'aws-cur',
    account: settings.name,
    changed: async (known, now) =>
      (await delivered())
        .filter(({ period, identity }) => known.get(period) !== identity)
        .map(({ period, identity }) => ({ period, identity, final: isFinal(period, now) })),
    fetch: async (period, folder, now) => {
      for (let attempt = 1; ; attempt += 1) {
        const one = (await delivered()).find((delivery) => delivery.period === period)
        if (one === undefined) {
          throw new SourceDown(
            `The export ${settings.exportName} has no manifest of ${period} yet. Run it again when AWS has delivered it.`,
          )
        }
        try {
          const manifestContent = await bucket.text(one.manifest)
          const stored = await storedOf(filesOf(manifestContent, one, settings))
          const files = await bringPeriod({ delivery: one, manifestContent, stored, folder, settings, bucket })
          return { period, identity: one.identity, final: isFinal(period, now), files, manifestContent }
        } catch (error) {
          if (!(error instanceof Replaced)) throw error
          if (attempt < MOST_ATTEMPTS) continue
          throw new SourceDown(
            `AWS delivered ${period} anew ${MOST_ATTEMPTS} times while it was read (${error.message}). Run it again later.`,
            { cause: error },
          )
        }
      }
    },
  }

  async function storedOf(keys: readonly string[]): Promise<readonly Stored[]> {
    const found: Stored[] = []
    for (const key of keys) {
      const stored = await bucket.look(key)
      if (stored === undefined) throw new Replaced(key)
      found.push(stored)
    }
    return found
  }
}

function isFinal(period: string, now: Date): boolean {
  const end = monthStart(plusDays(parseDay(`${period}-01`, 'UTC'), 31))
  return now.toISOString().slice(0, 10) >= plusDays(end, FINAL_AFTER_DAYS).date
}
