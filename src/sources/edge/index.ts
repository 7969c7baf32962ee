/**
 * Devices of one's own at the edge. No cloud bills them, so that their bill is made of a file: what they were bought for in
 * equal months, the energy that they drew, and what they transfer. From here on it is a bill like any other.
 */
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
import { parseDay } from '../../units/billing-day.js'
import { attoOf, decimalOf } from '../../units/decimal.js'
import { type Hour, hourAt, plusHours } from '../../units/hour.js'
import { dueMonths, marksOf, markText, READ_AGAIN_DAYS, saidOf } from './due.js'
import { energyLines } from './energy.js'
import { type Day, type Device, readDevices } from './file.js'
import { daysOf, type Month, monthLines, PROVIDER, startOf } from './month.js'
import { monthOf, monthsTouched, nextMonth } from './wear.js'

/** Telemetry reads its last three hours again: what it has not told by then, watts tell. */
const SETTLED_AFTER_HOURS = 3

/** The source of one file. It is read when a bill is to be made. */
export function edgeBills(settings: EdgeConfig): BillSource {
  return {
    feed: PROVIDER,
    account: settings.name,
    version: '1',
    usdPerRequest: '0',
    finalAfterDays: READ_AGAIN_DAYS,
    due: async (around) => inPieces(dueMonths(await readDevices(settings.devices), dayAt(around.now), around)),
    pieces: (from, to) => inPieces(monthsTouched(parseDay(from, 'UTC'), parseDay(to, 'UTC'))),
    read: (piece, around) => read(settings, piece, around),
    probe: () => probe(settings),
  }
}

/** A month each, so that what is wrong with one does not keep another from being read. */
function inPieces(months: readonly Day[]): BillPiece[] {
  return months.map((month) => {
    const name = monthOf(month)
    return { name, windows: [name], from: month.date, to: nextMonth(month).date, requests: 0 }
  })
}

async function* read({ name, devices: file }: EdgeConfig, piece: BillPiece, around: Asking): AsyncGenerator<BillPage> {
  const devices = await readDevices(file)
  const month: Month = { account: name, first: parseDay(piece.from, 'UTC') }
  const until = plusHours(hourAt(around.now), -SETTLED_AFTER_HOURS)
  const isToCome = month.first.date > dayAt(around.now).date
  const lines = isToCome ? [] : linesOf(devices, month, until, await measuredIn(devices, month, around))
  yield {
    name: `${file} ${piece.name}`,
    lines,
    refused: [],
    windows: [windowOf(month)],
    totals: totalsOf(month, lines),
    mark: markText({ ...marksOf(around.mark), [piece.name]: saidOf(devices, month.first) }),
    // A file that lost all of its devices is more likely a slip than a sale of them all.
    ...(devices.length === 0 ? {} : { emptyIsMeant: true }),
  }
  around.onProgress(100)
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
