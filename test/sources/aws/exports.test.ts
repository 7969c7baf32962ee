/** Exports in S3: the manifest says what is new and what is whole; files come one delivery at a time or not at all. */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { ConfigError, MalformedBill, SourceDown, SourceRefused } from '../../../src/errors.js'
import { exportFiles } from '../../../src/sources/focus/index.js'
import type { S3Fault } from '../../../src/world/s3.js'
import { aBucket, aFolder, BASE, deliver, NOW, textOf } from './bucket.js'

const MANIFEST = `${BASE}/metadata/BILLING_PERIOD=2026-08/focus-Manifest.json`
const DATA = `${BASE}/data/BILLING_PERIOD=2026-08/focus-00001.csv`

describe('what changed', () => {
  test('is every period at first, oldest first, from the first that is wanted', async () => {
    const { world, exports } = await aBucket({ pageSize: 2 }, { from: '2026-07' })
    for (const period of ['2026-08', '2026-06', '2026-07']) deliver(world, period, { 'focus-00001.csv': 'a\n1\n' })

    const changed = await exports.changed(new Map(), NOW)

    expect(changed.map(({ period }) => period)).toEqual(['2026-07', '2026-08'])
  })

  test('is told by manifests alone: files that come before theirs are of a delivery that is not done', async () => {
    const { world, exports } = await aBucket()
    deliver(world, '2026-08', { 'focus-00001.csv': 'a\n1\n' })
    const known = new Map((await exports.changed(new Map(), NOW)).map(({ period, identity }) => [period, identity]))

    world.put(DATA, 'a\n2\n', '2026-08-23T07:00:00.000Z')
    const early = await exports.changed(known, NOW)
    deliver(world, '2026-08', { 'focus-00001.csv': 'a\n2\n' }, { modified: '2026-08-23T07:01:00.000Z' })
    const then = await exports.changed(known, NOW)

    expect(early).toEqual([])
    expect(then.map(({ period }) => period)).toEqual(['2026-08'])
  })

  test('is a month of long ago, too, when AWS delivers it anew: a tag that is filled in later rewrites it', async () => {
    const { world, exports } = await aBucket()
    for (const period of ['2026-02', '2026-08']) deliver(world, period, { 'focus-00001.csv': 'a\n1\n' })
    const known = new Map((await exports.changed(new Map(), NOW)).map(({ period, identity }) => [period, identity]))

    deliver(world, '2026-02', { 'focus-00001.csv': 'a\n1\n' }, { modified: '2026-08-23T07:01:00.000Z' })

    expect((await exports.changed(known, NOW)).map(({ period }) => period)).toEqual(['2026-02'])
  })

  test('is final two weeks after the end of its period', async () => {
    const { world, exports } = await aBucket()
    deliver(world, '2026-07', { 'focus-00001.csv': 'a\n1\n' })

    const at = async (now: string) => (await exports.changed(new Map(), new Date(now)))[0]?.final

    expect(await at('2026-08-14T23:59:00Z')).toBe(false)
    expect(await at('2026-08-15T00:00:00Z')).toBe(true)
  })

  test('is found in both spellings of the folder, and copies of older executions are not', async () => {
    const { world, exports } = await aBucket()
    deliver(world, '2026-08', { 'focus-00001.csv': 'a\n1\n' }, { partition: 'billing_period' })
    world.put(`${BASE}/metadata/BILLING_PERIOD=2026-07/2026-07-31T00:00:00Z-abc/focus-Manifest.json`, '{}')
    world.put(`${BASE}/metadata/BILLING_PERIOD=2026-07/other-Manifest.json`, '{}')

    const changed = await exports.changed(new Map(), NOW)

    expect(changed.map(({ period }) => period)).toEqual(['2026-08'])
  })

  test('cannot be told where a period has two manifests', async () => {
    const { world, exports } = await aBucket()
    deliver(world, '2026-08', { 'focus-00001.csv': 'a\n1\n' })
    deliver(world, '2026-08', { 'focus-00001.csv': 'a\n1\n' }, { partition: 'billing_period' })

    await expect(exports.changed(new Map(), NOW)).rejects.toBeInstanceOf(ConfigError)
  })
})

