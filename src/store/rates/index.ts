/** Exchange rates in the ledger: written, carried, and what they convert. */
export { writeRates } from './write.js'
export type { RateOptions, RateStep, RatesWritten } from './write.js'
export { ACCEPTABLE } from './refuse.js'
export type { Accept } from './refuse.js'
export { hoursWithoutRate, lastFixing, ratesLacking, ratesOn, settledBefore, unsettledDays } from './ask.js'
export type { HoursWithoutRate, Lacking, RateOfDay } from './ask.js'
