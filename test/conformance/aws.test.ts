/** That Cost Explorer and exports are read from moto as from our own stand-in, by the real clients. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../src/config/index.js'
import { SourceDown } from '../../src/errors.js'
import type { BillPage } from '../../src/records/bill-source.js'
import { awsExports } from '../../src/sources/aws/exports/index.js'
import { awsBills } from '../../src/sources/aws/index.js'
import { asking } from '../sources/aws/asking.js'
import { csv, type Line } from '../support/focus.js'
import { type Moto, startMoto } from './moto.js'

const NOW = new Date('2026-08-23T08:00:00Z')
const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }
const folder = mkdtempSync(join(tmpdir(), 'moto-'))
let moto: Moto

beforeAll(async () => {
  moto = await startMoto(folder)
})
beforeEach(() => moto.reset())
afterAll(async () => {
  await moto?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const access = () => ({
  name: 'aws',
  credentials: {
    kind: 'keys',
    accessKeyId: KEYS.accessKeyId,
    secretAccessKey: new Secret(KEYS.secretAccessKey),
    sessionToken: undefined,
  } as const,
  endpoint: moto.url,
  proxy: undefined,
  timeoutMs: 20_000,
  patience: { retries: 1, firstWaitMs: 1 },
})

const money = (Amount: string, Unit = 'USD') => ({ Amount, Unit })
const group = (keys: readonly string[], amount: string) => ({
  Keys: keys,
  Metrics: { UnblendedCost: money(amount), AmortizedCost: money(amount), UsageQuantity: money('1', 'Hrs') },
})
const result = (groups: readonly unknown[], total = {}) => ({
  TimePeriod: { Start: '2026-08-05', End: '2026-08-06' },
  Total: total,
  Groups: groups,
  Estimated: true,
})
const grouped = (...keys: readonly string[]) => keys.map((Key) => ({ Type: 'DIMENSION', Key }))

describe('Cost Explorer', () => {
  const bills = () =>
    awsBills({
      ...access(),
      partition: 'aws',
      accountId: '111122223333',
      invoiceIssuer: 'Amazon Web Services, Inc.',
      from: '2026-07-01',
      hourly: false,
      tag: undefined,
      billingView: undefined,
      recordTypes: {},
      maxRequests: { perRun: 100, perMonth: 1000 },
      clock: () => NOW,
    })

  test('in moto is read page by page, every digit as it was queued', async () => {
    const services = grouped('SERVICE', 'USAGE_TYPE')
    await moto.answer([
      {
        GroupDefinitions: grouped('LINKED_ACCOUNT', 'RECORD_TYPE'),
        ResultsByTime: [result([group(['444455556666', 'Usage'], '7.1234567891')])],
      },
      {
        GroupDefinitions: services,
        ResultsByTime: [result([group(['Amazon SageMaker', 'USE1-Host:ml.g5.12xlarge'], '7.09')])],
        NextPageToken: 'two',
      },
      {
        GroupDefinitions: services,
        ResultsByTime: [result([group(['Amazon Simple Storage Service', 'Requests-Tier2'], '0.0334567891')])],
      },
      {
        ResultsByTime: [
          {
            ...result([], { UnblendedCost: money('7.1234567891') }),
            TimePeriod: { Start: '2026-08-01', End: '2026-08-23' },
          },
        ],
      },
    ])
    const pages: BillPage[] = []
    const [piece] = bills().pieces('2026-08-05', '2026-08-06')
    if (piece === undefined) throw new Error('no piece')

    for await (const page of bills().read(piece, asking({ now: NOW }))) pages.push(page)

    expect(pages.flatMap(({ refused }) => refused)).toEqual([])
    expect(pages.flatMap(({ lines }) => lines.map(({ serviceName, billedCost }) => [serviceName, billedCost]))).toEqual(
      [
        ['Amazon SageMaker', '7.09'],
        ['Amazon Simple Storage Service', '0.0334567891'],
      ],
    )
    expect(pages.at(-1)?.totals).toMatchObject([{ total: '7.1234567891', billingPeriod: '2026-08-01' }])
  })

  test('in moto knows no tags, and answers with a page: that is down, not refused', async () => {
    await moto.answer([
      {
        GroupDefinitions: grouped('LINKED_ACCOUNT', 'RECORD_TYPE'),
        ResultsByTime: [
          {
            ...result([group(['444455556666', 'Usage'], '1')]),
            TimePeriod: { Start: '2026-08-20', End: '2026-08-21' },
          },
        ],
      },
    ])

    const findings = await bills().probe(asking({ now: NOW }))

    expect(findings.map(({ what, state }) => `${what}: ${state}`)).toEqual([
      'Cost Explorer: ok',
      'cost allocation tags: down',
    ])
  })
})

describe('exports', () => {
  const base = 'bills/focus'
  const s3 = () => new S3Client({ region: 'us-east-1', endpoint: moto.url, credentials: KEYS, forcePathStyle: true })
  const exported = () =>
    awsExports({
      ...access(),
      bucket: 'ledger',
      region: 'us-east-1',
      prefix: 'bills',
      exportName: 'focus',
      table: 'focus',
      from: '2026-01',
      memoryLimit: '300MB',
      pathStyle: true,
    })

  async function deliver(period: string, lines: readonly Line[], execution: string): Promise<void> {
    const client = s3()
    const key = `${base}/data/BILLING_PERIOD=${period}/focus-00001.csv`
    await client.send(new PutObjectCommand({ Bucket: 'ledger', Key: key, Body: csv(lines) }))
    const manifest = JSON.stringify({ dataFiles: [`s3://ledger/${key}`], execution })
    await client.send(
      new PutObjectCommand({
        Bucket: 'ledger',
        Key: `${base}/metadata/BILLING_PERIOD=${period}/focus-Manifest.json`,
        Body: manifest,
      }),
    )
  }

  test('in moto come when their manifest does, and again when it changes', async () => {
    await s3().send(new CreateBucketCommand({ Bucket: 'ledger' }))
    await deliver('2026-07', [{ BilledCost: '1' }], 'one')
    await deliver('2026-08', [{ BilledCost: '2' }], 'one')

    const first = await exported().changed(new Map(), NOW)
    const known = new Map(first.map(({ period, identity }) => [period, identity]))
    const nothing = await exported().changed(known, NOW)
    await deliver('2026-08', [{ BilledCost: '3' }], 'two')
    const second = await exported().changed(known, NOW)
    const fetched = await exported().fetch('2026-08', folder, NOW)

    expect(first.map(({ period, final }) => [period, final])).toEqual([
      ['2026-07', true],
      ['2026-08', false],
    ])
    expect(nothing).toEqual([])
    expect(second.map(({ period }) => period)).toEqual(['2026-08'])
    expect(fetched.files).toEqual([join(folder, 'focus/data/BILLING_PERIOD=2026-08/focus-00001.csv')])
    expect(fetched.manifestContent).toContain('two')
  })

  test('in moto of a bucket that is not there are a setting to mend', async () => {
    await expect(exported().changed(new Map(), NOW)).rejects.toThrow('there is none of that name')
  })

  test('in moto of a period without a manifest are not delivered', async () => {
    await s3().send(new CreateBucketCommand({ Bucket: 'ledger' }))

    await expect(exported().fetch('2026-08', folder, NOW)).rejects.toBeInstanceOf(SourceDown)
  })
})
