/** Each provider's flavour, from fixtures whose README cites where its oddities were seen. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect } from 'vitest'
import { complaintsOf } from '../../support/contents.js'
import { type Ledger, test } from '../../support/ledger.js'

const fixture = (path: string): string => fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url))

const resources = (ledger: Ledger) =>
  ledger.rows(
    `select provider, resource_id, sum(billed_cost) as billed, min(hour) as first, count(distinct hour) as hours,
       string_agg(distinct grain_source, ' ') as grain
     from report.resource_hour group by provider, resource_id order by resource_id collate "C"`,
  )

describe('flavours', () => {
  test('Amazon: hours, an EC2 ARN is its id, an endpoint keeps its ARN', async ({ ledger }) => {
    await ledger.load([fixture('aws/focus-1.2.csv')])

    const first = '2026-08-01 00:00:00+00'
    const hour = { provider: 'aws', first, hours: '1', grain: 'billed_hourly' }
    expect(await resources(ledger)).toEqual([
      {
        ...hour,
        resource_id: 'arn:aws:sagemaker:us-east-1:111122223333:endpoint/chat',
        billed: '3.500000000000000000',
      },
      { ...hour, resource_id: 'i-0a1b2c3d4e5f60718', billed: '55.040000000000000000' },
      { ...hour, resource_id: 'vol-0123456789abcdef0', billed: '0.000012300000000000' },
    ])
    expect(await ledger.value(`select details from fact.bill_line where billed_cost > 50`)).toEqual({
      SkuMeter: 'BoxUsage:p5.48xlarge',
      SkuPriceDetails: { GpuCount: '8', InstanceType: 'p5.48xlarge' },
      x_Operation: 'RunInstances',
      x_ServiceCode: 'AmazonEC2',
    })
    expect(await ledger.value('select invoice_issuer_name from ops.window')).toBe('AWS')
  })

  test('Google: the issuer is empty, a credit stands beside its hour, a rounding has no resource', async ({
    ledger,
  }) => {
    await ledger.load([fixture('gcp/focus-1.2.csv')])

    const hour = { provider: 'gcp', first: '2026-08-02 00:00:00+00', hours: '1', grain: 'billed_hourly' }
    expect(await resources(ledger)).toEqual([
      // 2.933908 - 0.440086
      { ...hour, resource_id: 'chat-prod/us-central1-a/gpu-7', billed: '2.493822000000000000' },
      { ...hour, resource_id: 'none:Invoice', billed: '0.000001000000000000' },
    ])
    expect(await ledger.rows('select invoice_issuer_name, billing_period from ops.window')).toEqual([
      { invoice_issuer_name: 'Google Cloud', billing_period: '2026-08-01' },
    ])
    expect(await ledger.rows('select cost_type, tags from fact.bill_line order by billed_cost desc')).toEqual([
      { cost_type: 'regular', tags: { 'k8s-namespace': 'serving', team: 'search' } },
      { cost_type: 'rounding_error', tags: null },
      { cost_type: 'regular', tags: null },
    ])
  })

  test('Microsoft: days, one id in two cases is one resource, tags without braces', async ({ ledger }) => {
    await ledger.load([fixture('azure/focus-1.2.csv')])

    const id = '/subscriptions/1f2e/resourcegroups/chat/providers/microsoft.compute/virtualmachines/gpu-1'
    expect(await resources(ledger)).toEqual([
      {
        provider: 'azure',
        resource_id: id,
        billed: '240.000000000000000024',
        first: '2026-08-01 00:00:00+00',
        hours: '24',
        grain: 'even_day',
      },
    ])
    // 240 over 24 hours is 10; 24 units of the last digit over 24 hours is one unit an hour.
    expect(await ledger.rows('select distinct billed_cost from fact.resource_hour')).toEqual([
      { billed_cost: '10.000000000000000001' },
    ])
    expect(await ledger.value('select tags from fact.bill_line where tags is not null')).toEqual({
      team: 'search',
      env: 'prod',
    })
  })

  test('Oracle: packed, minutes without seconds, and no contracted cost', async ({ ledger }) => {
    const text = await readFile(fixture('oracle/focus-1.0.csv'))
    const path = await ledger.file('0001000002.csv.gz', gzipSync(text))

    await ledger.load([path])

    const hour = { provider: 'oracle', first: '2026-08-01 00:00:00+00', hours: '1', grain: 'billed_hourly' }
    expect(await resources(ledger)).toEqual([
      { ...hour, resource_id: 'none:NETWORK', billed: '0.000004166700000000' },
      { ...hour, resource_id: 'ocid1.instance.oc1.iad.anuwcljt', billed: '32.000000000000000000' },
    ])
    expect(await ledger.rows('select distinct contracted_cost, contracted_unknown from fact.resource_hour')).toEqual([
      { contracted_cost: null, contracted_unknown: '1' },
    ])
  })

  test('Alibaba: a Beijing day in yuan is the 24 UTC hours from 16:00', async ({ ledger }) => {
    await ledger.load([fixture('alibaba/focus-1.0.csv')])

    expect(await resources(ledger)).toEqual([
      {
        provider: 'alibaba',
        resource_id: 'i-2ze1',
        billed: '21.600000000000000000',
        first: '2026-08-21 16:00:00+00',
        hours: '24',
        grain: 'even_day',
      },
    ])
    // (24 - 2.4) / 24
    expect(await ledger.rows('select distinct billed_cost, billing_currency from fact.resource_hour')).toEqual([
      { billed_cost: '0.900000000000000000', billing_currency: 'CNY' },
    ])
    expect(await ledger.value('select billing_period from ops.window')).toBe('2026-08-01')
  })

  test('Tencent: a refund without length belongs to the hour that contains it', async ({ ledger }) => {
    await ledger.load([fixture('tencent/focus-1.0.csv')])

    expect(await resources(ledger)).toEqual([
      {
        provider: 'tencent',
        resource_id: 'ins-1a',
        billed: '6.250000000000000000',
        first: '2026-07-31 16:00:00+00',
        hours: '1',
        grain: 'billed_hourly',
      },
    ])
    expect(await ledger.value('select billing_period from ops.window')).toBe('2026-08-01')
  })

  test('all of them together are six windows that add up', async ({ ledger }) => {
    const files = [
      'aws/focus-1.2.csv',
      'gcp/focus-1.2.csv',
      'azure/focus-1.2.csv',
      'oracle/focus-1.0.csv',
      'alibaba/focus-1.0.csv',
      'tencent/focus-1.0.csv',
    ]

    const { linesAccepted, linesRejected } = await ledger.load(files.map(fixture))

    expect([linesAccepted, linesRejected]).toEqual([14n, 0n])
    expect(await ledger.value('select count(*) from ops.window')).toBe('6')
    expect(await complaintsOf(ledger)).toEqual({})
  })
})
