import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { createHash } from 'node:crypto'
import { describe, expect } from 'vitest'
import { csv } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'
import { aHome, json, tokenledger } from './tool.js'

const tables = [
  'fact.bill_line',
  'fact.bill_line_past',
  'fact.bucket_layout',
  'fact.deployment',
  'fact.fx_rate',
  'fact.fx_rate_past',
  'fact.gateway_hour',
  'fact.gpu_hour',
  'fact.gpu_peak',
  'fact.holder_hour',
  'fact.instance_type',
  'fact.latency_bucket_hour',
  'fact.line_class',
  'fact.list_price',
  'fact.model_version',
  'fact.pace_limit',
  'fact.part',
  'fact.pod_hour',
  'fact.presence_hour',
  'fact.price',
  'fact.provider',
  'fact.rate_of_day',
  'fact.registered_name',
  'fact.registered_version',
  'fact.resource',
  'fact.resource_hour',
  'fact.served_version',
  'fact.share_hour',
  'fact.split_rule',
  'fact.token_weight',
  'fact.usage_api_hour',
  'fact.usage_hour',
  'fact.version_hint',
  'ops.alert_event',
  'ops.bill_mark',
  'ops.budget',
  'ops.deployment_map',
  'ops.gateway_restatement',
  'ops.gpu_restatement',
  'ops.hour_restatement',
  'ops.job_run',
  'ops.lever_look',
  'ops.lever_seen',
  'ops.model_restatement',
  'ops.provider_total',
  'ops.registry_read',
  'ops.request_count',
  'ops.restatement',
  'ops.run',
  'ops.series',
  'ops.series_checkpoint',
  'ops.source_of_record',
  'ops.split_settings',
  'ops.telemetry_hour',
  'ops.undelivered',
  'ops.usage_api_day',
  'ops.usage_restatement',
  'ops.window',
  'raw.page',
  'raw.rejected',
  'report.account_day',
  'report.account_hour',
  'report.best_pace',
  'report.business_day',
  'report.gpu_device_day',
  'report.gpu_device_week',
  'report.gpu_fleet_day',
  'report.gpu_fleet_hour',
  'report.invoice_bill',
  'report.latency_day',
  'report.latency_hour',
  'report.lever_now',
  'report.machine_day',
  'report.memory_day',
  'report.model_day',
  'report.model_hour',
  'report.pace_day',
  'report.pace_hour',
  'report.phase_hour',
  'report.region_day',
  'report.region_hour',
  'report.request_day',
  'report.request_hour',
  'report.request_week',
  'report.sum_day',
  'report.sum_four_hours',
  'report.sum_hour',
  'report.sum_to_day',
  'report.sum_week',
  'report.team_day',
  'report.team_hour',
  'report.team_week',
  'report.tenant_hour',
  'report.unattributed_day',
  'report.version_gpu_day',
  'report.version_gpu_hour',
]

describe('the embedded server', () => {
  test('starts, tells where it is, and stops', async () => {
    const env = { TOKENLEDGER_HOME: await aHome() }

    const said = [['status'], ['url'], ['start'], ['status'], ['url'], ['start'], ['stop'], ['stop'], ['status']]
    const ended = []
    for (const args of said) ended.push(await tokenledger(['db', ...args], env))

    const outs = ended.map(({ out, err }) => out.split('\n')[0] || err)
    expect(outs[0]).toContain('There is none yet.')
    expect(outs[1]).toContain('No embedded PostgreSQL was made')
    expect(outs[2]).toMatch(/^PostgreSQL 18\.\d+ was started on 127\.0\.0\.1:\d+/)
    expect(outs[3]).toMatch(/^PostgreSQL 18\.\d+ runs on 127\.0\.0\.1:\d+/)
    expect(outs[4]).toMatch(/^postgres:\/\/tokenledger:\*\*\*@127\.0\.0\.1:\d+\/tokenledger$/)
    expect(outs[5]).toMatch(/ is running on /)
    expect(outs.slice(6, 8)).toEqual(['It is stopped. The data stay.', 'It was not running.'])
    expect(outs[8]).toMatch(/is stopped; the next command starts it\.$/)
    expect(ended.map(({ code }) => code)).toEqual([0, 2, 0, 0, 0, 0, 0, 0, 0])
  })

  test('is not started or stopped while another database is configured', async () => {
    const env = { DATABASE_URL: 'postgres://ledger:hunter2@db.example.com/costs', TOKENLEDGER_HOME: await aHome() }

    const said = await Promise.all(['start', 'stop', 'url'].map((name) => tokenledger(['db', name], env)))

    expect(said.map(({ code }) => code)).toEqual([2, 2, 2])
    for (const { err } of said) {
      expect(err).toContain('postgres://***@db.example.com/costs')
      expect(err).not.toContain('hunter2')
    }
  })
})

