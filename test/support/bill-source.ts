/** A bill source for tests of what every source goes through: it tells what it is given, a page a list of lines. */
import type { BillLine, RefusedLine } from '../../src/records/bill-line.js'
import type { Asking, BillPage, BillPiece, BillSource, BillWindow } from '../../src/records/bill-source.js'
import { parseDecimal } from '../../src/units/decimal.js'
import { parseInstant } from '../../src/units/instant.js'

/** A line of a machine's hour in August 2026; what a test does not name is nothing special. */
export function lineOf(said: Partial<BillLine> & { readonly cost?: string; readonly hour?: string }): BillLine {
  const { cost = '1', hour = '2026-08-01T00', ...named } = said
  const start = parseInstant(`${hour}:00:00Z`)
  const end = new Date(Date.parse(start) + 3_600_000).toISOString().replace('.000', '')
  return {
    window: 'w1',
    provider: 'aws',
    invoiceIssuerName: 'Example',
    invoiceId: null,
    billingAccountId: '111122223333',
    subAccountId: null,
    billingPeriodStart: parseInstant('2026-08-01T00:00:00Z'),
    billingPeriodEnd: parseInstant('2026-09-01T00:00:00Z'),
    billingCurrency: 'USD',
    chargePeriodStart: start,
    chargePeriodEnd: parseInstant(end),
    chargeCategory: 'Usage',
    chargeClass: null,
    chargeFrequency: 'Usage-Based',
    serviceName: 'Compute',
    skuId: null,
    skuPriceId: null,
    pricingCategory: null,
    commitmentDiscountId: null,
    commitmentDiscountType: null,
    commitmentDiscountStatus: null,
    capacityReservationId: null,
    capacityReservationStatus: null,
    costType: null,
    regionId: 'us-east-1',
    resourceId: 'i-0a1b2c3d4e5f60718',
    consumedQuantity: null,
    consumedUnit: null,
    pricingQuantity: null,
    pricingUnit: null,
    listCost: null,
    contractedCost: null,
    billedCost: parseDecimal(cost),
    effectiveCost: parseDecimal(cost),
    details: {},
    tags: {},
    ...named,
  }
}

export function windowOf(name: string, said: Partial<BillWindow> = {}): BillWindow {
  return {
    name,
    provider: 'aws',
    invoiceIssuerName: 'Example',
    billingAccountId: '111122223333',
    billingPeriod: '2026-08-01',
    billingPeriodEnd: '2026-09-01',
    ...said,
  }
}

export function refusedOf(window: string, said: Partial<RefusedLine> = {}): RefusedLine {
  return {
    window,
    record: 1,
    column: 'Amount',
    value: 'x',
    reason: 'is not a decimal number',
    line: '{"Amount":"x"}',
    ...said,
  }
}

/** What it answers with: pages, or a function of what it may ask. */
export type Answers = readonly Partial<BillPage>[] | ((around: Asking, piece: BillPiece) => AsyncGenerator<BillPage>)

export function pieceOf(...windows: string[]): BillPiece {
  return { name: windows.join('+'), windows, from: '2026-08-01', to: '2026-08-02', requests: 1 }
}

export function sourceOf(answers: Answers, said: Partial<BillSource> = {}): BillSource {
  return {
    feed: 'test-api',
    account: 'prod',
    version: '1',
    usdPerRequest: '0',
    finalAfterDays: 15,
    due: () => Promise.resolve([]),
    pieces: () => [],
    probe: () => Promise.resolve([]),
    read: async function* (piece, around) {
      if (typeof answers === 'function') yield* answers(around, piece)
      else for (const page of answers) yield pageOf(page)
    },
    ...said,
  }
}

export function pageOf(said: Partial<BillPage>): BillPage {
  return { name: 'page 1', lines: [], refused: [], ...said }
}
