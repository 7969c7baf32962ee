/** What is wrong or doubtful in the files of instance types, all of it at once. */
import { shipped } from '../shipped.js'
import { parseDecimal } from '../units/decimal.js'
import { decimalAt, gpusAt, type PricingFile, readPricingFile, whereIs } from './file.js'
import { type Doubted, doubtsOf, machineDoubted } from './doubts.js'
import { demandNone, pricingOf } from './read.js'
import type { Pricing, PlacedType, PricingOptions } from './read.js'
import { keyOf } from './rules.js'

export interface Warning {
  readonly where: string
  readonly text: string
}

export interface Lint {
  readonly files: readonly string[]
  readonly types: number
  readonly factors: number
  readonly basis: string
  /** What may be wrong; nothing is refused for it. */
  readonly warnings: readonly Warning[]
  /** The same of prices that ship as an example and that nothing reads. */
  readonly examples: readonly Warning[]
}

const TYPES = 'pricing/instance-types.yaml'
const EXAMPLES = ['pricing/examples/articles.yaml', 'pricing/prices.yaml']

/** @throws ConfigError that tells every mistake of every file, the examples included */
export function lintPricing({ overlays }: PricingOptions): Lint {
  const files = [readPricingFile(shipped(TYPES), TYPES), ...overlays.map((path) => readPricingFile(path))]
  const examples = EXAMPLES.map((name) => readPricingFile(shipped(name), name))
  demandNone([...files, ...examples])
  const pricing = pricingOf(files)
  return {
    files: pricing.files,
    types: new Set(pricing.types.map(keyOf)).size,
    factors: pricing.factors.size,
    basis: pricing.basis,
    warnings: [...gapsOf(pricing.types), ...files.flatMap((file) => priceWarnings(file, pricing))],
    examples: examples.flatMap((file) => priceWarnings(file, pricing)),
  }
}

/** Days between two intervals of a type, of which nothing is said. Types come in order. */
function gapsOf(types: readonly PlacedType[]): Warning[] {
  return types.flatMap((type, index) => {
    const before = types[index - 1]
    if (before === undefined || keyOf(before) !== keyOf(type)) return []
    if (before.to === null || type.from === null || before.to >= type.from) return []
    const text = `nothing is said of ${type.provider} ${type.type} from ${before.to} up to ${type.from}. Let one reach to the other.`
    return [{ where: type.where, text }]
  })
}

function priceWarnings(file: PricingFile, pricing: Pricing): Warning[] {
  const amountAt = (list: string, index: number) => decimalAt(file, [list, index, 'amount']) ?? parseDecimal('0')
  const warnings = (list: string, index: number, what: string, doubted: Doubted): Warning[] =>
    doubtsOf(doubted, pricing).map((doubt) => ({ where: whereIs(file, [list, index]), text: `${what} ${doubt}` }))
  return [
    ...(file.data?.machine_prices ?? []).flatMap((entry, index) =>
      warnings(
        'machine_prices',
        index,
        `a price of ${entry.type}`,
        machineDoubted(entry, amountAt('machine_prices', index), pricing),
      ),
    ),
    ...(file.data?.prices ?? []).flatMap((entry, index) => {
      const gpus = entry.gpus === undefined ? undefined : gpusAt(file, ['prices', index, 'gpus'])
      const doubted = { ...entry, gpu: entry.gpu, gpus, amount: amountAt('prices', index) }
      return warnings('prices', index, entry.item, doubted)
    }),
  ]
}
