/** The envelopes of the three answers, all texts inside; what is not of this form is no answer to the question. */
import { z } from 'zod'
import { MalformedBill } from '../../errors.js'

const token = z.string().nullish()
const row = z.record(z.string(), z.unknown())
export type Row = z.infer<typeof row>

const instanceBill = z.object({
  Data: z.object({
    BillingCycle: z.string(),
    AccountID: z.string().min(1),
    TotalCount: z.string().regex(/^\d{1,9}$/),
    NextToken: token,
    Items: z.array(row).nullish(),
  }),
})
const overview = z.object({
  Data: z.object({
    BillingCycle: z.string(),
    AccountID: z.string().min(1),
    Items: z.object({ Item: z.array(row).nullish() }).nullish(),
  }),
})
/** A list, or a text that holds one: both have been met. */
const usage = z.object({ Data: z.object({ Marker: token, OmsData: z.union([z.array(row), z.string()]).nullish() }) })

export interface BillAnswer {
  readonly cycle: string
  readonly accountId: string
  readonly total: number
  readonly next: string
  readonly rows: readonly Row[]
}

/** @throws MalformedBill, as the two below do */
export function billAnswer(what: string, text: string): BillAnswer {
  const { Data } = inForm(instanceBill, what, parsed(what, text))
  return {
    cycle: Data.BillingCycle.trim(),
    accountId: Data.AccountID.trim(),
    total: Number(Data.TotalCount),
    next: Data.NextToken ?? '',
    rows: Data.Items ?? [],
  }
}

export function overviewAnswer(what: string, text: string): Omit<BillAnswer, 'next' | 'total'> {
  const { Data } = inForm(overview, what, parsed(what, text))
  return { cycle: Data.BillingCycle.trim(), accountId: Data.AccountID.trim(), rows: Data.Items?.Item ?? [] }
}

export function usageAnswer(what: string, text: string): Pick<BillAnswer, 'next' | 'rows'> {
  const { Data } = inForm(usage, what, parsed(what, text))
  const held = Data.OmsData ?? []
  const list = typeof held === 'string' ? inForm(z.array(row), what, held === '' ? [] : parsed(what, held)) : held
  return { next: Data.Marker ?? '', rows: list }
}

function inForm<T>(form: z.ZodType<T>, what: string, value: unknown): T {
  const { success, data, error } = form.safeParse(value)
  if (success) return data
  const { path = [], message = '' } = error.issues[0] ?? {}
  throw malformed(what, `has another form than it had: ${path.join('.')} ${message}`)
}

function parsed(what: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed(what, 'holds a text that is no JSON')
  }
}

/** An answer that cannot be what was asked for. */
export function malformed(what: string, why: string): MalformedBill {
  return new MalformedBill(
    `Alibaba's answer to ${what} ${why}. Nothing was loaded. Run it again; if it stays, tell us.`,
    {
      facts: { action: what },
    },
  )
}
