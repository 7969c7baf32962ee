import { expect } from 'vitest'
import { csv } from '../support/focus.js'
import { test } from '../support/ledger.js'
import { gpu, pod } from '../support/gpus.js'
import { read, replica, telemetry } from '../support/telemetry.js'
import { cells, json, tokenledger } from './tool.js'

test('an empty ledger says so and what to do', async ({ ledger }) => {
  const env = { DATABASE_URL: ledger.url }

  const said = await tokenledger(['status'], env)
  const document = json(await tokenledger(['status', '--json'], env))

  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toMatch(/^Nothing is loaded yet\.\n[^]*tokenledger bills focus <files or folders>/)
  expect(document).toEqual({
    bills: [],
    competing: [],
    runs: [],
    telemetry: [],
    unmatched: [],
    overclaimed: [],
    seenTwice: [],
    withoutRate: [],
    jobs: [],
    due: [],
    undelivered: [],
  })
})

test('a loaded bill is shown with its lines, its reach and its state', async ({ ledger }) => {
  const path = await ledger.file(
    'bill.csv',
    csv([{}, { ChargePeriodStart: '2026-08-03T05:00:00Z', ChargePeriodEnd: '2026-08-03T06:00:00Z' }]),
  )
  await ledger.load([path])

  const said = await tokenledger(['status'], { DATABASE_URL: ledger.url })

  expect(said.code).toBe(0)
  const bill = said.out.split('\n').find((line) => line.startsWith('aws'))
  expect(cells(bill ?? '').slice(0, -1)).toEqual([
    'aws',
    '111122223333',
    '2026-08',
    '2',
    '2026-08-03 06:00', // the first charge gives way: the table would be wider than a page
    'complete, preliminary',
  ])
  expect(said.out.split('\n').filter((line) => line.length > 100)).toEqual([])
})

test('a bill that lacks rejected lines is marked, and so is one that refused newer content', async ({ ledger }) => {
  const good = await ledger.file('good.csv', csv([{}]))
  const bad = await ledger.file('bad.csv', csv([{}, { BilledCost: null, ResourceId: 'i-2' }]))
  const other = { BillingAccountId: '999988887777' }
  const half = await ledger.file('half.csv', csv([other, { ...other, BilledCost: null, ResourceId: 'i-2' }]))
  await ledger.load([good])
  await ledger.load([bad])
  await ledger.load([half])

  const said = await tokenledger(['status'], { DATABASE_URL: ledger.url })
  const document = json(await tokenledger(['status', '--json'], { DATABASE_URL: ledger.url }))

  expect(said.code).toBe(0)
  expect(said.out).toMatch(/111122223333 .* complete, preliminary, NEWER REFUSED/)
  expect(said.out).toMatch(/999988887777 .* INCOMPLETE, preliminary/)
  expect(said.out).toContain('\nINCOMPLETE: lines were rejected.')
  expect(document).toMatchObject({
    bills: [
      { billing_account_id: '111122223333', complete: true, newer_content_refused: true, line_count: '1' },
      { billing_account_id: '999988887777', complete: false, newer_content_refused: false, line_count: '1' },
    ],
    runs: [{ lines_rejected: '1' }, { lines_rejected: '1' }, { lines_rejected: '0' }],
  })
})

test('two feeds of one account stand side by side with their difference', async ({ ledger }) => {
  await ledger.load([await ledger.file('a.csv', csv([{ BilledCost: '10' }]))])
  await ledger.load([await ledger.file('b.csv', csv([{ BilledCost: '9.75' }]))], {
    feed: 'other',
    declared: [{ provider: 'aws', billingAccountId: '111122223333', feed: 'focus', from: '2026-01-01', to: undefined }],
  })

  const said = await tokenledger(['status'], { DATABASE_URL: ledger.url })

  const rows = said.out.split('\n').map(cells)
  expect(rows).toContainEqual(['aws', '111122223333', '2026-08', 'focus', '$10.00', '$10.00', '$0.00'])
  expect(rows).toContainEqual(['aws', '111122223333', '2026-08', 'other', '$9.75', 'nothing', '$0.25'])
})