/** A ledger with history: a bill, its restatement, a rejected line. */
async function given(ledger: Ledger): Promise<void> {
  const hours = [
    { BilledCost: '2', Tags: '{"name": "a ""quoted"", tag"}' },
    { ResourceId: 'i-2', ListCost: null, ServiceName: '云服务器' },
  ]
  const now = new Date('2030-01-01T00:00:00Z') // all is final, and stays so whatever the machine's clock says
  await ledger.load([await ledger.file('first.csv', csv(hours))], { now })
  await ledger.load([await ledger.file('again.csv', csv([{ ...hours[0], BilledCost: '1.5' }, hours[1] ?? {}]))], {
    now,
  })
  await ledger.load([
    await ledger.file('half.csv', csv([{ BillingAccountId: '9' }, { BillingAccountId: '9', BilledCost: 'x' }])),
  ])
}

/** Types that text has to carry there and back: a range of ranges, arrays of numbers, infinity. */
async function givenTelemetry({ rows }: Ledger): Promise<void> {
  await rows(`insert into ops.telemetry_hour
      (source, hour, content, complete, warnings, replicas, series, load_id, read_at)
    values ('prod', '2026-08-01T00:00Z', 'c0ffee', true, '{}', 1, 9, 9, '2026-08-01T01:05Z')`)
  await rows(`insert into fact.bucket_layout values (7, '{0.3,2.5,Infinity}')`)
  await rows(`insert into fact.latency_bucket_hour values
    ('2026-08-01T00:00Z', 'prod', 'serving/a', 'qwen', 'e2e', 7, '{1,2,0}', 3, 0.1, 9)`)
  await rows(`insert into fact.usage_hour (hour, source, replica, served_model, engine, present_ms, present, quality,
      quality_reasons, unobserved_ms, resets, samples, coverage, labels, load_id)
    values ('2026-08-01T00:00Z', 'prod', 'serving/a', 'qwen', 'vllm', 30, '{[0,10),[20,40)}', 'lower_bound',
      '{restart,"a, b"}', 15000, 1, 118, 0.983333, '{"pod": "a"}', 9)`)
  await rows(`insert into report.request_hour values ('served_model', 'qwen', '2026-08-01T00:00Z', null)`)
  await rows(`insert into report.request_day values ('served_model', 'qwen', null, '2026-08-01')`)
  await rows(`insert into report.request_week values ('served_model', 'qwen', null, '2026-07-27')`)
  await rows(
    `insert into ops.series_checkpoint values ('prod', 'serving/a', '2026-08-01T00:00Z', '{1}', '{2}', '{1e300}')`,
  )
}

async function contents(ledger: Pick<Ledger, 'rows'>): Promise<unknown[]> {
  return Promise.all(tables.map((name) => ledger.rows(`select * from ${name} as t order by t::text`)))
}

