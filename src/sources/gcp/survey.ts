/** Which hours were exported to, when last, and on which invoices: what a reading is planned by. */
import { z } from 'zod'
import { MalformedBill } from '../../errors.js'
import type { Export } from './export.js'
import { dayAfter } from './months.js'
import { type Page, pages, type Running } from './pages.js'
import type { Statement } from './statement.js'

/** An hour that has rows, and the greatest export time observed among those looked at. */
export interface Touch {
  /** `2026-08-22T05` */
  readonly hour: string
  /** `2026-08-23T05:40:00.123456Z`: text order is time order, and no Date ever cuts it to milliseconds. */
  readonly latest: string
  readonly months: readonly string[]
  /** How many rows were looked at: fewer than the hour has, where a mark was given. */
  readonly records: bigint
}

export interface Reach {
  /** UTC days of use, `[from, to)`. */
  readonly from: string
  readonly to: string | undefined
  readonly mark: string | undefined
}

const rowOf = z.object({
  usage_hour: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}$/),
  month: z.string().nullable(),
  latest: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/),
  records: z.string().regex(/^\d+$/),
})

/**
 * Hours with rows exported after the mark, in the order of their latest export: reading them in this order, everything up
 * to the last one read is read. Late rows lie in the partition of the day they were loaded, which is about the day they were
 * exported, whatever their hour: so partitions are read from some days before the mark on.
 */
export async function touchedHours(running: Running, bill: Export, reach: Reach): Promise<Touch[]> {
  const statement = touchedStatement(running, bill, reach)
  const hours = new Map<string, Touch>()
  for await (const page of pages(running, statement)) {
    for (const { usage_hour: hour, month, latest, records } of rowsOf(page)) {
      const before = hours.get(hour)
      hours.set(hour, {
        hour,
        latest: before === undefined || latest > before.latest ? latest : before.latest,
        months: [...(before?.months ?? []), ...(month === null ? [] : [month])],
        records: (before?.records ?? 0n) + BigInt(records),
      })
    }
  }
  return [...hours.values()].toSorted((a, b) => (`${a.latest} ${a.hour}` < `${b.latest} ${b.hour}` ? -1 : 1))
}

export function touchedStatement({ table, settings }: Running, bill: Export, { from, to, mark }: Reach): Statement {
  return bill.touched(table, {
    from: `${from}T00:00:00Z`,
    to: to === undefined ? undefined : `${to}T00:00:00Z`,
    mark,
    loadedFrom: dayAfter(mark === undefined || mark < from ? from : mark, -settings.marginDays),
  })
}

function rowsOf(page: Page): z.infer<typeof rowOf>[] {
  return page.rows.map((row) => {
    const { success, data } = rowOf.safeParse(row)
    if (success) return data
    throw new MalformedBill(
      `BigQuery answers touched-hours with ${JSON.stringify(row)}, which is no hour. Nothing was loaded. Report this.`,
    )
  })
}
