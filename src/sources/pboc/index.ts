/** The central parity of the yuan, which the PBoC has CFETS announce each working day at about 09:15 in Beijing. */
export { cfetsRates } from './cfets.js'
export type { Asking } from './cfets.js'
export { safeRates } from './safe.js'
export { csvRates } from './csv.js'
export type { Days } from './days.js'
