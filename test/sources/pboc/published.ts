/** Made-up central parities for tests, served as CFETS serves them. No real one is among them. */
import { onTestFinished } from 'vitest'
import { type CfetsManners, type CfetsWorld, type Published, startCfets } from '../../../src/world/cfets.js'
import { type BillingDay, parseDay } from '../../../src/units/billing-day.js'

/** A day and its values, in the order of the head. */
export type Row = readonly [date: string, ...values: readonly string[]]

export function published(head: readonly string[], rows: readonly Row[]): Published {
  return { head, days: rows.map(([date, ...values]) => ({ date, values })) }
}

/** Only the dollar. */
export function dollars(rows: Readonly<Record<string, string>>): Published {
  return published(['USD/CNY'], Object.entries(rows))
}

/** A CFETS that ends with the test. */
export async function aCfets(what: Published, manners: CfetsManners = {}): Promise<CfetsWorld> {
  const world = await startCfets(what, manners)
  onTestFinished(() => world.close())
  return world
}

export function days(from: string, upTo: string): { from: BillingDay<'UTC+8'>; upTo: BillingDay<'UTC+8'> } {
  return { from: parseDay(from, 'UTC+8'), upTo: parseDay(upTo, 'UTC+8') }
}

/** What a test need not wait for. */
export const quick = { pause: () => Promise.resolve(), patience: { retries: 0, firstWaitMs: 1 } }
