/** What no schema sees: intervals that end early or overlap, parts of a GPU without a word on how, and what is told twice. */
import type { z } from 'zod'
import { valueAt } from '../config/document.js'
import type { Path } from '../config/document.js'
import { isWhole, parseGpus } from '../units/gpus.js'
import { instanceTypeEntry } from './schema.js'
import { machinePrice, tokenPrice } from './schema-prices.js'
import type { InstanceTypeEntry } from './schema.js'
import type { MachinePriceEntry, TokenPriceEntry } from './schema-prices.js'

type Complain = (path: Path, text: string) => void

/** Complains of entries that are well-formed and wrong; of those that are not, the schema does. */
export function checkEntries(value: unknown, complain: Complain): void {
  const entries = listAt(value, ['instance_types']).flatMap((one, index) => {
    const parsed = instanceTypeEntry.safeParse(one)
    return parsed.success ? [{ ...parsed.data, index }] : []
  })
  const firsts = new Map<string, (InstanceTypeEntry & { index: number })[]>()
  for (const entry of entries) {
    const path: Path = ['instance_types', entry.index]
    checkEntry(entry, (text) => complain(path, text))
    const key = keyOf(entry)
    const rival = firsts.get(key)?.find((other) => overlap(other, entry))
    if (rival !== undefined) complain(path, overlapping(entry, rival))
    firsts.set(key, [...(firsts.get(key) ?? []), entry])
  }
  checkFactors(value, complain)
  checkPrices(value, 'machine_prices', machinePrice, machineKey, complain)
  checkPrices(value, 'token_prices', tokenPrice, tokenKey, complain)
}

/** Prices of machines are told apart by where and how they are bought. */
export function machineKey({ provider, region, type, purchase }: Pick<MachinePriceEntry, 'provider' | 'region' | 'type' | 'purchase'>): string {
  return `${keyOf({ provider, type })} ${region} ${purchase}`
}

export function tokenKey({ provider, model }: Pick<TokenPriceEntry, 'provider' | 'model'>): string {
  return `${provider} ${model}`
}

interface Dated {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** A price holds until the next one of the same begins, so that two of them must not begin on one day. */
function checkPrices<Entry extends Dated>(
  value: unknown,
  list: string,
  schema: z.ZodType<Entry>,
  key: (entry: Entry) => string,
  complain: Complain,
): void {
  const begun = new Map<string, number>()
  for (const [index, one] of listAt(value, [list]).entries()) {
    const { data: entry } = schema.safeParse(one)
    if (entry === undefined) continue
    const { from, to } = entry
    if (from !== undefined && to !== undefined && to <= from)
      complain([list, index], `ends on ${to} before it begins on ${from}. Write a later to, or leave it out.`)
    const begins = `${key(entry)} ${from ?? ''}`
    const rival = begun.get(begins)
    if (rival !== undefined)
      complain([list, index], `begins when ${list}[${rival}] does. Write another from on one of them, or keep one.`)
    else begun.set(begins, index)
  }
}

/** Types are told apart by provider and name, whatever their capitals. */
export function keyOf({ provider, type }: { readonly provider: string; readonly type: string }): string {
  return `${provider} ${type.toLowerCase()}`
}

function checkEntry(entry: InstanceTypeEntry, complain: (text: string) => void): void {
  const { type, from, to, share, gpu } = entry
  if (from !== undefined && to !== undefined && to <= from)
    complain(`(${type}) ends on ${to} before it begins on ${from}. Write a later to, or leave it out.`)
  const gpus = parseGpus(String(entry.gpus))
  if (gpus.numerator === 0n && (gpu ?? share) !== undefined)
    complain(`(${type}) holds no GPU and names one. Write how many, or leave gpu and share out.`)
  if (!isWhole(gpus) && share === undefined)
    complain(`(${type}) holds a part of a GPU; expected how. Write for example share: vGPU`)
}

function overlapping({ type, from }: InstanceTypeEntry, rival: InstanceTypeEntry & { index: number }): string {
  const since = [from, rival.from].filter((day) => day !== undefined).toSorted().at(-1)
  const when = since === undefined ? 'on every day' : `from ${since} on`
  return `overlaps instance_types[${rival.index}]: ${type} is told twice ${when}. Write a to (exclusive) on the one that ends first.`
}

function overlap(left: InstanceTypeEntry, right: InstanceTypeEntry): boolean {
  return (left.from ?? '') < (right.to ?? '~') && (right.from ?? '') < (left.to ?? '~')
}

function checkFactors(value: unknown, complain: Complain): void {
  const told = new Set<unknown>()
  for (const [index, one] of listAt(value, ['a100', 'factors']).entries()) {
    const gpu = valueAt(one, ['gpu'])
    if (told.has(gpu)) complain(['a100', 'factors', index], `tells of ${String(gpu)} a second time. Keep one of them.`)
    told.add(gpu)
  }
  const [basis, reference] = [valueAt(value, ['a100', 'basis']), valueAt(value, ['a100', 'reference'])]
  if ((basis === undefined) !== (reference === undefined))
    complain(['a100'], 'has a basis without a reference, or the other way round. Write both, or neither to keep ours.')
}

function listAt(value: unknown, path: Path): readonly unknown[] {
  const list = valueAt(value, path)
  return Array.isArray(list) ? list : []
}
