/** What is read of a registry of MLflow, and what is not believed. */
import { describe, expect, test } from 'vitest'
import { Secret } from '../../../src/config/index.js'
import { ConfigError, MalformedBill, SourceDown, SourceRefused } from '../../../src/errors.js'
import { readRegistry } from '../../../src/sources/mlflow/index.js'
import { anMlflow, PASSWORD, settingsOf } from './reading.js'

/** The first of August 2026, noon in UTC. */
const NOON = 1_785_585_600_000

const chat = (version: string, tags: Readonly<Record<string, string>> = {}) => ({
  name: 'chat',
  version,
  created: NOON,
  tags,
})

describe('what a registry says', () => {
  test('is read with its tags, its stage and its aliases, and what is empty is not there', async () => {
    const one = { ...chat('1', { served_model_name: 'qwen', note: '' }), stage: 'Production' }
    const world = await anMlflow({ versions: [one, chat('2')], aliases: { chat: { champion: '1' } } })

    const said = await readRegistry(settingsOf(world.url), [])

    expect(said.versions).toEqual([
      {
        model: 'chat',
        version: '1',
        createdAt: '2026-08-01T12:00:00.000Z',
        status: 'READY',
        stage: 'Production',
        source: 's3://models/chat/1',
        runId: null,
        tags: { served_model_name: 'qwen', note: '' },
      },
      expect.objectContaining({ version: '2', stage: null, tags: {} }),
    ])
    expect(said.names).toEqual([
      { rule: 'tag', model: 'chat', version: '1', name: 'qwen', from: null, to: null },
      { rule: 'alias', model: 'chat', version: '1', name: 'champion', from: null, to: null },
    ])
  })

  test('comes in pages of a thousand, and as many of them as there are', async () => {
    const versions = Array.from({ length: 2500 }, (_, i) => chat(String(i + 1)))
    const world = await anMlflow({ versions })

    const said = await readRegistry(settingsOf(world.url), [])

    expect(said.versions.map(({ version }) => version)).toEqual(versions.map(({ version }) => version))
    expect(world.asked.filter((asked) => asked.startsWith('model-versions/search'))).toHaveLength(3)
    expect(world.asked.every((asked) => !asked.includes('search') || asked.includes('max_results=1000'))).toBe(true)
    expect(said.requests).toBe(world.asked.length)
  })

  test('of times is a number or a text, and means the same', async () => {
    const worlds = [
      await anMlflow({ versions: [chat('1')] }),
      await anMlflow({ versions: [chat('1')] }, { textNumbers: true }),
    ]

    const said = await Promise.all(worlds.map(async ({ url }) => (await readRegistry(settingsOf(url), [])).versions))

    expect(said[0]).toEqual(said[1])
  })

  test('of a prompt is no version that anybody serves', async () => {
    const world = await anMlflow({
      versions: [chat('1', { 'mlflow.prompt.is_prompt': 'true' }), chat('2')],
      aliases: { chat: { latest: '1', champion: '2' } },
    })

    const said = await readRegistry(settingsOf(world.url), [])

    expect(said.versions.map(({ version }) => version)).toEqual(['2'])
    expect(said.names.map(({ name, version }) => [name, version])).toEqual([['champion', '2']])
  })

  test('names the tags that settings name, and a date that is none is told and leaves its name out', async () => {
    const world = await anMlflow({
      versions: [
        chat('1', { as: 'qwen', since: '2026-08-01' }),
        chat('2', { as: 'qwen', since: 'yesterday' }),
        chat('3', { served_model_name: 'qwen' }),
      ],
    })

    const said = await readRegistry(settingsOf(world.url, { servedTag: 'as', validFromTag: 'since' }), [])

    expect(said.names).toEqual([
      { rule: 'tag', model: 'chat', version: '1', name: 'qwen', from: '2026-08-01T00:00:00Z', to: null },
    ])
    expect(said.warnings).toEqual([
      'chat 2: its tag since is "yesterday"; expected a time in UTC, such as 2026-08-01T12:00:00Z. Its name is left out until then.',
    ])
    expect(said.versions).toHaveLength(3)
  })

  test('asks for no aliases where settings say that there are none', async () => {
    const world = await anMlflow({ versions: [chat('1')], aliases: { chat: { champion: '1' } } })

    const said = await readRegistry(settingsOf(world.url, { asksAliases: false }), [])

    expect(said.names).toEqual([])
    expect(world.asked.filter((asked) => asked.startsWith('registered-models/get'))).toEqual([])
  })

  test('no longer is asked for by name, so that a page which slipped ends no version', async () => {
    const world = await anMlflow({ versions: [chat('1')] })

    const said = await readRegistry(settingsOf(world.url), [
      { model: 'chat', version: '1' },
      { model: 'chat', version: '9' },
      { model: 'gone', version: '1' },
    ])

    expect(said.versions.map(({ version }) => version)).toEqual(['1'])
    expect(world.asked.filter((asked) => asked.startsWith('model-versions/get'))).toEqual([
      'model-versions/get?name=chat&version=9',
      'model-versions/get?name=gone&version=1',
    ])
  })
})

