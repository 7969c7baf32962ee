/** What a reading costs and how it fails: estimates, limits, pages, retries, and what BigQuery says no with. */
import { createServer } from 'node:http'
import { inspect } from 'node:util'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { ConfigError, LedgerError, MalformedBill, SourceDown, SourceRefused } from '../../../src/errors.js'
import { clientOf } from '../../../src/sources/gcp/client.js'
import { gcpBills, type GcpSettings } from '../../../src/sources/gcp/index.js'
import type { BigQueryWorld, Fault, Manners } from '../../../src/world/bigquery.js'
import { closed, listening } from '../../../src/world/cfets.js'
import { asking, type TestAsking } from './asking.js'
import { anExport, email, gpu, hour, keyOf, markOf, pem, readDue, settingsOf, table } from './given.js'

async function withRows(manners: Manners = {}, rows = 1): Promise<BigQueryWorld> {
  const world = await anExport(manners)
  world.load(
    Array.from({ length: rows }, (_, i) => gpu(hour('22T05'), { sku: { id: `S${i}`, description: 'Nvidia L4 GPU' } })),
  )
  return world
}

const read = (world: BigQueryWorld, also: Partial<GcpSettings> = {}, around: TestAsking = asking()) =>
  readDue(gcpBills(settingsOf(world, also)), around)

const actions = ({ asked }: BigQueryWorld) => asked.map(({ action, label }) => `${action} ${label}`.trim())

/** A fault at the first request of an action that follows `after` others of it. */
function once(action: string, fault: Fault, after = 0): NonNullable<Manners['fault']> {
  let met = 0
  return (request) => {
    if (request.action !== action) return undefined
    met += 1
    return met === after + 1 ? fault : undefined
  }
}

describe('what a query reads', () => {
  test('is estimated before anything is read, and capped in every job', async () => {
    const world = await withRows({}, 3)

    await read(world, { maximumBytesBilled: '20000000' })

    expect(actions(world).slice(0, 4)).toEqual([
      'tables.get',
      'jobs.dryRun touched-hours',
      'jobs.insert touched-hours',
      'jobs.getQueryResults',
    ])
    for (const name of ['touched-hours', 'whole-hours', 'invoice-totals']) {
      expect(actions(world).indexOf(`jobs.dryRun ${name}`)).toBe(actions(world).indexOf(`jobs.insert ${name}`) - 1)
    }
    const jobs = world.asked.filter(({ action }) => action === 'jobs.insert')
    expect(jobs.every(({ body }) => body.includes('"maximumBytesBilled":"20000000"'))).toBe(true)
    expect(world.billed()).toBe(3n * 10_485_760n)
  })

  test('is refused by us when the estimate is above the limit, and nothing is billed', async () => {
    const world = await withRows({}, 20_000)

    const failed = read(world, { maximumBytesBilled: '10485760' })

    await expect(failed).rejects.toThrow(
      /touched-hours of \S+ would read 20,000,000 bytes, and maximum_bytes_billed is 10,485,760/,
    )
    await expect(failed).rejects.toBeInstanceOf(SourceRefused)
    expect(world.billed()).toBe(0n)
  })

  test('is refused by BigQuery where the estimate did not see it: told by its reason, for its code is 500, and not tried again', async () => {
    const world = await withRows({ estimatesNothing: true })

    const failed = read(world, { maximumBytesBilled: '500' })

    await expect(failed).rejects.toThrow(
      /Raise that, or lower hours_per_piece\. It says: Query exceeded limit for bytes billed: 500\. 10485760 or higher required/,
    )
    await expect(failed).rejects.toBeInstanceOf(SourceRefused)
    expect(actions(world).filter((one) => one.startsWith('jobs.insert'))).toHaveLength(1)
  })
})

