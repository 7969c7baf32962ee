/** The job `rates`, and the history of exchange rates. */
import type { Config } from '../../src/config/index.js'
import { type Store, withClient } from '../../src/store/index.js'
import { unsettledDays } from '../../src/store/rates/index.js'
import { type BillingDay, nextDay, parseDay, plusDays } from '../../src/units/billing-day.js'
import { hoursBetween, parseHour } from '../../src/units/hour.js'
import { count, several } from '../../src/words.js'
import type { DayRange, Job, JobOutcome, Piece, Surroundings } from '../job.js'
import { cron, loadRates, name, type RatesAsked, ratesOptions, SILENCE_DAYS, todayOf, zone } from '../rates.js'
import { rangeOf } from '../range.js'

export const ratesJob: Job = {
  name,
  stage: 'rates',
  summary: 'exchange rates of the PBoC, and what they convert',
  cron,
  zone,
  memory: '512Mi',
  lacks: () => undefined,
  run: (store, config, around) => load(store, config, {}, around),
  histories: () => [
    {
      name: 'rates',
      stage: 'rates',
      plan,
      load: (store, config, { from, to }, around) => load(store, config, { from, to }, around),
    },
  ],
}

/** A source refuses a year at once; the days before, that are asked along, leave no hole. */
const PIECE_DAYS = 330

async function plan(store: Store, config: Config, range: DayRange, around: Surroundings): Promise<Piece[]> {
  const { from, to } = rangeOf(range, 'UTC+8', nextDay(todayOf(around)))
  const pieces: Piece[] = []
  for (let start = from; start.date < to.date; start = plusDays(start, PIECE_DAYS)) {
    const end = plusDays(start, PIECE_DAYS)
    pieces.push(await pieceOf(store, config, start, end.date < to.date ? end : to))
  }
  return pieces
}

type Day = BillingDay<'UTC+8'>

/** Of a piece that is held in part, only from the first day that lacks a rate to the last. */
async function pieceOf(store: Store, config: Config, from: Day, to: Day): Promise<Piece> {
  const lacking = await withClient(store.pool, (client) => unsettledDays(client, from.date, to.date))
  const [first, last] = [lacking[0], lacking.at(-1)]
  if (first === undefined || last === undefined) {
    return { from: from.date, to: to.date, requests: requestsFor(config, from, to), done: true }
  }
  const [start, end] = [parseDay(first, 'UTC+8'), nextDay(parseDay(last, 'UTC+8'))]
  return { from: start.date, to: end.date, requests: requestsFor(config, start, end), done: false }
}

/** CFETS sends 50 working days a page; SAFE sends everything at once. */
function requestsFor({ rates }: Config, from: Day, to: Day): number {
  const days = hoursBetween(parseHour(`${from.date}T00:00:00Z`), parseHour(`${to.date}T00:00:00Z`)) / 24 + SILENCE_DAYS
  return rates.source === 'safe' ? 1 : Math.ceil((days * 5) / 7 / 50)
}

async function load(store: Store, config: Config, asked: RatesAsked, around: Surroundings): Promise<JobOutcome> {
  const { dryRun } = around
  const loaded = await loadRates(store, ratesOptions(config, { ...asked, dryRun }, around))
  const { loadId, lastFixing, came, gone, hours, daysProvisional } = loaded
  const outcome = dryRun ? 'planned' : loadId === undefined ? 'unchanged' : 'loaded'
  return {
    outcome,
    says:
      `${several(came, 'rate')} came, ${count(gone)} went, ${several(hours, 'hour')} converted; the last fixing is of ` +
      (lastFixing ?? 'no day') +
      (daysProvisional > 0n ? `, ${several(daysProvisional, 'day')} carried for now` : ''),
    loadIds: loadId === undefined ? [] : [loadId],
  }
}