describe('who is let in', () => {
  test.for([
    ['a password', PASSWORD, `Basic ${btoa('admin:password1234password')}`],
    ['a token', { kind: 'bearer', token: new Secret('dapi0123') } as const, 'Bearer dapi0123'],
  ] as const)('%s opens a registry', async ([, auth, authorization]) => {
    const world = await anMlflow({ versions: [chat('1')] }, { authorization })

    const said = await readRegistry(settingsOf(world.url, { auth }), [])

    expect(said.versions).toHaveLength(1)
  })

  test('a registry refuses who sends nothing or something else, and says what to set', async () => {
    const world = await anMlflow({ versions: [] }, { authorization: 'Bearer dapi0123' })

    await expect(readRegistry(settingsOf(world.url), [])).rejects.toThrow('set its auth under versions.mlflow')
    const refused = readRegistry(settingsOf(world.url, { auth: PASSWORD }), [])
    await expect(refused).rejects.toBeInstanceOf(SourceRefused)
    await expect(refused).rejects.toThrow('Its auth (basic) is not accepted')
  })

  test('a model that may not be read is no model without aliases', async () => {
    const world = await anMlflow({ versions: [chat('1')] }, { forbidden: ['chat'] })

    const refused = readRegistry(settingsOf(world.url), [])

    await expect(refused).rejects.toBeInstanceOf(SourceRefused)
    await expect(refused).rejects.toThrow('(Permission denied)')
  })
})

describe('what is in the way', () => {
  test('a server that is busy is asked again, and one that stays busy is told', async () => {
    const [once, always] = [
      await anMlflow({ versions: [chat('1')] }, { busy: 2 }),
      await anMlflow({ versions: [chat('1')] }, { busy: 99 }),
    ]

    expect((await readRegistry(settingsOf(once.url), [])).versions).toHaveLength(1)
    await expect(readRegistry(settingsOf(always.url), [])).rejects.toBeInstanceOf(SourceDown)
  })

  test('a page to log in, and an address that is another', async () => {
    const world = await anMlflow({ versions: [chat('1')] }, { login: true })
    const other = await anMlflow({ versions: [chat('1')] })

    const page = readRegistry(settingsOf(world.url), [])
    const elsewhere = readRegistry(settingsOf(`${other.url}/mlflow`), [])

    await expect(page).rejects.toBeInstanceOf(ConfigError)
    await expect(page).rejects.toThrow('is no registry of MLflow (HTTP 200)')
    await expect(elsewhere).rejects.toThrow('is no registry of MLflow (HTTP 404)')
  })

  test('an answer of another form is named by its field', async () => {
    const world = await anMlflow({ versions: [{ name: 'chat', version: '', created: NOON }] })

    const said = readRegistry(settingsOf(world.url), [])

    await expect(said).rejects.toBeInstanceOf(MalformedBill)
    await expect(said).rejects.toThrow('model-versions/search has another form than it had: model_versions.0.version')
  })
})
