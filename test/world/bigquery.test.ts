/** The stand-in for BigQuery is as strict as BigQuery: whoever asks it wrongly is told no. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  type BigQueryWorld,
  DETAILED,
  type ExportTable,
  type Manners,
  startBigQuery,
} from '../../src/world/bigquery.js'
import { Numeric, numeric } from '../../src/world/bigquery-values.js'

const table: ExportTable = {
  project: 'p',
  dataset: 'd',
  table: 't',
  location: 'EU',
  schema: DETAILED,
  partitioned: true,
}
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const account = { email: 'a@p', keyId: 'k', publicKey }
const NOW = Date.parse('2026-09-01T12:00:00Z')

async function world(manners: Manners = {}): Promise<BigQueryWorld> {
  const started = await startBigQuery([table], manners)
  onTestFinished(() => started.close())
  const row = {
    billing_account_id: 'A',
    cost: '0.1',
    currency: 'USD',
    usage_start_time: '2026-08-22T05:00:00Z',
    invoice: { month: '202608' },
  }
  started.load([{ ...row, export_time: '2026-08-23T05:40:00.123456Z' }])
  started.load([
    { ...row, cost: '0.2', export_time: '2026-08-24T05:40:00Z', credits: [{ type: 'DISCOUNT', amount: '-0.05' }] },
  ])
  return started
}

interface Said {
  readonly status: number
  readonly reason: string | undefined
  readonly json: { readonly [name: string]: unknown }
}

async function ask(
  { url }: BigQueryWorld,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Said> {
  const init = body === undefined ? { headers } : { method: 'POST', body: JSON.stringify(body), headers }
  const answer = await fetch(`${url}/bigquery/v2/projects/p${path}`, init)
  const json: Said['json'] & { error?: { errors: { reason: string }[] } } = JSON.parse(await answer.text())
  return { status: answer.status, reason: json.error?.errors[0]?.reason, json }
}

const job = (query: string, also: object = {}) => ({
  jobReference: { projectId: 'p', jobId: 'j1', location: 'EU' },
  configuration: { query: { query, useLegacySql: false, parameterMode: 'NAMED', ...also } },
})

async function rowsOf(started: BigQueryWorld, query: string, also: object = {}): Promise<unknown> {
  const put = await ask(started, '/jobs', job(query, also))
  if (put.status !== 200) return put
  const { json } = await ask(started, '/queries/j1?location=EU')
  return json['rows']
}

describe('statements', () => {
  test('are run as they stand: grouped, added up exactly, and in doubles where nobody says NUMERIC', async () => {
    const exact = await rowsOf(
      await world(),
      'SELECT currency, SUM(CAST(cost AS NUMERIC)) AS cost, COUNT(*) AS records FROM `p.d.t` GROUP BY currency',
    )
    const doubles = await rowsOf(await world(), 'SELECT currency, SUM(cost) AS cost FROM `p.d.t` GROUP BY currency')

    expect(exact).toEqual([{ f: [{ v: 'USD' }, { v: '0.3' }, { v: '2' }] }])
    expect(doubles).toEqual([{ f: [{ v: 'USD' }, { v: '0.30000000000000004' }] }])
  })

  test('see only the partitions that they read', async () => {
    const rows = await rowsOf(await world(), "SELECT cost FROM `p.d.t` WHERE _PARTITIONTIME >= TIMESTAMP('2026-08-24')")

    expect(rows).toEqual([{ f: [{ v: '0.2' }] }])
  })

  test('keep microseconds', async () => {
    const rows = await rowsOf(
      await world(),
      "SELECT FORMAT_TIMESTAMP('%Y-%m-%dT%H:%M:%E6SZ', export_time) AS t FROM `p.d.t` WHERE export_time <= TIMESTAMP(@t)",
      {
        queryParameters: [
          { name: 't', parameterType: { type: 'STRING' }, parameterValue: { value: '2026-08-23T05:40:00.123456Z' } },
        ],
      },
    )

    expect(rows).toEqual([{ f: [{ v: '2026-08-23T05:40:00.123456Z' }] }])
  })

  test.each([
    ['SELECT nothing FROM `p.d.t`', 'Unrecognized name: nothing'],
    ['SELECT sku.price FROM `p.d.t`', 'Field name price does not exist in STRUCT'],
    ['SELECT * FROM `p.d.t`', 'A star names no columns'],
    ['SELECT cost FROM `p.d.t` JOIN `p.d.u`', 'Syntax error: Unexpected JOIN'],
    ['SELECT cost FROM `p.d.t`, UNNEST(credits) AS c', 'Syntax error: Unexpected ,'],
    ['SELECT currency, cost FROM `p.d.t` GROUP BY currency', 'neither grouped nor aggregated'],
    ['SELECT cost FROM `p.d.t` WHERE export_time > @mark', "Query parameter 'mark' not found"],
    ['SELECT COUNT(*) AS n FROM `p.d.u`', 'Not found: Table p:d.u'],
  ])('a question with %s is refused', async (sql, why) => {
    const { status, reason, json } = await ask(await world(), '/jobs', job(sql))

    expect([status, reason]).toEqual([400, 'invalidQuery'])
    expect(JSON.stringify(json)).toContain(why)
  })

  test('over a table made by hand know no _PARTITIONTIME', async () => {
    const started = await startBigQuery([{ ...table, partitioned: false }])
    onTestFinished(() => started.close())

    const { json } = await ask(
      started,
      '/jobs',
      job("SELECT cost FROM `p.d.t` WHERE _PARTITIONTIME > TIMESTAMP('2026-08-01')"),
    )

    expect(JSON.stringify(json)).toContain('Unrecognized name: _PARTITIONTIME')
  })
})

describe('jobs', () => {
  test('of an id that is taken are refused', async () => {
    const started = await world()
    await ask(started, '/jobs', job('SELECT cost FROM `p.d.t`'))

    expect(await ask(started, '/jobs', job('SELECT cost FROM `p.d.t`'))).toMatchObject({
      status: 409,
      reason: 'duplicate',
    })
  })

  test('in another location than the table are refused', async () => {
    const { jobReference: _, ...rest } = job('SELECT cost FROM `p.d.t`')

    expect(await ask(await world(), '/jobs', rest)).toMatchObject({ status: 404, reason: 'notFound' })
  })

  test('are billed 10 MiB at least, and fail above their limit', async () => {
    const started = await world()
    const put = await ask(started, '/jobs', job('SELECT cost FROM `p.d.t`', { maximumBytesBilled: '10485759' }))
    const got = await ask(started, '/queries/j1?location=EU')

    expect(JSON.stringify(put.json)).toContain('10485760 or higher required')
    expect(got).toMatchObject({ status: 500, reason: 'bytesBilledLimitExceeded' })
    expect(started.billed()).toBe(0n)
  })

  test('that are run dry tell their bytes and leave nothing', async () => {
    const started = await world()
    const { configuration } = job('SELECT cost FROM `p.d.t`')

    const { json } = await ask(started, '/jobs', {
      jobReference: { location: 'EU' },
      configuration: { dryRun: true, ...configuration },
    })

    expect(json['statistics']).toEqual({ totalBytesProcessed: '2000' })
    expect(started.billed()).toBe(0n)
  })

  test('give out pages by tokens that are theirs', async () => {
    const started = await world()
    await ask(started, '/jobs', job('SELECT cost FROM `p.d.t`'))

    const first = await ask(started, '/queries/j1?location=EU&maxResults=1')
    const second = await ask(
      started,
      `/queries/j1?location=EU&maxResults=1&pageToken=${String(first.json['pageToken'])}`,
    )

    expect(second.json['rows']).toEqual([{ f: [{ v: '0.2' }] }])
    expect(second.json['pageToken']).toBeUndefined()
    expect(await ask(started, '/queries/j1?location=EU&pageToken=made-up')).toMatchObject({
      status: 400,
      reason: 'invalid',
    })
    expect(await ask(started, '/queries/j1')).toMatchObject({ status: 404, reason: 'notFound' })
  })
})

describe('logins', () => {
  const claims = {
    iss: 'a@p',
    sub: 'a@p',
    scope: 'https://www.googleapis.com/auth/bigquery',
    iat: NOW / 1000,
    exp: NOW / 1000 + 3600,
  }
  const token = (said: object, by = privateKey, head: object = { alg: 'RS256', kid: 'k' }): string => {
    const text = [head, said].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    return `Bearer ${text}.${sign('RSA-SHA256', Buffer.from(text), by).toString('base64url')}`
  }

  test.each<[string, string | undefined, number]>([
    ['signed as it should be', token(claims), 200],
    ['none', undefined, 401],
    ['signed by another key', token(claims, other), 401],
    ['of another issuer', token({ ...claims, iss: 'b@p' }), 401],
    ['without the scope', token({ ...claims, scope: 'https://www.googleapis.com/auth/drive' }), 401],
    ['expired', token({ ...claims, iat: NOW / 1000 - 7200, exp: NOW / 1000 - 3600 }), 401],
    ['for a day', token({ ...claims, exp: NOW / 1000 + 86_400 }), 401],
    ['without the id of its key', token(claims, privateKey, { alg: 'RS256' }), 401],
  ])('a login %s is met as BigQuery meets it', async (_, authorization, status) => {
    const started = await world({ account, clock: () => NOW })

    const said = await ask(
      started,
      '/datasets/d/tables/t',
      undefined,
      authorization === undefined ? {} : { authorization },
    )

    expect(said.status).toBe(status)
  })
})

test.each([
  ['0.1', '0.1'],
  ['1.5E-7', '0.00000015'],
  ['2.5e-10', '0'],
  ['5e-10', '0.000000001'],
  ['-5e-10', '-0.000000001'],
  ['328564998144000', '328564998144000'],
])('%s as NUMERIC is %s', (text, said) => {
  expect(numeric(text)).toBeInstanceOf(Numeric)
  expect(numeric(text).toString()).toBe(said)
})