describe('fetching', () => {
  test('brings the files that the manifest lists, where the reader of FOCUS files knows them', async () => {
    const { world, exports } = await aBucket()
    deliver(world, '2026-08', { 'focus-00001.csv': 'a\n1\n', 'focus-00002.csv': 'a\n2\n' })
    world.put(`${BASE}/data/BILLING_PERIOD=2026-08/focus-00003.csv`, 'of an older execution')
    const folder = aFolder()

    const { files, manifestContent, identity } = await exports.fetch('2026-08', folder, NOW)

    expect(files.map((path) => relative(folder, path))).toEqual([
      'focus/data/BILLING_PERIOD=2026-08/focus-00001.csv',
      'focus/data/BILLING_PERIOD=2026-08/focus-00002.csv',
    ])
    expect(files.map(textOf)).toEqual(['a\n1\n', 'a\n2\n'])
    expect(manifestContent).toContain('focus-00002.csv')
    expect(identity).toBe((await exports.changed(new Map(), NOW))[0]?.identity)
    const settled = await exportFiles([folder], { cwd: folder, partial: false })
    expect(settled.files.map(({ path }) => path)).toEqual(files)
  })

  test('of executions in folders of their own keeps these apart', async () => {
    const { world, exports } = await aBucket()
    deliver(world, '2026-08', { '20260823T060000Z-run/focus-00001.csv': 'a\n1\n' })
    const folder = aFolder()

    const { files } = await exports.fetch('2026-08', folder, NOW)

    expect(relative(folder, files[0] ?? '')).toBe(
      'focus/data/BILLING_PERIOD=2026-08/20260823T060000Z-run/focus-00001.csv',
    )
  })

  test('goes on where a body broke off, with the same file', async () => {
    const cut: Record<number, S3Fault> = { 4: { kind: 'cut', after: 30_000 }, 5: { kind: 'html' } }
    const { world, exports } = await aBucket({ fault: ({ n }) => cut[n] })
    const body = randomBytes(100_000).toString('base64')
    deliver(world, '2026-08', { 'focus-00001.csv': body })

    const { files } = await exports.fetch('2026-08', aFolder(), NOW)

    expect(readFileSync(files[0] ?? '', 'utf8') === body).toBe(true)
    const gets = world.asked.filter(({ method, key }) => method === 'GET' && key === DATA)
    expect(gets).toHaveLength(3)
    expect(gets.map(({ range }) => range !== undefined)).toEqual([false, expect.any(Boolean), true])
    expect(new Set(gets.map(({ ifMatch }) => ifMatch)).size).toBe(1)
    expect(gets[0]?.ifMatch).toMatch(/^"[0-9a-f]{32}"$/)
  })

  test.each<readonly [string, string]>([
    ['before its first file', 'HEAD'],
    ['between two files', DATA],
    ['after its last', 'last'],
  ])('reads a delivery again that is replaced %s, and gives the new one whole', async (_, when) => {
    let replaced = false
    const { world, exports } = await aBucket({
      before: ({ method, key }) => {
        const isLast = method === 'HEAD' && key === MANIFEST
        const now =
          when === 'HEAD'
            ? method === 'HEAD' && key === DATA
            : when === 'last'
              ? isLast
              : method === 'GET' && key === when
        if (replaced || !now) return
        replaced = true
        deliver(
          world,
          '2026-08',
          { 'focus-00001.csv': 'new 1', 'focus-00002.csv': 'new 2' },
          { modified: '2026-08-23T07:30:00.000Z' },
        )
      },
    })
    deliver(world, '2026-08', { 'focus-00001.csv': 'old 1', 'focus-00002.csv': 'old 2' })

    const { files } = await exports.fetch('2026-08', aFolder(), NOW)

    expect(replaced).toBe(true)
    expect(files.map(textOf)).toEqual(['new 1', 'new 2'])
  })

  test('gives up when it is replaced again and again', async () => {
    let n = 0
    const { world, exports } = await aBucket({
      before: ({ method, key }) => {
        if (method === 'GET' && key === DATA)
          deliver(world, '2026-08', { 'focus-00001.csv': `${(n += 1)}` }, { modified: `2026-08-23T07:0${n}:00.000Z` })
      },
    })
    deliver(world, '2026-08', { 'focus-00001.csv': 'old' })

    const failed = exports.fetch('2026-08', aFolder(), NOW)

    await expect(failed).rejects.toBeInstanceOf(SourceDown)
    await expect(failed).rejects.toThrow('anew 3 times')
  })

  test('of a period without a manifest says that it is not delivered', async () => {
    const { world, exports } = await aBucket()
    world.put(DATA, 'early')

    await expect(exports.fetch('2026-08', aFolder(), NOW)).rejects.toThrow('has no manifest of 2026-08 yet')
  })

  test.each<readonly [string, unknown, string]>([
    ['is cut', '{"dataFiles": ["s3://led', 'lists no data files'],
    ['lists none', { dataFiles: [] }, 'lists no data files'],
    ['lists a file of another bucket', { dataFiles: [`s3://other/${DATA}`] }, 'another bucket: other'],
    [
      'lists a file of another period',
      { dataFiles: [`s3://ledger/${BASE}/data/BILLING_PERIOD=2026-07/focus-00001.csv`] },
      'not among the data of its period',
    ],
    [
      'leads out of the folder',
      { dataFiles: [`s3://ledger/${BASE}/data/BILLING_PERIOD=2026-08/../../../../x.csv`] },
      'not among the data of its period',
    ],
    ['lists what is no data', { dataFiles: ['s3://ledger/readme.txt'] }, 'which is no data file'],
    ['lists a file twice', { dataFiles: [`s3://ledger/${DATA}`, DATA] }, 'lists a file twice'],
  ])('of a manifest that %s loads nothing', async (_, manifest, words) => {
    const { world, exports } = await aBucket()
    world.put(DATA, 'a')
    world.put(MANIFEST, typeof manifest === 'string' ? manifest : JSON.stringify(manifest))
    const folder = aFolder()

    const failed = exports.fetch('2026-08', folder, NOW)

    await expect(failed).rejects.toBeInstanceOf(MalformedBill)
    await expect(failed).rejects.toThrow(words)
    expect(existsSync(`${folder}/focus`)).toBe(false)
  })

  test('takes a manifest that lists its files as objects', async () => {
    const { world, exports } = await aBucket()
    world.put(DATA, 'a')
    world.put(MANIFEST, JSON.stringify({ dataFiles: [{ size: 1, uri: `s3://ledger/${DATA}` }] }))

    expect((await exports.fetch('2026-08', aFolder(), NOW)).files).toHaveLength(1)
  })
})