test('telemetry is shown as far as it was read, with the lines that would match what nothing matches', async ({
  ledger,
}) => {
  const [lost, found] = [
    replica({ replica: 'ns/lost', resourceLabel: null }),
    replica({ replica: 'ns/found', versionLabel: 'v1' }),
  ]
  await read(ledger, telemetry('2026-08-01T05:00Z', [lost, found]))
  await read(ledger, telemetry('2026-08-01T05:00Z', [lost, { ...found, promptTokens: 11n }]))
  await read(ledger, telemetry('2026-08-01T06:00Z', [found], { complete: false, warnings: ['a store is down'] }))

  const said = await tokenledger(['status'], { DATABASE_URL: ledger.url })
  const document = json(await tokenledger(['status', '--json'], { DATABASE_URL: ledger.url }))

  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out.split('\n').map(cells)).toContainEqual([
    'prod',
    '2026-08-01 05:00',
    '2026-08-01 07:00',
    '2',
    '1',
    '1',
    '1',
  ])
  expect(said.out).toContain('1 replica ran on nobody knows what')
  expect(said.out).toContain(
    '    - replica: "ns/lost"\n      source: prod\n      resource: <its id on the bill>\n      gpus: <how many>\n' +
      '      from: 2026-08-01T05:00:00Z\n',
  )
  expect(document).toMatchObject({
    telemetry: [{ source: 'prod', hours: '2', read_to: '2026-08-01T07:00:00Z', incomplete: '1', restated: '1' }],
    unmatched: [
      { replica: 'ns/found', lacks: 'bill', resource_id: 'i-1', hours: '2', tokens: '31' },
      { replica: 'ns/lost', lacks: 'resource', hours: '1', tokens: '15' },
      { replica: 'ns/lost', lacks: 'version', hours: '1', tokens: '15' },
    ],
    runs: [{ command: 'usage' }],
  })
})

test('a machine that no bill names is told, and one that a bill names is not', async ({ ledger }) => {
  await ledger.load([await ledger.file('bill.csv', csv([{ ResourceId: 'i-1' }]))])
  const typo = replica({ replica: 'ns/typo', resourceLabel: 'i-typo', versionLabel: 'v1' })
  await read(ledger, telemetry('2026-08-01T05:00Z', [replica({ versionLabel: 'v1' }), typo]))

  const said = await tokenledger(['status'], { DATABASE_URL: ledger.url })
  const document = json(await tokenledger(['status', '--json'], { DATABASE_URL: ledger.url }))

  expect(said.out).toContain('\nNo bill names i-typo (yet), so what 1 replica cost is not known.')
  expect(document).toMatchObject({ unmatched: [{ replica: 'ns/typo', lacks: 'bill', resource_id: 'i-typo' }] })
})

test('cards of which pods ask for more than there is are told', async ({ ledger }) => {
  const pods = ['a', 'b'].map((name) => pod({ pod: name }))
  const gpus = [gpu({ pods: ['prod/a', 'prod/b'] }), gpu({ device: 'aa02', pods: [] })]
  for (const hour of ['05', '06']) {
    await read(ledger, telemetry(`2026-08-01T${hour}:00Z`, [replica({ versionLabel: 'v1' })], { gpus, pods }))
  }

  const said = await tokenledger(['status'], { DATABASE_URL: ledger.url })
  const document = json(await tokenledger(['status', '--json'], { DATABASE_URL: ledger.url }))

  expect(said.out).toContain('\nPods of prod ask for more of 1 card than there is, in 2 hours of cards:')
  expect(document).toMatchObject({ overclaimed: [{ source: 'prod', cards: '1', hours: '2' }] })
})

test('a process that two sources read is told, and two of one name at two addresses are not', async ({ ledger }) => {
  const at = (instance: string) => replica({ versionLabel: 'v1', labels: { instance } })
  const alike = replica({ replica: 'r-2', versionLabel: 'v1', labels: { instance: '10.0.0.2:8000' } })
  await read(ledger, telemetry('2026-08-01T05:00Z', [at('10.0.0.1:8000'), alike]))
  const other = { ...alike, labels: { instance: '10.9.9.9:8000' } }
  await read(ledger, telemetry('2026-08-01T05:00Z', [at('10.0.0.1:8000'), other], { source: 'staging' }))

  const said = await tokenledger(['status'], { DATABASE_URL: ledger.url })
  const document = json(await tokenledger(['status', '--json'], { DATABASE_URL: ledger.url }))

  expect(said.out).toContain('\nprod and staging read 1 replica under one name and at one address, in 1 hour.')
  expect(document).toMatchObject({
    seenTwice: [{ source: 'prod', other_source: 'staging', replicas: '1', hours: '1' }],
  })
})

