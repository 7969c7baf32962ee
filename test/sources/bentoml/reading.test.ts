/** What is read of BentoML: of a Yatai, and of what its command line printed. */
import { createServer } from 'node:http'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Secret } from '../../../src/config/index.js'
import { ConfigError, MalformedBill, SourceRefused } from '../../../src/errors.js'
import { type BentomlSettings, readBentoml } from '../../../src/sources/bentoml/index.js'
import { closed, listening } from '../../../src/world/cfets.js'
import { folderWith } from '../../config/folder.js'

const settingsOf = (place: BentomlSettings['place']): BentomlSettings => ({
  name: 'bento',
  place,
  servedTag: 'served_model_name',
  validFromTag: 'valid_from',
  patience: { retries: 0, firstWaitMs: 1 },
})

/** As `bentoml models get` prints it, of which the last figures of the second are Python's. */
const printed = {
  name: 'qwen',
  version: 'ab12cd34',
  module: 'bentoml.transformers',
  labels: { served_model_name: 'qwen-chat', stage: 'prod' },
  options: {},
  metadata: { quantization: 'fp16', max_model_len: 4096, metrics: { loss: 0.1 } },
  context: { framework_name: 'transformers' },
  signatures: {},
  api_version: 'v2',
  creation_time: '2026-08-01T20:00:00.123456+08:00',
}

async function fileOf(text: string): Promise<BentomlSettings> {
  const file = join(folderWith({}), 'models.json')
  await writeFile(file, text)
  return settingsOf({ file })
}

describe('a file', () => {
  test('of one model, of a list and of several one after the other says the same, in colours, too', async () => {
    const json = JSON.stringify(printed, null, 2)
    const other = JSON.stringify({ ...printed, version: 'ef56' })
    const painted = json.replaceAll('"qwen"', '\u001b[32m"qwen"\u001b[0m')

    const said = await Promise.all(
      [`${json}\n${other}\n`, `[${json},${other}]`, `${painted}\n${other}`].map(async (text) =>
        readBentoml(await fileOf(text)),
      ),
    )

    expect(said[0]?.versions).toEqual([
      {
        model: 'qwen',
        version: 'ab12cd34',
        createdAt: '2026-08-01T12:00:00.123Z',
        status: null,
        stage: null,
        source: null,
        runId: null,
        tags: { quantization: 'fp16', max_model_len: '4096', served_model_name: 'qwen-chat', stage: 'prod' },
      },
      expect.objectContaining({ version: 'ef56' }),
    ])
    expect(said[0]?.names[0]).toEqual({
      rule: 'tag',
      model: 'qwen',
      version: 'ab12cd34',
      name: 'qwen-chat',
      from: null,
      to: null,
    })
    expect(said.map(({ versions }) => versions)).toEqual([said[0]?.versions, said[0]?.versions, said[0]?.versions])
  })

  test('that is no JSON, holds a model twice or is not there is told', async () => {
    const json = JSON.stringify(printed)

    await expect(readBentoml(await fileOf('Tag  Module'))).rejects.toThrow('is no JSON')
    await expect(readBentoml(await fileOf(`[${json},${json}]`))).rejects.toThrow('holds qwen:ab12cd34 twice')
    await expect(readBentoml(await fileOf('{"name":"qwen"}'))).rejects.toBeInstanceOf(MalformedBill)
    await expect(readBentoml(settingsOf({ file: '/nowhere/models.json' }))).rejects.toBeInstanceOf(ConfigError)
  })
})

type Item = Readonly<Record<string, unknown>>

/** A Yatai of at most `most` items a page. */
async function aYatai(items: readonly Item[], { most = 100, empty = false } = {}): Promise<string> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://yatai')
    const say = (status: number, body: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.headers['x-yatai-api-token'] !== 'secret-token') return say(401, { error: 'unauthorized' })
    if (pathname !== '/api/v1/models') return say(404, { error: 'not found' })
    if (empty) return say(400, { error: 'record not found' })
    const start = Number(searchParams.get('start'))
    const here = items.slice(start, start + Math.min(Number(searchParams.get('count')), most))
    say(200, { start, count: here.length, total: items.length, items: here })
  })
  const port = await listening(server)
  onTestFinished(() => closed(server))
  return `http://127.0.0.1:${port}`
}

const item = (version: string): Item => ({
  uid: version,
  version,
  created_at: '2026-08-01T12:00:00Z',
  labels: [{ key: 'served_model_name', value: 'qwen-chat' }],
  manifest: { module: 'bentoml.transformers', metadata: { quantization: 'fp16' } },
  repository: { name: 'qwen' },
})

describe('a Yatai', () => {
  const token = new Secret('secret-token')

  test('is read page after page, also where its pages are smaller than those asked for', async () => {
    const items = Array.from({ length: 250 }, (_, i) => item(`v${i}`))

    const said = await readBentoml(settingsOf({ url: await aYatai(items, { most: 60 }), token }))

    expect(said.versions.map(({ version }) => version)).toEqual(items.map(({ version }) => version))
    expect(said.versions[0]).toMatchObject({
      model: 'qwen',
      tags: { quantization: 'fp16', served_model_name: 'qwen-chat' },
    })
    expect(said.requests).toBe(5)
  })

  test('says with 400 that it holds nothing', async () => {
    const said = await readBentoml(settingsOf({ url: await aYatai([], { empty: true }), token }))

    expect(said.versions).toEqual([])
  })

  test('refuses another token, and an address that is none of it is told', async () => {
    const url = await aYatai([item('v1')])

    await expect(readBentoml(settingsOf({ url, token: new Secret('other') }))).rejects.toBeInstanceOf(SourceRefused)
    await expect(readBentoml(settingsOf({ url: `${url}/yatai`, token }))).rejects.toThrow(
      'is no API of a Yatai (HTTP 404)',
    )
  })
})
