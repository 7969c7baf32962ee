/** A registry that is a YAML file: versions, what they are served as, and from when to when. */
import { z } from 'zod'
import { readYaml, textOfFile, valueAt } from '../../config/document.js'
import { inOrder, type Mistake, mistakeAt, mistakesError, mistakesOf } from '../../config/mistakes.js'
import type { RegistryFileConfig } from '../../config/index.js'
import type { RegisteredName, RegistryAnswer } from '../../records/registry.js'
import { instantOf } from '../../records/served-names.js'

const text = z.string().min(1)
const moment = text
  .refine((written) => instantOf(written) !== undefined)
  .meta({ description: 'a time in UTC or a day', examples: ['2026-08-01T12:00:00Z'] })

const version = z
  .strictObject({
    model: text.meta({ description: 'the name of a model', examples: ['qwen2.5-32b'] }),
    version: text.meta({ description: 'a version, in quotes', examples: ['v1.2'] }),
    served_model: text.meta({ description: 'the name that it is served under', examples: ['qwen-chat'] }).optional(),
    from: moment.optional(),
    to: moment.optional(),
    aliases: z
      .array(text)
      .default([])
      .meta({ description: 'a list of names such as champion', examples: [['champion']] }),
    tags: z
      .record(text, z.string())
      .default({})
      .meta({ description: 'texts by name', examples: [{ quantization: 'fp16' }] }),
  })
  .meta({ description: 'a version', examples: [{ model: 'qwen2.5-32b', version: 'v1.2' }] })

const form = z
  .strictObject({
    versions: z.array(version).meta({
      description: 'a list of versions',
      examples: [[{ model: 'qwen2.5-32b', version: 'v1.2', served_model: 'qwen-chat', from: '2026-08-01T12:00:00Z' }]],
    }),
  })
  .meta({ description: 'versions', examples: [{ versions: [{ model: 'qwen2.5-32b', version: 'v1.2' }] }] })

/** @throws ConfigError when it cannot be read, or with all of its mistakes, each with its line */
export async function readRegistryFile({ name, file }: RegistryFileConfig): Promise<RegistryAnswer> {
  const yaml = readYaml(await textOfFile(file, 'versions.files'))
  const mistakes: Mistake[] = yaml.mistakes.map((one) => ({ ...one, where: `${file}:${one.line}:${one.column}` }))
  const parsed = form.safeParse(yaml.value ?? {})
  if (!parsed.success) mistakes.push(...mistakesOf(file, yaml, parsed.error, z.toJSONSchema(form, { io: 'input' })))
  check(yaml.value, (index, words) => mistakes.push(mistakeAt(file, yaml, ['versions', index], words)))
  if (!parsed.success || mistakes.length > 0) throw mistakesError(`The registry ${name}`, inOrder(mistakes))
  return answerOf(name, file, parsed.data)
}

function answerOf(registry: string, file: string, { versions }: z.infer<typeof form>): RegistryAnswer {
  const at = (written: string | undefined): string | null =>
    written === undefined ? null : (instantOf(written) ?? null)
  return {
    registry,
    versions: versions.map(({ model, version: of, from, tags }) => ({
      model,
      version: of,
      createdAt: at(from),
      status: null,
      stage: null,
      source: file,
      runId: null,
      tags,
    })),
    names: versions.flatMap(({ model, version: of, served_model: served, from, to, aliases }): RegisteredName[] => [
      ...(served === undefined
        ? []
        : [{ rule: 'tag' as const, model, version: of, name: served, from: at(from), to: at(to) }]),
      ...aliases.map((alias) => ({ rule: 'alias' as const, model, version: of, name: alias, from: null, to: null })),
    ]),
    warnings: [],
    requests: 0,
  }
}

/** What no schema sees: a version that stands there twice, an alias of two versions, an end that comes before its beginning. */
function check(value: unknown, complain: (index: number, words: string) => void): void {
  const list = valueAt(value, ['versions'])
  const first = new Map<string, number>()
  for (const [index, one] of (Array.isArray(list) ? list : []).entries()) {
    const { data } = version.safeParse(one)
    if (data === undefined) continue
    const { model, version: of, from, to, served_model: served, aliases } = data
    if (to !== undefined && from === undefined) complain(index, 'has an end and no beginning. Write its from.')
    if (to !== undefined && from !== undefined && (instantOf(to) ?? '') <= (instantOf(from) ?? ''))
      complain(index, `ends at ${to} before it begins at ${from}. Write a later to, or leave it out.`)
    if (from !== undefined && served === undefined)
      complain(index, 'says from when it is served, and not as what. Write its served_model.')
    for (const [key, what] of [
      [JSON.stringify(['version', model, of]), `${model} ${of}`],
      ...aliases.map((alias) => [JSON.stringify(['alias', model, alias]), `the alias ${alias} of ${model}`] as const),
    ] as const) {
      const before = first.get(key)
      if (before === undefined) first.set(key, index)
      else complain(index, `says ${what}, as versions[${before}] does. Leave one of them out.`)
    }
  }
}
