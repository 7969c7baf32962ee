/** Exports of Azure over real HTTP and the real SDK: the newest run of a month, whole, or nothing. */
import { readFile } from 'node:fs/promises'
import { inspect } from 'node:util'
import {
  BlobSASPermissions,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob'
import { describe, expect, test } from 'vitest'
import { Secret } from '../../../src/config/index.js'
import { ConfigError, LedgerError, MalformedBill, SourceDown, SourceRefused } from '../../../src/errors.js'
import { exportFiles } from '../../../src/sources/focus/index.js'
import type { AzureFault } from '../../../src/world/azure-blob.js'
import { ACCOUNT, aContainer, aFolder, KEY, part, run, type Storage, together } from './given.js'

const second = '00000000-0000-0000-0000-000000000002'
const nothing = new Map<string, string>()

async function firstOf({ source }: Storage) {
  const [period] = await source.changed(nothing)
  if (period === undefined) throw new Error('no period')
  return period
}

function sasOf(permissions: string, expiresOn = new Date(Date.now() + 3_600_000)): Secret {
  const values = { containerName: 'costs', permissions: ContainerSASPermissions.parse(permissions), expiresOn }
  return new Secret(generateBlobSASQueryParameters(values, new StorageSharedKeyCredential(ACCOUNT, KEY)).toString())
}

describe('a month of exports', () => {
  test('is its newest run, as its manifest says, and lies in the folder as the reader of FOCUS files takes it', async () => {
    const older = run({ parts: [part('100')] })
    const newer = run({ guid: second, submitted: '2026-08-03T06:49:06Z', parts: [part('240'), part('12')] })
    const storage = await aContainer(() => together(newer, older))
    const folder = await aFolder()

    const period = await firstOf(storage)
    const { files, manifestContent } = await storage.source.fetch(period, folder)

    expect(period).toMatchObject({ name: '2026-08', files: 2, bytes: part('240').length + part('12').length })
    expect(await Promise.all(files.map((file) => readFile(file, 'utf8')))).toEqual([part('240'), part('12')])
    expect(JSON.parse(manifestContent)).toMatchObject({ runInfo: { submittedTime: '2026-08-03T06:49:06Z' } })
    const set = await exportFiles([folder], { cwd: folder, partial: false })
    expect(set.files.map(({ path }) => path)).toEqual(files)
    expect(set.records).toBe(2)
    expect(storage.world.asked.some(({ name }) => name.includes('000000000001/part'))).toBe(false)
  })

  test('is one of several, and oldest first', async () => {
    const { source } = await aContainer(() => together(run({ month: '202608' }), run({ month: '202607' })))

    expect((await source.changed(nothing)).map(({ name }) => name)).toEqual(['2026-07', '2026-08'])
  })

  test('is found on whichever page of the list it stands', async () => {
    const months = ['202604', '202605', '202606', '202607', '202608']
    const { world, source } = await aContainer(() => together(...months.map((month) => run({ month }))), {
      pageSize: 3,
    })

    expect(await source.changed(nothing)).toHaveLength(5)
    expect(world.asked.filter(({ what }) => what === 'list')).toHaveLength(4)
  })

  test('that is known is not told again until it is written anew, or run anew', async () => {
    let blobs = run()
    const storage = await aContainer(() => blobs)
    const { name, content } = await firstOf(storage)
    const known = new Map([[name, content]])

    expect(await storage.source.changed(known)).toEqual([])
    blobs = run({ parts: [part('241')] })
    expect(await storage.source.changed(known)).toMatchObject([{ name: '2026-08' }])
    blobs = together(run(), run({ guid: second, submitted: '2026-08-03T06:49:06Z' }))
    expect(await storage.source.changed(known)).toMatchObject([{ name: '2026-08' }])
  })

  test('before the first day of the settings is left where it is', async () => {
    const blobs = together(run({ month: '202607' }), run({ month: '202608' }))
    const { source } = await aContainer(() => blobs, {}, { from: '2026-08-01' })

    expect((await source.changed(nothing)).map(({ name }) => name)).toEqual(['2026-08'])
  })

  test('whose newest run has no manifest yet is the run before', async () => {
    const half = run({ guid: second, submitted: '2026-08-03T06:49:06Z', parts: [part('999')] })
    half.delete([...half.keys()].find((name) => name.endsWith('manifest.json')) ?? '')
    const storage = await aContainer(() => together(run(), half))

    const { files } = await storage.source.fetch(await firstOf(storage), await aFolder())

    expect(await readFile(files[0] ?? '', 'utf8')).toBe(part('240'))
  })

  test('of another kind of export is passed over', async () => {
    const { source } = await aContainer(() => together(run(), run({ exportName: 'actual', type: 'ActualCost' })))

    expect(await source.changed(nothing)).toHaveLength(1)
  })

  test('of two exports would count twice', async () => {
    const { source } = await aContainer(() => together(run(), run({ exportName: 'again' })))

    await expect(source.changed(nothing)).rejects.toBeInstanceOf(ConfigError)
    await expect(source.changed(nothing)).rejects.toThrow(/exports\/again and .*exports\/focus\. Both would count/)
  })

  test('of two runs that are equally new is not chosen', async () => {
    const { source } = await aContainer(() => together(run(), run({ guid: second })))

    await expect(source.changed(nothing)).rejects.toThrow(/equally new/)
  })
})

describe('a run that is written anew while it is fetched', () => {
  test.each<readonly [string, (fresh: Map<string, string>) => void]>([
    ['in a part', (blobs) => blobs.set([...blobs.keys()][0] ?? '', part('999'))],
    ['in its manifest', (blobs) => blobs.set([...blobs.keys()][1] ?? '', '{}')],
    ['by taking it away', (blobs) => blobs.clear()],
  ])('%s is not loaded', async (_, rewrite) => {
    const blobs = run()
    const storage = await aContainer(() => blobs)
    const period = await firstOf(storage)
    rewrite(blobs)

    const failed = storage.source.fetch(period, await aFolder())

    await expect(failed).rejects.toBeInstanceOf(SourceDown)
    await expect(failed).rejects.toThrow(/Run it again/)
  })

  test('after its last part was read is not loaded either', async () => {
    const blobs = run()
    const manifest = [...blobs.keys()][1] ?? ''
    const storage = await aContainer(() => blobs, {
      fault: ({ what }) => {
        if (what === 'head' && storage.world.asked.some(({ name }) => name.includes('part_'))) blobs.set(manifest, '{}')
        return undefined
      },
    })

    await expect(storage.source.fetch(await firstOf(storage), await aFolder())).rejects.toThrow(/is being written/)
  })

  test('with a part that its manifest has otherwise is not complete', async () => {
    const blobs = run({ manifest: { blobs: [{ blobName: 'part_0_0001.csv', byteCount: 7 }] } })
    const storage = await aContainer(() => blobs)

    await expect(storage.source.fetch(await firstOf(storage), await aFolder())).rejects.toThrow(/is being written/)
  })

  test('and told anew since is asked for again', async () => {
    let blobs = run()
    const storage = await aContainer(() => blobs)
    const period = await firstOf(storage)
    blobs = run({ parts: [part('241')] })
    await storage.source.changed(nothing)

    await expect(storage.source.fetch(period, await aFolder())).rejects.toBeInstanceOf(SourceDown)
  })
})

describe('a manifest', () => {
  test.each<readonly [string, object, RegExp]>([
    ['without a time', { runInfo: { startDate: '2026-08-01T00:00:00' } }, /runInfo\.submittedTime/],
    [
      'of chosen days',
      { runInfo: { startDate: '2026-08-05T00:00:00', submittedTime: '2026-08-06T00:00:00Z' } },
      /not with a month/,
    ],
    [
      'of another zone',
      { runInfo: { startDate: '2026-08-01', submittedTime: '2026-08-06T00:00:00+08:00' } },
      /not a time in UTC/,
    ],
  ])('%s is not understood', async (_, manifest, why) => {
    const { source } = await aContainer(() => run({ manifest }))

    await expect(source.changed(nothing)).rejects.toThrow(why)
    await expect(source.changed(nothing)).rejects.toBeInstanceOf(MalformedBill)
  })

  test('with a byte order mark is one all the same', async () => {
    const blobs = new Map([...run()].map(([name, text]) => [name, name.endsWith('.json') ? `\uFEFF${text}` : text]))
    const { source } = await aContainer(() => blobs)

    expect(await source.changed(nothing)).toHaveLength(1)
  })

  test('cannot lead out of the folder', async () => {
    const evil = new Map([...run()].map(([name, text]) => [name.replace('costs/focus', 'costs/../../evil'), text]))
    const { source } = await aContainer(() => evil)

    await expect(source.changed(nothing)).rejects.toThrow(/would be written outside of its folder/)
  })
})

describe('who asks', () => {
  test('may have a SAS of the container that reads and lists', async () => {
    const storage = await aContainer(() => run(), {}, { access: { kind: 'sas', secret: sasOf('rl') } })

    expect((await storage.source.fetch(await firstOf(storage), await aFolder())).files).toHaveLength(1)
  })

  test('may have a connection string', async () => {
    const seen = await aContainer(() => run())
    const secret = new Secret(
      `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};BlobEndpoint=${seen.world.url}`,
    )
    const { source } = await aContainer(
      () => run(),
      {},
      { access: { kind: 'connection string', secret }, endpoint: seen.world.url },
    )

    expect(await source.changed(nothing)).toHaveLength(1)
  })

  test('with a connection string that is none has to mend the settings, and it is not repeated', async () => {
    const access = { kind: 'connection string', secret: new Secret('AccountKey=c2VjcmV0LXNlY3JldA==') } as const
    const { source } = await aContainer(() => run(), {}, { access })

    const error: unknown = await source.changed(nothing).catch((thrown: unknown) => thrown)

    expect(error).toBeInstanceOf(ConfigError)
    expect(inspect(error, { depth: 9 })).not.toContain('c2VjcmV0')
  })

  test.each<readonly [string, () => Secret, RegExp]>([
    ['a SAS that is over', () => sasOf('rl', new Date(Date.now() - 1000)), /AuthenticationFailed.*when it ends/],
    ['a SAS that only lists', () => sasOf('l'), /AuthorizationPermissionMismatch.*sp=rl/],
    [
      'a SAS of another key',
      () =>
        new Secret(
          sasOf('rl')
            .reveal()
            .replace(/sig=[^&]+/, 'sig=YWJj'),
        ),
      /AuthenticationFailed/,
    ],
  ])('with %s is refused', async (_, secret, why) => {
    const { source } = await aContainer(() => run(), {}, { access: { kind: 'sas', secret: secret() } })

    await expect(source.changed(nothing)).rejects.toThrow(why)
    await expect(source.changed(nothing)).rejects.toBeInstanceOf(SourceRefused)
  })

  test('with another key of the account is refused', async () => {
    const access = { kind: 'account key', account: ACCOUNT, secret: new Secret('b3RoZXI=') } as const
    const { source } = await aContainer(() => run(), {}, { access })

    await expect(source.changed(nothing)).rejects.toBeInstanceOf(SourceRefused)
  })

  test('for a container that is not there has to mend the settings', async () => {
    const { source } = await aContainer(() => run(), {}, { container: 'other' })

    await expect(source.changed(nothing)).rejects.toThrow(/There is no container other/)
  })
})

describe('storage that fails', () => {
  const passing: readonly (readonly [string, AzureFault])[] = [
    ['that is busy', { status: 503, code: 'ServerBusy' }],
    ['that throttles', { status: 429, code: 'TooManyRequests' }],
    ['behind a proxy', { html: 502 }],
    ['behind a proxy that says that all is well', { html: 200 }],
    ['that hangs up', 'hangup'],
    ['that breaks off', 'cut'],
  ]

  test.each(passing)('%s is asked again, and the file is whole', async (_, fault) => {
    const parts = [part('240')]
    let failures = 0
    const storage = await aContainer(() => run({ parts }), {
      fault: ({ what, name }) => (what === 'get' && name.includes('part_') && (failures += 1) <= 2 ? fault : undefined),
    })

    const { files } = await storage.source.fetch(await firstOf(storage), await aFolder())

    expect(await readFile(files[0] ?? '', 'utf8')).toBe(part('240'))
    expect(failures).toBe(3)
  })

  test.each([...passing.slice(0, 5), ['that is silent', 'silence'] as const])(
    '%s for good is down',
    async (_, fault) => {
      const { source } = await aContainer(() => run(), { fault: () => fault }, { timeoutMs: 1000 })

      await expect(source.changed(nothing)).rejects.toBeInstanceOf(SourceDown)
    },
  )

  test('says no secret', async () => {
    const sas = sasOf('rl')
    const signature = new URLSearchParams(sas.reveal()).get('sig') ?? ''
    const faults: AzureFault[] = [...passing.map(([, fault]) => fault), { status: 403, code: 'AuthenticationFailed' }]
    for (const fault of faults) {
      const { source } = await aContainer(() => run(), { fault: () => fault }, { access: { kind: 'sas', secret: sas } })
      const error: unknown = await source.changed(nothing).catch((thrown: unknown) => thrown)

      expect(error).toBeInstanceOf(LedgerError)
      const told = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)
      expect(told).not.toContain(signature)
      expect(told).not.toContain(encodeURIComponent(signature))
    }
  })
})