describe('a bucket', () => {
  test('that may not be listed, or whose files may not be read, is refused with what to grant', async () => {
    const { exports } = await aBucket({ denied: (key) => key === '' })
    const secret = await aBucket({ denied: (key) => key === DATA })
    deliver(secret.world, '2026-08', { 'focus-00001.csv': 'a' })

    await expect(exports.changed(new Map(), NOW)).rejects.toBeInstanceOf(SourceRefused)
    await expect(secret.exports.fetch('2026-08', aFolder(), NOW)).rejects.toThrow('Grant what docs/aws.md lists')
  })

  test.each<readonly [string, number, unknown, string]>([
    ['SlowDown', 503, SourceDown, 'after 3 tries'],
    ['InternalError', 500, SourceDown, 'after 3 tries'],
    ['ExpiredToken', 400, SourceRefused, 'has expired'],
    ['InvalidAccessKeyId', 403, SourceRefused, 'does not take the key'],
    ['PermanentRedirect', 301, ConfigError, 'in another region'],
    ['NoSuchBucket', 404, ConfigError, 'none of that name'],
  ])('that answers %s is known by its name', async (code, status, kind, words) => {
    const { exports } = await aBucket({ fault: () => ({ kind: 'error', code, status }) })

    const failed = await exports.changed(new Map(), NOW).catch((error: unknown) => error)

    expect(failed).toBeInstanceOf(kind)
    expect(String(failed)).toContain(words)
    expect(inspect(failed, { depth: 20 })).not.toContain('the-secret-key-of-tests')
  })
})