describe('export and import', () => {
  test('what is exported comes back the same in every table, on an embedded server too', async ({ ledger }) => {
    await given(ledger)
    await givenTelemetry(ledger)
    const folder = join(ledger.folder, 'kept')
    const again = join(ledger.folder, 'kept-again')
    const elsewhere = { TOKENLEDGER_HOME: await aHome() }

    const exported = await tokenledger(['db', 'export', folder, '--json'], { DATABASE_URL: ledger.url })
    const imported = await tokenledger(['db', 'import', folder, '--json'], elsewhere)
    const back = await tokenledger(['db', 'export', again, '--json'], elsewhere)

    expect([exported.code, imported.code, back.code]).toEqual([0, 0, 0])
    expect(await textsOf(again)).toEqual(await textsOf(folder))
    expect(json(imported)).toMatchObject({
      sequences: [
        { sequence: 'ops.alert_event_event_id_seq', value: '1', called: false },
        { sequence: 'ops.job_run_run_id_seq', value: '1', called: false },
        { sequence: 'ops.load_id', value: '3', called: true },
        { sequence: 'ops.undelivered_undelivered_id_seq', value: '1', called: false },
      ],
      tables: tables.map((table) => ({ table, file: `${table}.csv.gz` })),
    })
  })

  test('an imported ledger goes on where the exported one stopped', async ({ ledger }) => {
    await given(ledger)
    const folder = join(ledger.folder, 'kept')
    const elsewhere = { TOKENLEDGER_HOME: await aHome() }
    await tokenledger(['db', 'export', folder], { DATABASE_URL: ledger.url })
    await tokenledger(['db', 'import', folder], elsewhere)

    // The settings in force there are load 4.
    const known = await tokenledger(['bills', 'focus', join(ledger.folder, 'again.csv')], elsewhere)
    const other = await tokenledger(['bills', 'focus', join(ledger.folder, 'first.csv'), '--json'], elsewhere)

    expect(known.out).toBe('1 file, 2 lines: nothing changed, nothing was written.\n')
    expect(json(other)).toMatchObject({ replaced: { loadId: '5', came: '1', gone: '1' } })
  })

  test('a ledger that holds something is neither overwritten nor added to', async ({ ledger }) => {
    await given(ledger)
    const folder = join(ledger.folder, 'kept')
    const env = { DATABASE_URL: ledger.url }
    await tokenledger(['db', 'export', folder], env)
    const before = await contents(ledger)

    const exported = await tokenledger(['db', 'export', folder], env)
    const imported = await tokenledger(['db', 'import', folder], env)

    expect(exported).toMatchObject({ code: 2, out: '' })
    expect(exported.err).toContain('exists already, and an export overwrites nothing')
    expect(imported).toMatchObject({ code: 2, out: '' })
    expect(imported.err).toContain('The ledger is not empty: fact.bill_line has rows')
    expect(await contents(ledger)).toEqual(before)
    expect((await readdir(ledger.folder)).filter((name) => name.includes('partial'))).toEqual([])
  })

  test('a damaged, a missing and a foreign file are refused before anything is written', async ({ ledger }) => {
    const [folder, env] = [join(ledger.folder, 'kept'), { DATABASE_URL: ledger.url }]
    await tokenledger(['db', 'export', folder], env)
    const file = join(folder, 'fact.bill_line.csv.gz')

    await appendFile(file, 'x')
    const damaged = await tokenledger(['db', 'import', folder], env)
    await rm(file)
    const missing = await tokenledger(['db', 'import', folder], env)
    await writeFile(join(folder, 'manifest.json'), '{"format": 2}')
    const foreign = await tokenledger(['db', 'import', folder], env)
    const nothing = await tokenledger(['db', 'import', ledger.folder], env)

    expect(damaged.err).toMatch(/fact\.bill_line\.csv\.gz is damaged: it has \d+ bytes instead of \d+/)
    expect(missing.err).toContain('fact.bill_line.csv.gz is missing or unreadable (ENOENT)')
    expect(foreign.err).toContain('manifest.json is damaged at format, or was written by a later tokenledger')
    expect(nothing.err).toContain('is not an exported ledger')
    expect([damaged, missing, foreign, nothing].map(({ code }) => code)).toEqual([2, 2, 2, 2])
  })

  test('an export of other migrations is refused by their name', async ({ ledger }) => {
    const [folder, env] = [join(ledger.folder, 'kept'), { DATABASE_URL: ledger.url }]
    await tokenledger(['db', 'export', folder], env)
    await edit(folder, 'manifest.json', (text) =>
      text.replace('"migrations": [', '"migrations": [{"name": "9999_later", "checksum": "x"},'),
    )

    const imported = await tokenledger(['db', 'import', folder], env)

    expect(imported.code).toBe(2)
    expect(imported.err).toContain('it has 9999_later, which this ledger lacks')
  })

  test('an export that does not add up is rolled back whole and exits 6', async ({ ledger }) => {
    const [folder, env] = [join(ledger.folder, 'kept'), { DATABASE_URL: ledger.url }]
    await given(ledger)
    await ledger.rows('update fact.resource_hour set billed_cost = billed_cost + 1')
    await tokenledger(['db', 'export', folder], env)
    const elsewhere = { TOKENLEDGER_HOME: await aHome() }

    const imported = await tokenledger(['db', 'import', folder], elsewhere)
    const status = await tokenledger(['status', '--json'], elsewhere)

    expect(imported.code).toBe(6)
    expect(imported.err).toContain('law.hours_differ_from_lines (2)')
    expect(json(status)).toMatchObject({ bills: [], competing: [], runs: [], telemetry: [], unmatched: [] })
  })

  test('a file with fewer rows than the manifest says is refused, although its hash is right', async ({ ledger }) => {
    const [folder, env] = [join(ledger.folder, 'kept'), { DATABASE_URL: ledger.url }]
    await given(ledger)
    await tokenledger(['db', 'export', folder], env)
    const path = join(folder, 'ops.restatement.csv.gz')
    const header = gunzipSync(await readFile(path))
      .toString()
      .split('\n')[0]
    const packed = gzipSync(`${header}\n`)
    const old = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
    await writeFile(path, packed)
    await edit(folder, 'manifest.json', (text) => text.replace(old, createHash('sha256').update(packed).digest('hex')))

    const imported = await tokenledger(['db', 'import', folder], { TOKENLEDGER_HOME: await aHome() })

    expect(imported.code).toBe(2)
    expect(imported.err).toContain('ops.restatement.csv.gz holds 0 rows and manifest.json says 1')
  })
})

async function textsOf(folder: string): Promise<Record<string, string[]>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.gz')).toSorted()
  const texts = await Promise.all(
    names.map(async (name) =>
      gunzipSync(await readFile(join(folder, name)))
        .toString()
        .split('\n')
        .toSorted(),
    ),
  )
  return Object.fromEntries(names.map((name, i) => [name, texts[i] ?? []]))
}

async function edit(folder: string, name: string, change: (text: string) => string): Promise<void> {
  await writeFile(join(folder, name), change(await readFile(join(folder, name), 'utf8')))
}