describe('result pages', () => {
  test('come one at a time and no larger than they may, each asked for when the one before is used up', async () => {
    const world = await withRows({}, 25)
    const source = gcpBills(settingsOf(world, { rowsPerPage: 10 }))
    const around = asking()
    const [piece] = await source.due(around)
    if (piece === undefined) throw new Error('a piece is due')
    const before = world.asked.length

    const reading = source.read(piece, around)
    const first = await reading.next()
    const asked = world.asked.length - before
    const lines = [first.done === true ? 0 : first.value.lines.length]
    for await (const page of reading) lines.push(page.lines.length)

    expect(asked).toBe(3) // an estimate, a job, a page
    expect(lines).toEqual([10, 10, 5, 0])
    expect(
      world.asked
        .filter(({ action }) => action === 'jobs.getQueryResults')
        .every(({ url }) => url.includes('maxResults=10')),
    ).toBe(true)
  })

  test('that come smaller than asked for are not gathered into one', async () => {
    const world = await withRows({ pageLimit: 4 }, 10)

    const { pages } = await read(world)

    expect(pages.map(({ lines }) => lines.length)).toEqual([4, 4, 2, 0])
  })

  test('are questions of their own, and are not asked again by a run that follows a failed one', async () => {
    const world = await withRows(
      { fault: once('jobs.getQueryResults', { status: 403, reason: 'accessDenied' }, 3) },
      25,
    )
    const around = asking()
    await expect(read(world, { rowsPerPage: 10 }, around)).rejects.toBeInstanceOf(SourceRefused)
    const again = asking({ kept: around.kept, now: '2026-09-01T12:05:00Z' })

    const { lines } = await read(world, { rowsPerPage: 10 }, again)

    expect(lines).toHaveLength(25)
    expect(
      again.questions.map((question) =>
        question.replace(/ finops\S*| sql=\w+|from=\S+/g, '').replace(/tokenledger_\w+/, 'JOB'),
      ),
    ).toEqual([
      'BigQuery whole-hours  page=JOB ' + again.questions[0]?.split(' ').at(-1),
      'BigQuery invoice-totals  dryRun',
      'BigQuery invoice-totals ',
    ])
  })

  test('that repeat end in an error, and not in a loop', async () => {
    const world = await withRows(
      { fault: ({ action, n }) => (action === 'jobs.getQueryResults' && n > 7 ? 'token repeats' : undefined) },
      25,
    )

    const failed = read(world, { rowsPerPage: 10 })

    await expect(failed).rejects.toThrow('sends a page a second time')
  })

  test('that hold fewer rows than were told of do not count', async () => {
    const world = await withRows({ fault: once('jobs.getQueryResults', 'row missing', 1) }, 5)

    await expect(read(world)).rejects.toThrow('has 5 rows and sends 4')
  })

  test('are waited for while the job is under way', async () => {
    const world = await withRows({ busy: 2 })
    const around = asking()

    const { lines } = await read(world, {}, around)

    expect(lines).toHaveLength(1)
    expect(around.waited).toEqual([1000, 1000, 1000, 1000, 1000, 1000])
  })

  test('keep whole numbers beyond 2^53 and decimals of any length, and refuse a double', async () => {
    const answer = (type: string, value: string) => ({
      jobComplete: true,
      totalRows: '1',
      schema: { fields: [{ name: 'n', type }] },
      rows: [{ f: [{ v: value }] }],
    })
    const answers = [answer('INTEGER', '9007199254740993'), answer('NUMERIC', '0.000000001'), answer('FLOAT', '0.1')]
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' })
      response.end(JSON.stringify(answers.shift()))
    })
    const port = await listening(server)
    onTestFinished(() => closed(server))
    const { page } = await clientOf(settingsOf({ url: `http://127.0.0.1:${port}` }))
    const limits = { maxResults: 10, location: 'EU' }

    const [whole, decimal] = [await page('j', limits), await page('j', limits)]

    expect(whole?.rows).toEqual([{ n: '9007199254740993' }])
    expect(decimal?.rows).toEqual([{ n: '0.000000001' }])
    await expect(page('j', limits)).rejects.toBeInstanceOf(MalformedBill)
  })
})

describe('a job', () => {
  const ids = (world: BigQueryWorld) =>
    world.asked
      .filter(({ action, label }) => action === 'jobs.insert' && label === 'touched-hours')
      .map(({ body }) => /"jobId":"(\w+)"/.exec(body)?.[1] ?? '')

  test('whose answer was lost is not started a second time', async () => {
    const world = await withRows({ fault: once('jobs.insert', 'lost') })

    const { lines } = await read(world)

    expect(lines).toHaveLength(1)
    expect(new Set(ids(world)).size).toBe(1)
    expect(ids(world)).toHaveLength(2)
    expect(world.billed()).toBe(3n * 10_485_760n)
  })

  test('has another id in the next run, which would be handed the rows of this one otherwise', async () => {
    const world = await withRows()
    await read(world, {}, asking({ now: '2026-09-01T12:00:00Z' }))
    world.load([gpu(hour('23T05'))])

    const { lines } = await read(world, {}, asking({ now: '2026-09-01T13:00:00Z' }))

    expect(lines).toHaveLength(2)
    expect(new Set(ids(world)).size).toBe(2)
  })

  test('that failed by a fault of BigQuery is started anew, for its id has failed with it', async () => {
    const world = await withRows({ fault: once('jobs.insert', 'job fails') })

    const { lines } = await read(world)

    expect(lines).toHaveLength(1)
    expect(ids(world).map((id) => id.at(-1))).toEqual(['1', '1', '2'])
  })

  test('runs where the table lies: in another location it is not found', async () => {
    const world = await withRows()

    await read(world)

    expect(
      world.asked
        .filter(({ action }) => action === 'jobs.insert')
        .every(({ body }) => body.includes('"location":"EU"')),
    ).toBe(true)
    expect(
      world.asked
        .filter(({ action }) => action === 'jobs.getQueryResults')
        .every(({ url }) => url.includes('location=EU')),
    ).toBe(true)
  })
})

