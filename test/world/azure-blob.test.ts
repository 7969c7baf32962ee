/** The stand-in for Blob storage is as strict as Blob storage: signed by hand here, from its documentation. */
import { createHmac } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type AzureBlobWorld, etagOf, startAzureBlob } from '../../src/world/azure-blob.js'

const account = { account: 'exampleexports', key: Buffer.from('nobody').toString('base64') }
const blobs = new Map([
  ['a/1.csv', 'one'],
  ['a/2.csv', 'two'],
  ['b/3.csv', 'three'],
])

async function aStorage(pageSize = 5000): Promise<AzureBlobWorld> {
  const world = await startAzureBlob('costs', () => blobs, account, { pageSize })
  onTestFinished(() => world.close())
  return world
}

/** Shared Key over the parts that a GET has. */
function authorized(path: string, headers: Record<string, string> = {}, more: { key?: string; date?: Date } = {}) {
  const own: Record<string, string> = {
    'x-ms-date': (more.date ?? new Date()).toUTCString(),
    'x-ms-version': '2025-01-05',
    ...headers,
  }
  const url = new URL(path, 'http://x')
  const signed = Object.keys(own)
    .filter((name) => name.startsWith('x-ms-'))
    .toSorted()
    .map((name) => `${name}:${own[name] ?? ''}`)
  const parameters = [...url.searchParams].map(([name, value]) => `${name}:${value}`).toSorted()
  // Verb, encoding, language, length, MD5, type, date, If-Modified-Since, If-Match, and three more.
  const standard = ['GET', '', '', '', '', '', '', '', own['if-match'] ?? '', '', '', '']
  const text = [...standard, ...signed, `/${account.account}${url.pathname}`, ...parameters].join('\n')
  const key = Buffer.from(more.key ?? account.key, 'base64')
  const signature = createHmac('sha256', key).update(text).digest('base64')
  return { headers: { ...own, authorization: `SharedKey ${account.account}:${signature}` } }
}

async function got(
  world: AzureBlobWorld,
  path: string,
  ...how: Parameters<typeof authorized> extends [string, ...infer R] ? R : never
) {
  const answer = await fetch(world.url + path, authorized(path, ...how))
  return { status: answer.status, text: await answer.text(), etag: answer.headers.get('etag') }
}

const LIST = '/costs?comp=list&restype=container'

describe('a shared key', () => {
  test('of the account reads a blob, whose ETag comes along', async () => {
    expect(await got(await aStorage(), '/costs/a/1.csv')).toEqual({
      status: 200,
      text: 'one',
      etag: `"${etagOf('one')}"`,
    })
  })

  test('of another account is refused, and so is one of yesterday', async () => {
    const world = await aStorage()

    expect((await got(world, '/costs/a/1.csv', {}, { key: 'b3RoZXI=' })).status).toBe(403)
    expect((await got(world, '/costs/a/1.csv', {}, { date: new Date(Date.now() - 16 * 60_000) })).status).toBe(403)
    expect((await fetch(`${world.url}/costs/a/1.csv`)).status).toBe(403)
  })

  test('of another question is refused', async () => {
    const world = await aStorage()

    expect((await fetch(`${world.url}/costs/a/2.csv`, authorized('/costs/a/1.csv'))).status).toBe(403)
    expect((await fetch(`${world.url}${LIST}&prefix=b`, authorized(LIST))).status).toBe(403)
  })
})

describe('a container', () => {
  test('is listed page by page, each with the marker of the next', async () => {
    const world = await aStorage(2)

    const first = await got(world, LIST)
    const second = await got(world, `${LIST}&marker=b%2F3.csv`)

    expect([...first.text.matchAll(/<Name>(.*?)<\/Name>/g)].map(([, name]) => name)).toEqual(['a/1.csv', 'a/2.csv'])
    expect(first.text).toContain('<NextMarker>b/3.csv</NextMarker>')
    expect(second.text).toContain('<Name>b/3.csv</Name>')
    expect(second.text).toContain('<NextMarker></NextMarker>')
  })

  test('is listed below a prefix', async () => {
    const { text } = await got(await aStorage(), `${LIST}&prefix=b%2F`)

    expect([...text.matchAll(/<Name>/g)]).toHaveLength(1)
  })

  test('of another name is not there', async () => {
    expect(await got(await aStorage(), '/other/a/1.csv')).toMatchObject({ status: 404 })
  })
})

describe('a blob', () => {
  test('is read only as it was when its ETag is still that', async () => {
    const world = await aStorage()

    expect((await got(world, '/costs/a/1.csv', { 'if-match': `"${etagOf('one')}"` })).status).toBe(200)
    expect(await got(world, '/costs/a/1.csv', { 'if-match': `"${etagOf('two')}"` })).toMatchObject({ status: 412 })
  })

  test('is read in parts', async () => {
    expect(await got(await aStorage(), '/costs/b/3.csv', { 'x-ms-range': 'bytes=1-3' })).toMatchObject({
      status: 206,
      text: 'hre',
    })
  })
})
