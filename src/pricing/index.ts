/** What types of machines hold and what they cost: the files of `pricing/`, and a user's own. */
export { readInstanceTypes, readPricing } from './read.js'
export type { PlacedType, Pricing, PricingOptions } from './read.js'
export { readPrices } from './prices.js'
export { lintPricing } from './lint.js'
export type { Lint, Warning } from './lint.js'