describe('what passes', () => {
  test.each<[string, Fault]>([
    ['an error of BigQuery', { status: 503, reason: 'backendError' }],
    ['too many requests', { status: 403, reason: 'rateLimitExceeded' }],
    ['a proxy that is down', 'html 502'],
    ['a page of HTML with 200, at which the client crashes when it starts a job', 'html 200'],
    ['a connection cut within an answer', 'cut'],
    ['half an answer', 'half'],
  ])('%s is tried again, wherever it happens', async (_, fault) => {
    for (const action of ['tables.get', 'jobs.dryRun', 'jobs.insert', 'jobs.getQueryResults']) {
      const world = await withRows({ fault: once(action, fault) })

      const { lines } = await read(world)

      expect(lines.map(({ billedCost }) => billedCost)).toEqual(['2.933908'])
    }
  })

  test.each<[Fault, string]>([
    [{ status: 503, reason: 'backendError', message: 'Try again' }, 'HTTP 503, backendError, Try again'],
    ['html 502', 'HTTP 502 and a page, from a proxy perhaps'],
    ['html 200', 'a page instead of data, a proxy perhaps'],
    ['half', 'a page instead of data'],
  ])('and does not pass is told: %j', async (fault, words) => {
    const world = await withRows({ fault: ({ action }) => (action === 'jobs.dryRun' ? fault : undefined) })

    const failed = read(world)

    await expect(failed).rejects.toThrow(words)
    await expect(failed).rejects.toBeInstanceOf(SourceDown)
    await expect(failed).rejects.not.toThrow('<html>')
  })

  test('and hangs ends at the time limit, which the client itself has none of', async () => {
    const world = await withRows({ fault: () => 'hang' })

    const failed = read(world, { timeoutMs: 20, patience: { retries: 0, firstWaitMs: 1 } })

    await expect(failed).rejects.toThrow('no answer in time')
    await expect(failed).rejects.toBeInstanceOf(SourceDown)
  })
})

describe('a no is told by its reason', () => {
  type Kind = typeof SourceRefused | typeof SourceDown | typeof ConfigError | typeof MalformedBill
  test.each<[number, string, string, Kind, string]>([
    [
      403,
      'accessDenied',
      'User does not have bigquery.jobs.create',
      SourceRefused,
      'Grant roles/bigquery.jobUser on queries',
    ],
    [403, 'accessNotConfigured', 'BigQuery API has not been used', SourceRefused, 'is switched off in queries'],
    [403, 'billingNotEnabled', 'Billing has not been enabled', SourceRefused, 'is switched off in queries'],
    [404, 'notFound', 'Not found: Table', ConfigError, 'Switch the export on'],
    [403, 'quotaExceeded', 'Quota exceeded', SourceDown, 'the quota of queries is spent'],
    [400, 'resourcesExceeded', 'Resources exceeded', SourceRefused, 'Lower hours_per_piece'],
    [400, 'responseTooLarge', 'Response too large', SourceRefused, 'Lower hours_per_piece'],
    [400, 'bytesBilledLimitExceeded', 'Query exceeded limit', SourceRefused, 'Raise that'],
    [500, 'bytesBilledLimitExceeded', 'Query exceeded limit', SourceRefused, 'Raise that'],
    [400, 'invalidQuery', 'Unrecognized name: _PARTITIONTIME', MalformedBill, 'Name the table that Google writes'],
    [401, 'authError', 'Invalid Credentials', SourceRefused, 'Look at the key of the service account'],
  ])('%i %s', async (status, reason, message, kind, remedy) => {
    const world = await withRows({
      fault: ({ action }) => (action === 'jobs.insert' ? { status, reason, message } : undefined),
    })

    const failed = read(world)

    await expect(failed).rejects.toThrow(remedy)
    await expect(failed).rejects.toThrow(message)
    await expect(failed).rejects.toBeInstanceOf(kind)
    expect(actions(world).filter((one) => one.startsWith('jobs.insert'))).toHaveLength(1)
  })

  test('a signature by another key is not accepted', async () => {
    const world = await withRows()

    await expect(read(world, { key: keyOf(pem, 'k2') })).rejects.toThrow('unknown key')
  })

  test('a token that has expired is not accepted, and the clock is named', async () => {
    const world = await withRows({ clock: () => Date.now() + 2 * 3_600_000 })

    await expect(read(world)).rejects.toThrow('at the clock of this machine')
  })

  test.each(['no JSON', '{}', '{"client_email":"a@b","private_key":""}'])(
    'a key that is %j names no word of it',
    async (text) => {
      const world = await withRows()
      const { Secret } = await import('../../../src/config/index.js')

      const failed = read(world, { key: new Secret(text) })

      await expect(failed).rejects.toThrow('are no key of a service account')
      await expect(failed).rejects.toBeInstanceOf(ConfigError)
    },
  )

  test('a private key that cannot sign is the login that fails', async () => {
    const world = await withRows()

    const failed = read(world, { key: keyOf('-----BEGIN PRIVATE KEY-----\nTUFSS0VE\n-----END PRIVATE KEY-----\n') })

    await expect(failed).rejects.toThrow('the login is not accepted')
  })
})

