/** One file of instance types: read, understood, and complained of. */
import { readFileSync } from 'node:fs'
import { readYaml, valueAt } from '../config/document.js'
import type { Path, YamlFile } from '../config/document.js'
import { inOrder, mistakeAt, mistakesOf } from '../config/mistakes.js'
import type { Mistake } from '../config/mistakes.js'
import { codeOf } from '../config/secrets.js'
import { ConfigError } from '../errors.js'
import { parseDecimal } from '../units/decimal.js'
import type { Decimal } from '../units/decimal.js'
import { parseGpus } from '../units/gpus.js'
import type { Gpus } from '../units/gpus.js'
import { checkEntries } from './rules.js'
import { pricingFile, pricingJsonSchema } from './schema.js'
import type { PricingData } from './schema.js'

export interface PricingFile {
  /** As it is told in messages. */
  readonly name: string
  readonly yaml: YamlFile
  /** Undefined when there are mistakes of form. */
  readonly data: PricingData | undefined
  /** From top to bottom. */
  readonly mistakes: readonly Mistake[]
}

/** @throws ConfigError when the file cannot be read; what is wrong inside is among its mistakes */
export function readPricingFile(path: string, name = path): PricingFile {
  const yaml = readYaml(textOf(path))
  const mistakes: Mistake[] = yaml.mistakes.map((one) => ({ ...one, where: `${name}:${one.line}:${one.column}` }))
  const parsed = pricingFile.safeParse(yaml.value ?? {})
  if (!parsed.success) mistakes.push(...mistakesOf(name, yaml, parsed.error, pricingJsonSchema()))
  checkEntries(yaml.value, (at, text) => mistakes.push(mistakeAt(name, yaml, at, text)))
  return { name, yaml, data: parsed.data, mistakes: inOrder(mistakes) }
}

/** GPUs as they stand in the file: 0.1 is a tenth there, and to YAML the double next to it. */
export function gpusAt({ yaml }: PricingFile, path: Path): Gpus {
  return parseGpus(writtenAt(yaml, path))
}

export function decimalAt({ yaml }: PricingFile, path: Path): Decimal | null {
  return valueAt(yaml.value, path) === undefined ? null : parseDecimal(writtenAt(yaml, path))
}

/** `pricing/instance-types.yaml:12:5`, where a row begins. */
export function whereIs({ name, yaml }: PricingFile, path: Path): string {
  const { line, column } = yaml.placeOf(path)
  return `${name}:${line}:${column}`
}

function writtenAt(yaml: YamlFile, path: Path): string {
  return yaml.sourceOf(path) ?? String(valueAt(yaml.value, path))
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ConfigError(`${path} cannot be read (${codeOf(cause)}). Name another, or mend pricing.files of tokenledger.yaml.`, {
      cause,
      facts: { file: path },
    })
  }
}
