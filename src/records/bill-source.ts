import type { DayZone } from '../units/billing-day.js'
import type { Currency } from '../units/currency.js'
import type { Decimal } from '../units/decimal.js'
import type { Hour } from '../units/hour.js'
import type { BillLine, RefusedLine } from './bill-line.js'

/**
 * A bill that is asked for over an API, one configured account of one cloud. It knows how to ask and how to read answers;
 * what is stored, paid for already, or due again it is told.
 */
export interface BillSource {
  /** The feed that its lines are of: `alibaba`, `aws-cost-explorer`. One feed counts for an account's day (ledger.md 1). */
  readonly feed: string
  /** What the settings call this account; part of messages, and of nothing that is stored about money. */
  readonly account: string
  /** Of the provider's days; UTC when not said. */
  readonly zone?: DayZone
  /** Rises when the same answer would be understood otherwise. */
  readonly version: string
  /** What one request costs in US dollars, exact text: Cost Explorer takes 0.01. */
  readonly usdPerRequest: string
  /** Days after a billing period's end after which a reading of it is final, unless the provider says so itself. */
  readonly finalAfterDays: number
  /** What is to be read now, oldest first: windows never read, windows that may still change. May ask the provider. */
  due(around: Asking): Promise<readonly BillPiece[]>
  /** What the days `[from, to)` of the provider's calendar are read in, oldest first. Asks nobody. */
  pieces(from: string, to: string): readonly BillPiece[]
  /** The same pieces with the requests that they take by the provider's own counts. Free to ask; undefined: as `pieces` says. */
  sized?(pieces: readonly BillPiece[], around: Asking): Promise<readonly BillPiece[]>
  /** What reading pieces costs beside their requests, as the provider itself estimates; undefined: nothing. Free to ask. */
  estimate?(pieces: readonly BillPiece[], around: Asking): Promise<Estimate>
  /** Pages of a piece as the provider sends them. @throws SourceRefused, SourceDown, MalformedBill */
  read(piece: BillPiece, around: Asking): AsyncGenerator<BillPage>
  /** What is wrong with the account, for `doctor`: one finding for each thing that was tried. */
  probe(around: Asking): Promise<readonly Finding[]>
}

/** What is about to be paid for what is read. */
export interface Estimate {
  readonly bytes: bigint
  /** US dollars. */
  readonly usd: Decimal
  /** Where the figures are from, in a sentence. */
  readonly says: string
}

/** What is read together and replaced in one transaction. */
export interface BillPiece {
  /** `2026-08-22`, `2026-08`: as `read` understands it. */
  readonly name: string
  /** The windows that its answer is the whole of, by name. */
  readonly windows: readonly string[]
  /** Days of the provider's calendar, `[from, to)`. */
  readonly from: string
  readonly to: string
  /** How many requests it takes, about. */
  readonly requests: number
}

export interface BillPage {
  /** For messages: `DescribeInstanceBill 2026-08-22, page 3`. */
  readonly name: string
  readonly lines: readonly BillLine[]
  readonly refused: readonly RefusedLine[]
  /** Windows that are known to have been answered, so that one without a line is told from one not asked for. */
  readonly windows?: readonly BillWindow[]
  /** What the provider itself says the bill comes to. */
  readonly totals?: readonly ProviderTotal[]
  /** When resources ran on a day, where the provider tells it apart from money. */
  readonly presence?: PresenceDay
  /** What is missing and does not keep the bill from being read, each with what to do: a permission to grant. */
  readonly notices?: readonly string[]
  /** A window without a line is meant to have none: whoever tells of it knows of others. */
  readonly emptyIsMeant?: true
  /** Remembered for the next reading, written in the transaction of the lines: GCP's greatest export time. */
  readonly mark?: string
}

