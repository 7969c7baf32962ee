/** Files of engines: those that ship, one of one's own, and what is wrong with a file. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConfigError } from '../../../src/errors.js'
import { allEngines, namesFor } from '../../../src/sources/prometheus/engines/read.js'
import { settingsFor } from './reading.js'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engines-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

async function fileOf(name: string, text: string): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, text)
  return file
}

const refusal = async (act: Promise<unknown>): Promise<string> => {
  const error: unknown = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ConfigError)) throw new Error('It was not refused.')
  return error.message
}

const OWN = `engines:
  mine:
    title: Our server
    prefixes: [our_]
    model: [llm]
    read:
      generated_tokens: [{ counter: tokens, where: { kind: [out] } }]
  tgi:
    title: TGI, patched
    prefixes: [tgi_]
    model: [model_id]
    read: { generated_tokens: [tokens] }
`

test('engines of one’s own come first, and one of the same name takes the place of ours', async () => {
  const engines = await allEngines(await fileOf('own.yaml', OWN))

  expect(engines.slice(0, 3).map(({ name }) => name)).toEqual(['mine', 'tgi', 'vllm'])
  expect(engines.filter(({ name }) => name === 'tgi').map(({ title }) => title)).toEqual(['TGI, patched'])
})

test('what has no prefix of its own, or stands before other engines, is read only where it is named', async () => {
  const { engines } = await namesFor(settingsFor('http://127.0.0.1:1'))

  expect(engines.map(({ name }) => name)).toEqual(['vllm', 'triton-vllm', 'sglang', 'tgi', 'trtllm-serve', 'llamacpp'])
})

test('a file that is not there says which setting to mend', async () => {
  const words = await refusal(allEngines(join(folder, 'none.yaml')))

  expect(words).toContain('none.yaml cannot be read (ENOENT). Name another under usage.engines_file')
})

test.each([
  [
    'a field that there is none of',
    'read: { generated_tokens: [tokens] }',
    'read: { output_tokens: [tokens] }',
    'own.yaml:7:13: engines.mine.read.output_tokens is not a setting.',
  ],
  ['a name that no metric has', '[tokens] }', '["to kens"] }', 'own.yaml:7:32: engines.mine.read.generated_tokens[0] '],
  [
    'no prefixes',
    'prefixes: [our_]',
    'prefixes: []',
    'own.yaml:4:15: engines.mine.prefixes is a list; expected a list of what its names begin with, twins of each other. Write for example prefixes:',
  ],
  ['no title', 'title: Ours\n    ', '', 'own.yaml:3:5: engines.mine.title is missing'],
])('%s is told with its line', async (_, right, wrong, told) => {
  const text = `engines:\n  mine:\n    title: Ours\n    prefixes: [our_]\n    model: []\n    # comment\n    read: { generated_tokens: [tokens] }\n`

  const words = await refusal(allEngines(await fileOf('own.yaml', text.replace(right, wrong))))

  expect(words).toContain('The file of engines has a mistake:')
  expect(words).toContain(told)
})

test('the sum of a time is no count of tokens', async () => {
  const text = OWN.replace(
    '[{ counter: tokens, where: { kind: [out] } }]',
    '[{ sum_of: took_seconds }]\n      e2e: [took_seconds]',
  )

  const words = await refusal(allEngines(await fileOf('time.yaml', text)))

  expect(words).toContain('counts the sum of took_seconds, which is a time')
})

test.each([
  [
    'an engine that nobody knows',
    ['vlm'],
    'engines of usage.prometheus prod names the engine vlm. Known: vllm, triton-vllm,',
  ],
  ['two that write the same names', ['nim', 'mindie'], 'names nim and mindie, which both write prompt_tokens'],
  [
    'a frontend with what stands behind it',
    ['dynamo', 'vllm'],
    'names dynamo and vllm. The one stands before the other',
  ],
])('%s is refused in one entry', async (_, engines, told) => {
  expect(await refusal(namesFor(settingsFor('http://127.0.0.1:1', { engines })))).toContain(told)
})