test('a replica that served two models without a machine gets one entry, from its first hour', async ({ ledger }) => {
  const lost = replica({ replica: 'ns/lost', resourceLabel: null, versionLabel: 'v1' })
  await read(ledger, telemetry('2026-08-01T05:00Z', [{ ...lost, servedModel: 'z' }]))
  await read(ledger, telemetry('2026-08-01T06:00Z', [{ ...lost, servedModel: 'a' }]))

  const said = await tokenledger(['status'], { DATABASE_URL: ledger.url })

  expect(said.out).toContain('\n1 replica ran on nobody knows what')
  expect(said.out.match(/^ {4}- replica: .*$/gm)).toEqual(['    - replica: "ns/lost"'])
  expect(said.out).toContain('      from: 2026-08-01T05:00:00Z\n')
})

test('only replicas that were seen in the last hour are counted as those of the last hour', async ({ ledger }) => {
  const gone = replica({ replica: 'r-2', samples: 0, present: [], quality: 'lower_bound', coverage: '0' })
  await read(ledger, telemetry('2026-08-01T05:00Z', [replica(), gone]))

  const document = json(await tokenledger(['status', '--json'], { DATABASE_URL: ledger.url }))

  expect(document).toMatchObject({ telemetry: [{ source: 'prod', replicas: '1', silent: '0' }] })
})

test('hours without a series since the last that had some are told, and every line fits a page', async ({ ledger }) => {
  const lost = replica({ replica: 'ns/lost', resourceLabel: null })
  await read(ledger, telemetry('2026-08-01T04:00Z', []))
  await read(
    ledger,
    telemetry('2026-08-01T05:00Z', [lost, replica()], { complete: false, warnings: ['a store is down'] }),
  )
  await read(ledger, telemetry('2026-08-01T06:00Z', []))
  await read(ledger, telemetry('2026-08-01T07:00Z', []))

  const said = await tokenledger(['status'], { DATABASE_URL: ledger.url })

  expect(said.out).toContain('\nThe last 2 hours of prod without a single series of an engine: did nothing run')
  expect(said.out).toContain('\n1 hour of prod came with warnings, the first at 2026-08-01 05:00')
  expect(said.out.split('\n').filter((line) => line.length > 100)).toEqual([])
})

test('hours that lack a rate or were never read are told, with the command that fetches them', async ({ ledger }) => {
  await ledger.load([await ledger.file('bill.csv', csv([{}]))])
  await read(ledger, telemetry('2026-08-01T05:00Z', [replica()]))
  await read(ledger, telemetry('2026-08-01T08:00Z', [replica()]))

  const said = await tokenledger(['status'], { DATABASE_URL: ledger.url })

  expect(said.out).toContain('1 resource-hour without a rate (no_fixing), 2026-08-01 in Beijing. Look:\n')
  expect(said.out).toContain('  tokenledger rates --from 2026-08-01\n')
  expect(said.out).toContain(
    '2 hours of prod between the first and the last were never read, the first at 2026-08-01 06:00.',
  )
  expect(said.out).toContain('  tokenledger backfill usage:prod --from 2026-08-01 --to <day>\n')
})

test('the last run of each job is told with what it came to, also before anything is loaded', async ({ ledger }) => {
  await ledger.rows(
    `insert into ops.job_run (job, command, started_at, finished_at, outcome, exit_code, error) values
       ('rates', 'schedule', '2026-08-01T01:20Z', '2026-08-01T01:20:02Z', 'unchanged', 0, null),
       ('rates', 'schedule', '2026-08-01T02:20Z', '2026-08-01T02:20:01Z', 'failed', 4, 'CFETS does not answer. Run it again.'),
       ('usage', 'run', '2026-08-01T02:06Z', null, 'interrupted', null, null)`,
  )

  const said = await tokenledger(['status'], { DATABASE_URL: ledger.url })

  const rows = said.out.split('\n').map(cells)
  expect(said.code).toBe(0)
  expect(rows).toContainEqual(['rates', 'schedule', '2026-08-01 02:20', 'FAILED', '4', '1.0', '2026-08-01 01:20'])
  expect(rows).toContainEqual(['usage', 'run', '2026-08-01 02:06', 'INTERRUPTED', 'never'])
  expect(said.out).toContain('\nrates failed: CFETS does not answer. Run it again.\n')
  expect(said.out).toContain('\nusage was interrupted: nothing of what it had begun stays; run it again.\n')
})