/** A window that an answer covers. Dates are of the provider's calendar. */
export interface BillWindow {
  readonly name: string
  readonly provider: string
  readonly invoiceIssuerName: string
  readonly billingAccountId: string
  readonly billingPeriod: string
  readonly billingPeriodEnd: string
  /** What the provider says of it; undefined: by `finalAfterDays`. */
  readonly final?: boolean
}

/** A bill's total as the provider states it apart from its lines, on the billed basis. */
export interface ProviderTotal {
  readonly provider: string
  readonly billingAccountId: string
  /** First day of the billing period, in the provider's zone. */
  readonly billingPeriod: string
  readonly billingCurrency: Currency
  /** Which of several bills of the period; '' where there is one. */
  readonly invoiceId: string
  /** The total to compare the lines with, and what the lines leave out of it (rounding discounts), zero where nothing. */
  readonly total: Decimal
  readonly notInLines: Decimal
  /** Where it is from: `QueryBillOverview`. */
  readonly source: string
}

/** A day of which a usage API told, if only that nothing ran: from then on it counts as told. */
export interface PresenceDay {
  /** Of the provider's calendar. */
  readonly date: string
  readonly hours: readonly PresenceHour[]
}

/** Seconds of an hour that a resource ran, as the provider's usage API says. */
export interface PresenceHour {
  readonly provider: string
  readonly resourceId: string
  readonly hour: Hour
  readonly seconds: number
}

/** What telemetry tells of an hour of a machine; null is what it does not tell. */
export interface MachineHour {
  readonly machine: string
  readonly hour: Hour
  /** Millijoules of the whole machine while it was seen, and for how many milliseconds that was. */
  readonly energyMj: bigint | null
  readonly seenMs: number
  /** Milliseconds with a request running. */
  readonly busyMs: number | null
}

/** What a source may do and know while it asks. */
export interface Asking {
  readonly now: Date
  /**
   * Counts and pays a request, sends it, and keeps its answer; the answer of the same question of a run that failed a
   * moment ago is given back instead. The question has no secret in it and names page and parameters.
   * @throws ConfigError when the budget of requests is spent
   */
  readonly ask: (question: string, send: () => Promise<string>) => Promise<string>
  /** Waits; tests let no time pass. */
  readonly pause: (ms: number) => Promise<void>
  /** What was read before of this feed and account, by the name of the window. */
  readonly held: ReadonlyMap<string, HeldWindow>
  /** The mark that the last reading left. */
  readonly mark: string | undefined
  /** What is held of windows, in sums. */
  readonly sums: (windows: readonly string[]) => Promise<readonly HeldSum[]>
  /** What telemetry tells of machines of a provider, by the ids which the bill uses, in the hours `[from, to)`. */
  readonly measured: (
    provider: string,
    machines: readonly string[],
    from: Hour,
    to: Hour,
  ) => Promise<readonly MachineHour[]>
  /** Of a reading, in percent. */
  readonly onProgress: (percent: number) => void
}

export interface HeldWindow {
  /** When the provider was asked last, whether it said anything new or not. */
  readonly loadedAt: Date
  readonly complete: boolean
  readonly final: boolean
  readonly lines: bigint
}

/** What the lines of a window come to, by what a provider's daily totals tell apart, and by resource and time. */
export interface HeldSum {
  readonly window: string
  readonly subAccountId: string
  readonly serviceName: string
  readonly usageType: string
  readonly costType: string
  readonly billingCurrency: string
  /** Null where the charge names none. */
  readonly resourceId: string | null
  /** ISO text, UTC. */
  readonly chargePeriodStart: string
  readonly chargePeriodEnd: string
  readonly billedCost: Decimal
  readonly effectiveCost: Decimal | null
}

/** What was tried, and how it went; a permission that is missing, a switch that is off, and data yet to come are three things. */
export interface Finding {
  readonly what: string
  readonly state: 'ok' | 'refused' | 'not_switched_on' | 'no_data_yet' | 'down'
  readonly says: string
  /** What to do; undefined: nothing. */
  readonly remedy?: string
}
