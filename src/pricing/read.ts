/** The types that ship with tokenledger, and those of a user's own files, which win. */
import { mistakesError } from '../config/mistakes.js'
import { ConfigError } from '../errors.js'
import type { InstanceType } from '../records/instance-type.js'
import { shipped } from '../shipped.js'
import { a100Factor } from '../units/gpu-time.js'
import type { A100Factor } from '../units/gpu-time.js'
import type { Gpus } from '../units/gpus.js'
import { decimalAt, gpusAt, readPricingFile, whereIs } from './file.js'
import type { PricingFile } from './file.js'
import { keyOf } from './rules.js'
import type { InstanceTypeEntry } from './schema.js'

export interface PricingOptions {
  /** Files of a user's own; a later one wins over an earlier, and all over what ships. */
  readonly overlays: readonly string[]
}

/** A type, and where it stands. */
export interface PlacedType extends InstanceType {
  readonly where: string
}

export interface Pricing {
  readonly types: readonly PlacedType[]
  readonly factors: ReadonlyMap<string, A100Factor>
  readonly basis: string
  readonly files: readonly string[]
}

/**
 * All instance types, sorted by provider, type and first day.
 * @throws ConfigError that tells every mistake of every file at once
 */
export function readInstanceTypes(options: PricingOptions): readonly InstanceType[] {
  return readPricing(options).types
}

/** The same with their places and with the factors. Throws as `readInstanceTypes` does. */
export function readPricing({ overlays }: PricingOptions): Pricing {
  const name = 'pricing/instance-types.yaml'
  const file = (ours.file ??= readPricingFile(shipped(name), name))
  if (overlays.length === 0) return (ours.pricing ??= pricingOf([file]))
  return pricingOf([file, ...overlays.map((path) => readPricingFile(path))])
}

/** Read once: what ships stays as it is while we run, and every load of a run asks for it. */
const ours: { file?: PricingFile; pricing?: Pricing } = {}

export function pricingOf(files: readonly PricingFile[]): Pricing {
  demandNone(files)
  const { factors, basis } = factorsOf(files)
  const byType = new Map<string, PlacedType[]>()
  for (const file of files) {
    // A file replaces what stood before of a type as a whole: half of one's own and half of ours would be nobody's.
    for (const [key, entries] of grouped(file)) {
      byType.set(
        key,
        entries.map(({ entry, index }) => typeOf(file, index, entry, factors)),
      )
    }
  }
  return { types: [...byType.values()].flat().toSorted(inOrder), factors, basis, files: files.map((one) => one.name) }
}

/** @throws ConfigError when one of the files has a mistake */
export function demandNone(files: readonly PricingFile[]): void {
  const mistakes = files.flatMap((file) => file.mistakes)
  if (mistakes.length > 0) throw mistakesError('The list of prices and instance types', mistakes)
}

interface Indexed {
  readonly entry: InstanceTypeEntry
  readonly index: number
}

function grouped({ data }: PricingFile): Map<string, Indexed[]> {
  const groups = new Map<string, Indexed[]>()
  for (const [index, entry] of (data?.instance_types ?? []).entries()) {
    const key = keyOf(entry)
    groups.set(key, [...(groups.get(key) ?? []), { entry, index }])
  }
  return groups
}

function typeOf(
  file: PricingFile,
  index: number,
  entry: InstanceTypeEntry,
  factors: ReadonlyMap<string, A100Factor>,
): PlacedType {
  const at = (field: string) => ['instance_types', index, field]
  return {
    provider: entry.provider,
    type: entry.type,
    gpus: gpusAt(file, at('gpus')),
    gpuModel: entry.gpu ?? null,
    gpuMemoryGb: decimalAt(file, at('gpu_memory_gb')),
    vcpus: decimalAt(file, at('vcpus')),
    memoryGb: decimalAt(file, at('memory_gb')),
    share: entry.share ?? null,
    a100Factor: (entry.gpu === undefined ? undefined : factors.get(entry.gpu)) ?? null,
    from: entry.from ?? null,
    to: entry.to ?? null,
    source: entry.source,
    asOf: entry.as_of,
    where: whereIs(file, ['instance_types', index]),
  }
}

/** Factors of another basis cannot stand beside ours: a file that names a basis starts anew. */
function factorsOf(files: readonly PricingFile[]): { factors: ReadonlyMap<string, A100Factor>; basis: string } {
  let [basis, reference]: [string, Gpus | undefined] = ['', undefined]
  let factors = new Map<string, A100Factor>()
  for (const file of files) {
    const a100 = file.data?.a100
    if (a100 === undefined) continue
    if (a100.basis !== undefined) {
      factors = new Map()
      basis = a100.basis
      reference = gpusAt(file, ['a100', 'reference'])
    }
    if (reference === undefined) throw new ConfigError(`${file.name} tells factors without a basis. Write a100.basis.`)
    for (const [index, { gpu }] of a100.factors.entries()) {
      factors.set(gpu, a100Factor(gpusAt(file, ['a100', 'factors', index, 'tflops']), reference))
    }
  }
  return { factors, basis }
}

function inOrder(left: InstanceType, right: InstanceType): number {
  return (
    compare(left.provider, right.provider) ||
    compare(left.type, right.type) ||
    compare(left.from ?? '', right.from ?? '')
  )
}

function compare(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
