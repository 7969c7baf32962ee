/** What types of machines hold: the files of `pricing/`, and a user's own. */
export { readInstanceTypes, readPricing } from './read.js'
export type { PlacedType, Pricing, PricingOptions } from './read.js'
export { lintPricing } from './lint.js'
export type { Lint, Warning } from './lint.js'
