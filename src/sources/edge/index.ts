/**
 * Devices of one's own at the edge. No cloud bills them, so that their bill is made of a file: what they were bought for in
 * equal months, the energy that they drew, and what they transfer. From here on it is a bill like any other.
 */
import { createHash } from 'node:crypto'
import type { EdgeConfig } from '../../config/schema-bills-edge.js'
import type {
  Asking,
  BillPage,
  BillPiece,
  BillSource,
  Finding,
  MachineHour,
  ProviderTotal,
} from '../../records/bill-source.js'
import type { BillLine } from '../../records/bill-line.js'
import { parseDay, plusDays } from '../../units/billing-day.js'
import { attoOf, decimalOf } from '../../units/decimal.js'
import { type Hour, parseHour, plusHours } from '../../units/hour.js'
import { energyLines } from './energy.js'
import { type Day, type Device, readDevices } from './file.js'
import { daysOf, type Month, monthLines, PROVIDER, startOf } from './month.js'
import { marksOf, markText } from './marks.js'
import { monthOf, monthsTouched, nextMonth } from './wear.js'

/** Telemetry reads its last three hours again: what it has not told by then, watts tell. */
const SETTLED_AFTER_HOURS = 3
/** Telemetry reads what it missed for 35 days. */
const READ_AGAIN_DAYS = 36
const MONTHS_AT_ONCE = 12

export function edgeBills(settings: EdgeConfig): BillSource {
  return {
    feed: PROVIDER,
    account: settings.name,
    version: '1',
    usdPerRequest: '0',
    finalAfterDays: READ_AGAIN_DAYS,
    due: async (around) => inPieces(dueMonths(await readDevices(settings.devices), around)),
    pieces: (from, to) => inPieces(monthsTouched(parseDay(from, 'UTC'), parseDay(to, 'UTC'))),
    read: (piece, around) => read(settings, piece, around),
    probe: () => probe(settings),
  }
}

/** The months that telemetry may still change, those that the file says otherwise than before, and those it says no more. */
function dueMonths(devices: readonly Device[], { now, held, mark }: Asking): readonly Day[] {
  const today = dayAt(now)
  const open = monthOf(plusDays(today, -READ_AGAIN_DAYS))
  const marks = marksOf(mark)
  const told = devices.map(({ bought }) => bought.date).toSorted()[0]
  const first = [...held.keys(), ...(told === undefined ? [] : [told.slice(0, 7)])].toSorted()[0]
  if (first === undefined) return []
  return monthsTouched(parseDay(`${first}-01`, 'UTC'), plusDays(today, 1)).filter((month) => {
    const name = monthOf(month)
    if (held.get(name)?.complete !== true) return true
    return name >= open || marks[name] !== saidOf(devices, month)
  })
}

/** What the file says of a month, as a hash: telemetry is not in it. */
function saidOf(devices: readonly Device[], first: Day): string {
  const said = devices.filter((one) => daysOf(one, { account: '', first }) !== undefined)
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16)
}

/** Months that follow each other, up to a year of them: each is a window of its own. */
function inPieces(months: readonly Day[]): BillPiece[] {
  const runs: Day[][] = []
  for (const month of months) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    const follows = last !== undefined && nextMonth(last).date === month.date
    if (run !== undefined && follows && run.length < MONTHS_AT_ONCE) run.push(month)
    else runs.push([month])
  }
  return runs.map((run) => {
    const windows = run.map(monthOf)
    const [from = '', last = ''] = [windows[0], windows.at(-1)]
    const name = from === last ? from : `${from}..${last}`
    const end = nextMonth(parseDay(`${last}-01`, 'UTC'))
    return { name, windows, from: `${from}-01`, to: end.date, requests: 0 }
  })
}

async function* read(
  { name, devices: file }: EdgeConfig,
  { windows }: BillPiece,
  around: Asking,
): AsyncGenerator<BillPage> {
  const devices = await readDevices(file)
  const until = plusHours(hourAt(around.now), -SETTLED_AFTER_HOURS)
  let marks = marksOf(around.mark)
  for (const [done, window] of windows.entries()) {
    const first = parseDay(`${window}-01`, 'UTC')
    const month: Month = { account: name, first }
    const measured = await measuredIn(devices, month, around)
    const lines = first.date > dayAt(around.now).date ? [] : linesOf(devices, month, until, measured)
    marks = { ...marks, [window]: saidOf(devices, first) }
    yield {
      name: `${file} ${window}`,
      lines,
      refused: [],
      windows: [windowOf(month)],
      totals: totalsOf(month, lines),
      mark: markText(marks),
      // A file that lost all of its devices is more likely a slip than a sale of them all.
      ...(devices.length === 0 ? {} : { emptyIsMeant: true }),
    }
    around.onProgress(Math.round((100 * (done + 1)) / windows.length))
  }
}

function linesOf(
  devices: readonly Device[],
  month: Month,
  until: Hour,
  measured: ReadonlyMap<string, ReadonlyMap<Hour, MachineHour>>,
): BillLine[] {
  return devices.flatMap((device) => [
    ...monthLines(device, month),
    ...energyLines(device, month, until, measured.get(device.id) ?? new Map()),
  ])
}

async function measuredIn(devices: readonly Device[], month: Month, around: Asking) {
  const drawing = devices.filter((one) => one.energy.length > 0 && daysOf(one, month) !== undefined)
  const found = new Map<string, Map<Hour, MachineHour>>(drawing.map(({ id }) => [id, new Map()]))
  if (found.size === 0) return found
  const [from, to] = [startOf(month.first), startOf(nextMonth(month.first))]
  for (const one of await around.measured(PROVIDER, [...found.keys()], from, to)) {
    found.get(one.machine)?.set(one.hour, one)
  }
  return found
}

function windowOf({ account, first }: Month) {
  return {
    name: monthOf(first),
    provider: PROVIDER,
    invoiceIssuerName: PROVIDER,
    billingAccountId: account,
    billingPeriod: first.date,
    billingPeriodEnd: nextMonth(first).date,
  }
}

/** Added up here, so that what arrives can be held against it. */
function totalsOf({ account, first }: Month, lines: readonly BillLine[]): ProviderTotal[] {
  const sums = new Map<BillLine['billingCurrency'], bigint>()
  for (const { billingCurrency, billedCost } of lines)
    sums.set(billingCurrency, (sums.get(billingCurrency) ?? 0n) + attoOf(billedCost))
  return [...sums].map(([billingCurrency, sum]) => ({
    provider: PROVIDER,
    billingAccountId: account,
    billingPeriod: first.date,
    billingCurrency,
    invoiceId: '',
    total: decimalOf(sum),
    notInLines: decimalOf(0n),
    source: 'the file of devices',
  }))
}

async function probe({ devices: file }: EdgeConfig): Promise<Finding[]> {
  const devices = await readDevices(file)
  if (devices.length > 0) return [{ what: 'devices', state: 'ok', says: `${file} tells of ${devices.length}` }]
  return [{ what: 'devices', state: 'no_data_yet', says: `${file} tells of none`, remedy: 'Add them to its devices.' }]
}

function dayAt(now: Date): Day {
  return parseDay(now.toISOString().slice(0, 10), 'UTC')
}

function hourAt(now: Date): Hour {
  return parseHour(`${now.toISOString().slice(0, 13)}:00:00Z`)
}
