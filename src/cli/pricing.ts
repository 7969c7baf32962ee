import { Command } from 'commander'
import { ConfigError } from '../errors.js'
import { type Lint, lintPricing, type PlacedType, readPricing, type Warning } from '../pricing/index.js'
import { decimalOfGpus, formatGpus } from '../units/gpus.js'
import { contextOf } from './context.js'
import { say, sayJson, several, table } from './print.js'

export function pricingCommand(): Command {
  return new Command('pricing')
    .summary('what types of machines hold')
    .description('How many GPUs a type of machine holds, which, and what they are worth in A100s: ours and yours.')
    .addCommand(lintCommand())
    .addCommand(showCommand())
}

function lintCommand(): Command {
  return new Command('lint')
    .summary('what is wrong with the files of instance types')
    .description(
      'Read the instance types that ship and those of pricing.files, and tell every mistake at once: a type told twice for ' +
        'one day, a part of a GPU without a word on how. Then what may be wrong: days of which nothing is said, a price ' +
        'that cannot be, a unit that is none.',
    )
    .argument('[files...]', 'files to look at as well, as if they stood behind those of pricing.files')
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger pricing lint\n  tokenledger pricing lint my-types.yaml\n\nExit codes: 0 nothing is wrong (there may be warnings), 2 something is.',
    )
    .action((files: readonly string[], _, command: Command) => {
      const { config, shared } = contextOf(command)
      const lint = lintPricing({ overlays: [...config.pricing.files, ...files] })
      if (shared.json === true) sayJson(lint)
      else if (shared.quiet !== true) tell(lint)
    })
}

function tell({ files, types, factors, basis, warnings, examples }: Lint): void {
  say(`${several(types, 'type')}, ${several(factors, 'factor')} (${basis}), from ${files.join(', ')}.`)
  say(warnings.length === 0 ? 'Nothing is wrong.' : `\n${several(warnings.length, 'warning')}:\n`)
  list(warnings)
  if (examples.length === 0) return
  say('\nOf the prices that ship as a bad example, and that nothing reads:\n')
  list(examples)
}

function list(warnings: readonly Warning[]): void {
  for (const { where, text } of warnings) say(`  ${where}: ${text}`)
}

function showCommand(): Command {
  return new Command('show')
    .summary('what a type of machine holds, and who says so')
    .description('All types, or those whose name holds the text, whatever its capitals; yours in place of ours.')
    .argument('[type]', 'a type or a part of its name, such as p5.48xlarge or gn7i')
    .addHelpText(
      'after',
      '\nExamples:\n  tokenledger pricing show\n  tokenledger pricing show gn7i\n  tokenledger pricing show p5.48xlarge --json',
    )
    .action((name: string | undefined, _, command: Command) => {
      const { config, shared } = contextOf(command)
      const { types, basis } = readPricing({ overlays: config.pricing.files })
      const found = name === undefined ? types : named(types, name)
      if (shared.json === true) sayJson({ basis, types: found.map(plain) })
      else if (shared.quiet !== true) show(found, basis)
    })
}

/** The type of this name, else those whose name holds it. */
function named(types: readonly PlacedType[], name: string): readonly PlacedType[] {
  const wanted = name.toLowerCase()
  const exact = types.filter(({ type }) => type.toLowerCase() === wanted)
  const found = exact.length > 0 ? exact : types.filter(({ type }) => type.toLowerCase().includes(wanted))
  if (found.length > 0) return found
  throw new ConfigError(
    `No type is called ${JSON.stringify(name)}. Add it to a file of yours and name that in pricing.files of tokenledger.yaml.`,
    { facts: { type: name } },
  )
}

function plain(type: PlacedType) {
  return { ...type, gpus: formatGpus(type.gpus), gpusDecimal: decimalOfGpus(type.gpus) }
}

function show(types: readonly PlacedType[], basis: string): void {
  const dated = types.some(({ from, to }) => from !== null || to !== null)
  const right = { align: 'right' } as const
  say(
    table(
      [
        { title: 'Provider' },
        { title: 'Type' },
        { title: 'GPUs', ...right },
        { title: 'GPU' },
        { title: 'A100s each', ...right },
        { title: 'vCPUs', ...right },
        { title: 'GB', ...right },
        ...(dated ? [{ title: 'Days' }] : []),
        { title: 'As of' },
      ],
      types.map((type) => [
        type.provider,
        type.type,
        formatGpus(type.gpus),
        modelOf(type),
        type.gpus.numerator === 0n ? '' : (type.a100Factor?.slice(0, 6) ?? 'unknown'),
        type.vcpus ?? '',
        type.memoryGb ?? '',
        ...(dated ? [daysOf(type)] : []),
        type.asOf,
      ]),
    ),
  )
  say(`\nA100s by ${basis}. Read from:`)
  for (const source of new Set(types.map((type) => type.source))) say(`  ${source}`)
}

function modelOf({ gpuModel, gpuMemoryGb, gpus, share }: PlacedType): string {
  if (gpus.numerator === 0n) return 'none'
  const model = gpuModel ?? (gpuMemoryGb === null ? 'not named' : `not named, ${gpuMemoryGb} GB`)
  return share === null ? model : `${model} (${share})`
}

function daysOf({ from, to }: PlacedType): string {
  return [from === null ? '' : `from ${from}`, to === null ? '' : `up to ${to}`].join(' ').trim()
}