describe('doctor is told', () => {
  test.each<readonly [string, () => Map<string, string>, string[]]>([
    ['of exports that are there', () => run(), ['ok', 'ok']],
    ['that nothing is there yet', () => new Map(), ['ok', 'no_data_yet']],
    ['that no export is of FOCUS', () => run({ type: 'ActualCost' }), ['ok', 'not_switched_on']],
  ])('%s, in states', async (_, blobs, states) => {
    const { source } = await aContainer(blobs)

    expect((await source.probe()).map(({ state }) => state)).toEqual(states)
  })

  test('of a permission that is missing, once', async () => {
    const { source } = await aContainer(() => run(), {}, { access: { kind: 'sas', secret: sasOf('r') } })

    const found = await source.probe()

    expect(found).toMatchObject([{ what: 'azure: list costs', state: 'refused' }])
  })
})

test('a SAS of one blob lists nothing', async () => {
  const values = {
    containerName: 'costs',
    blobName: 'x',
    permissions: BlobSASPermissions.parse('r'),
    expiresOn: new Date(Date.now() + 3_600_000),
  }
  const secret = new Secret(
    generateBlobSASQueryParameters(values, new StorageSharedKeyCredential(ACCOUNT, KEY)).toString(),
  )
  const { source } = await aContainer(() => run(), {}, { access: { kind: 'sas', secret } })

  await expect(source.changed(nothing)).rejects.toBeInstanceOf(SourceRefused)
})
