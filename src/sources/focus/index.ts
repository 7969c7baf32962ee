/** A set of FOCUS export files as one snapshot: its windows, its totals and its lines. */
import type { BillSnapshot, ControlTotal, SurveyedWindow } from '../../records/bill-snapshot.js'
import { CURRENCIES } from '../../units/currency.js'
import type { ReadFile } from './groups.js'
import { demandWhole } from './packed.js'
import type { TextRow } from './protocol.js'
import { startReading } from './reading.js'

export { ReadingTooLarge } from './process.js'
export { exportFiles } from './files.js'
export { contentOf, sha256OfFiles } from './content.js'
export type { ExportFile, ExportSet } from './files.js'

/** Rises when the same file would be understood or grouped otherwise: then it is no longer the same content. */
export const parserVersion = 'focus-1'

export interface SnapshotRequest {
  readonly feed: string
  /** Which configured account was asked; '' for files. */
  readonly account?: string
  readonly content: string
  /** Windows that the source answered for, whether it told a line of them or none. */
  readonly announced?: readonly SurveyedWindow[]
  readonly files: readonly (ReadFile & { readonly bytes: number; readonly sha256: string })[]
  readonly roundDoubles: boolean
  readonly merge: boolean
  readonly threads: number
  readonly memoryLimit: string
  /** Where reading may spill; emptied afterwards. */
  readonly folder: string
  readonly onProgress: (percent: number) => void
}

export interface OpenSnapshot extends BillSnapshot {
  close(): Promise<void>
}

/** Surveys the files; the lines follow when they are asked for. Close it whatever happens. */
export async function openSnapshot(request: SnapshotRequest): Promise<OpenSnapshot> {
  const reading = await startReading(request.folder, request.onProgress)
  try {
    const { feed, files, roundDoubles, merge, threads, memoryLimit } = request
    const whole = demandWhole(files.map(({ path }) => path))
    // It is asked after the survey, and a broken file breaks the survey, too: its own words are the better ones.
    whole.catch(() => undefined)
    const survey = reading.survey({
      feed,
      files: files.map(({ path, format }) => ({ path, format })),
      currencies: CURRENCIES,
      roundDoubles,
      merge,
      threads,
      memoryLimit,
    })
    const surveyed = await survey.catch(async (error: unknown) => {
      await whole
      throw error
    })
    await whole
    return {
      feed,
      account: request.account ?? '',
      content: request.content,
      files,
      windows: withAnnounced(windowsOf(surveyed), request.announced ?? []),
      totals: surveyed.map(totalOf),
      lines: (loadId) => reading.rows('lines', loadId),
      rejected: (loadId) => reading.rows('rejected', loadId),
      rejectedTotals: () => reading.rejectedTotals().map(totalOf),
      close: () => reading.close(),
    }
  } catch (error) {
    await reading.close()
    throw error
  }
}

/** One window of the rows that share a key: they differ only in currency. */
function windowsOf(rows: readonly TextRow[]): SurveyedWindow[] {
  const windows = new Map<string, SurveyedWindow>()
  for (const row of rows) {
    const window = windowOf(row)
    if (window === undefined) continue
    const known = windows.get(window.windowKey)
    windows.set(window.windowKey, known === undefined ? window : widened(known, window))
  }
  return [...windows.values()]
}

/**
 * By name, for what reads them finds them in no order. An announced window without a line stands as it was announced; of one
 * with lines the lines tell how far it reaches.
 */
function withAnnounced(found: readonly SurveyedWindow[], announced: readonly SurveyedWindow[]): SurveyedWindow[] {
  const known = new Map(found.map((window) => [window.windowKey, window]))
  for (const window of announced) {
    const { firstCharge, lastCharge, usageDays } = known.get(window.windowKey) ?? window
    known.set(window.windowKey, { ...window, firstCharge, lastCharge, usageDays })
  }
  const order = ({ name, windowKey }: SurveyedWindow): string => `${name} ${windowKey}`
  return [...known.values()].toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
}

function windowOf(row: TextRow): SurveyedWindow | undefined {
  const [windowKey, firstCharge, lastCharge] = [
    textOf(row['window_key']),
    textOf(row['first_charge']),
    textOf(row['last_charge']),
  ]
  const periodEnd = textOf(row['billing_period_end'])
  if (windowKey === null || firstCharge === null || lastCharge === null || periodEnd === null) return undefined
  return {
    windowKey,
    name: textOf(row['window_name']) ?? '',
    provider: String(row['provider']),
    invoiceIssuerName: String(row['issuer']),
    billingAccountId: String(row['billing_account_id']),
    billingPeriod: String(row['billing_period']),
    billingPeriodEnd: periodEnd,
    firstCharge,
    lastCharge,
    usageDays: (textOf(row['usage_days']) ?? '').split(',').filter((day) => day !== ''),
  }
}

function widened(a: SurveyedWindow, b: SurveyedWindow): SurveyedWindow {
  return {
    ...a,
    billingPeriod: earlier(a.billingPeriod, b.billingPeriod),
    billingPeriodEnd: later(a.billingPeriodEnd, b.billingPeriodEnd),
    firstCharge: earlier(a.firstCharge, b.firstCharge),
    lastCharge: later(a.lastCharge, b.lastCharge),
    usageDays: [...new Set([...a.usageDays, ...b.usageDays])].toSorted(),
  }
}

// Times of the survey are UTC in one form, so their texts sort as they do.
const earlier = (a: string, b: string): string => (a < b ? a : b)
const later = (a: string, b: string): string => (a > b ? a : b)

function totalOf(row: TextRow): ControlTotal {
  return {
    windowKey: textOf(row['window_key']),
    billingCurrency: textOf(row['billing_currency']),
    lines: String(row['lines']),
    listCost: textOf(row['list_cost']),
    contractedCost: textOf(row['contracted_cost']),
    billedCost: textOf(row['billed_cost']),
    effectiveCost: textOf(row['effective_cost']),
  }
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}