test('no failure shows the key or a token, even where the other side repeats them', async () => {
  const secret = pem.split('\n')[5] ?? ''
  const faults: Fault[] = [
    { status: 403, reason: 'accessDenied', message: `Denied for Bearer eyJhbGciOiJS.abc.def and ${pem}` },
    { status: 401, reason: 'authError', message: 'token ya29.a0MARKED expired' },
    { status: 503, reason: 'backendError', message: `key ${pem}` },
    'html 502',
    'html 200',
    'cut',
    'half',
  ]
  for (const fault of faults) {
    for (const action of ['tables.get', 'jobs.dryRun', 'jobs.insert', 'jobs.getQueryResults']) {
      const world = await withRows({ fault: (request) => (request.action === action ? fault : undefined) })
      const around = asking()

      const failed: unknown = await read(world, { patience: { retries: 0, firstWaitMs: 1 } }, around).catch(
        (error: unknown) => error,
      )

      expect(failed).toBeInstanceOf(LedgerError)
      const shown = `${inspect(failed, { depth: 20, showHidden: true })} ${JSON.stringify(failed)} ${[...around.kept].join(' ')}`
      for (const word of [secret, 'BEGIN PRIVATE', 'eyJ', 'ya29', email]) expect(shown).not.toContain(word)
    }
  }
})

test('an emulator that the environment names does not take the questions to itself', async () => {
  vi.stubEnv('BIGQUERY_EMULATOR_HOST', 'http://127.0.0.1:1')
  onTestFinished(() => void vi.unstubAllEnvs())
  const world = await withRows()

  const { lines } = await read(world)

  expect(lines).toHaveLength(1)
})

test('another endpoint without a key is asked without a login, and nobody looks for one', async () => {
  const world = await anExport()
  const open = await withRows({})
  const source = gcpBills(settingsOf(world, { key: undefined }))

  await expect(source.due(asking())).rejects.toThrow('Login Required')
  expect(world.asked).toHaveLength(1)
  expect(markOf(await read(open))).toBeDefined()
})

describe('a table', () => {
  test('that is the standard export is refused: it names no resource', async () => {
    const world = await anExport({}, [{ ...table, schema: table.schema.filter(({ name }) => name !== 'resource') }])

    const failed = read(world)

    await expect(failed).rejects.toThrow('Switch on "Detailed usage cost"')
    await expect(failed).rejects.toBeInstanceOf(ConfigError)
  })

  test('that lacks what money hangs on is refused with the columns', async () => {
    const world = await anExport({}, [
      { ...table, schema: table.schema.filter(({ name }) => !['cost', 'credits'].includes(name)) },
    ])

    const failed = read(world)

    await expect(failed).rejects.toThrow('has no column cost, credits, credits.type, credits.amount')
    await expect(failed).rejects.toBeInstanceOf(MalformedBill)
  })

  test('that holds a column as another type is refused', async () => {
    const schema = table.schema.map((field) =>
      field.name === 'cost' ? { name: 'cost', type: 'STRING' as const } : field,
    )
    const world = await anExport({}, [{ ...table, schema }])

    await expect(read(world)).rejects.toThrow('holds cost as STRING, not as number')
  })

  test('that somebody made by hand knows no _PARTITIONTIME, and is read without it', async () => {
    const world = await anExport({}, [{ ...table, partitioned: false }])
    world.load([gpu(hour('22T05'))])

    const { lines } = await read(world)

    expect(lines).toHaveLength(1)
    expect(world.asked.some(({ body }) => body.includes('_PARTITIONTIME'))).toBe(false)
  })
})
