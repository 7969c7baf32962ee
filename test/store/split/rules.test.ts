/** Rules of tokenledger.yaml: where money goes that no telemetry can tell of. */
import { describe, expect } from 'vitest'
import { csv, type Line } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { readHours, replica } from '../../support/telemetry.js'
import { costs, single } from './given.js'
import { inForce, rule, settings } from './settings-given.js'

const load = async (ledger: Ledger, lines: readonly Line[]) => ledger.load([await ledger.file('bill.csv', csv(lines))])

const charge = (resource: string, cost: string, said: Line = {}): Line => ({
  ResourceId: resource,
  BilledCost: cost,
  EffectiveCost: cost,
  ...said,
})

describe('what no version is to pay', () => {
  test('a service that is no inference is out of scope, and its machine stays what it was', async ({ ledger }) => {
    await inForce(ledger, rule({ service: 'Amazon OpenSearch*' }, { to: 'out_of_scope' }))

    await load(ledger, [charge('logs', '3', { ServiceName: 'Amazon OpenSearch Service' }), single])

    expect(await costs(ledger)).toEqual(['00 i-1 unattributed unmapped 8', '00 logs unattributed out_of_scope 3'])
  })

  test('shared money keeps the name of its rule', async ({ ledger }) => {
    await inForce(ledger, rule({ service: '*Kubernetes*' }, { to: 'shared' }, 'cluster-fee'))

    await load(ledger, [charge('cluster-1', '0.1', { ServiceName: 'Amazon Elastic Kubernetes Service' })])

    expect(await costs(ledger)).toEqual(['00 cluster-1 shared cluster-fee 0.1'])
  })
})

describe('a machine that three versions hold equally, and what goes by its shares', () => {
  const together = ['a', 'b', 'c'].map((version) =>
    replica({ replica: version, servedModel: version, promptTokens: null, runningMs: null, busyMs: null }),
  )
  // 10^18 / 3,600,000 = 277,777,777,777, and 2,800,000 are left: the last third of the milliseconds gets one crumb more.
  const thirds = ['0.333333333333333333', '0.333333333333333333', '0.333333333333333334']
  const parts = async (ledger: Ledger, resource: string) =>
    (await costs(ledger))
      .filter((row) => row.includes(resource))
      .map((row) => row.replace(/.* /, ''))
      .toSorted()

  test('its disk goes the same way to the last digit', async ({ ledger }) => {
    await inForce(ledger, rule({ resource: 'vol-*' }, { follow: 'i-1' }))
    await load(ledger, [charge('i-1', '3'), charge('vol-1', '1')])

    await readHours(ledger, '2026-08-01T00:00Z', [together])

    expect(await parts(ledger, 'vol-1')).toEqual(thirds)
    expect(await parts(ledger, 'i-1')).toEqual(['1', '1', '1'])
  })

  test('egress goes by the machine that its tag names', async ({ ledger }) => {
    await inForce(ledger, rule({ category: 'Usage' }, { follow_tag: 'instance' }))
    await load(ledger, [charge('i-1', '3'), charge('eni-1', '1', { Tags: '{"instance": "i-1"}' })])

    await readHours(ledger, '2026-08-01T00:00Z', [together])

    expect(await parts(ledger, 'eni-1')).toEqual(thirds)
  })

  test('in an hour in which the machine is not billed, nobody tells whose the disk is', async ({ ledger }) => {
    await inForce(ledger, rule({ resource: 'vol-*' }, { follow: 'i-1' }))
    const later = { ChargePeriodStart: '2026-08-01T01:00:00Z', ChargePeriodEnd: '2026-08-01T02:00:00Z' }
    await load(ledger, [charge('i-1', '3'), charge('vol-1', '1', later)])

    await readHours(ledger, '2026-08-01T00:00Z', [together, together])

    expect((await costs(ledger)).at(-1)).toBe('01 vol-1 unattributed no_telemetry 1')
  })

  test('a disk of a machine that no bill knows is unmapped', async ({ ledger }) => {
    await inForce(ledger, rule({ resource: 'vol-*' }, { follow: 'i-9' }))

    await load(ledger, [charge('vol-1', '1')])

    expect(await costs(ledger)).toEqual(['00 vol-1 unattributed unmapped 1'])
  })

  test('a disk whose machine a later bill brings goes by its shares, the hours before included', async ({ ledger }) => {
    await inForce(ledger, rule({ resource: 'vol-*' }, { follow: 'i-1' }))
    await load(ledger, [charge('vol-1', '1')])

    await load(ledger, [charge('vol-1', '1'), charge('i-1', '3')])
    await readHours(ledger, '2026-08-01T00:00Z', [together])

    expect(await parts(ledger, 'vol-1')).toEqual(thirds)
  })

  test('one machine of an account is meant where another account has one of the same name', async ({ ledger }) => {
    await inForce(ledger, rule({ resource: 'vol-*' }, { follow: 'i-1' }))
    const other = { BillingAccountId: '999988887777' }
    const files = [
      await ledger.file('one.csv', csv([charge('i-1', '3', other)])),
      await ledger.file('two.csv', csv([charge('i-1', '3'), charge('vol-1', '1')])),
    ]

    for (const file of files) await ledger.load([file])

    const followed = await ledger.rows(
      `select m.billing_account_id as account from fact.line_class c join fact.part p using (part_id)
       join fact.resource m on m.resource_key = p.share_key where c.resource_id = 'vol-1'`,
    )
    expect(followed).toEqual([{ account: '111122223333' }])
  })
})

describe('lines that name their model', () => {
  test('tokens bought by the piece are serving of the model that a rule names', async ({ ledger }) => {
    await inForce(ledger, rule({ service: 'Amazon Bedrock*' }, { model: 'claude-sonnet', version: '4.5' }))

    await load(ledger, [charge('', '2.5', { ServiceName: 'Amazon Bedrock Runtime' })])

    expect(await costs(ledger)).toEqual(['00 none:Amazon Bedrock Runtime claude-sonnet 4.5 serving named 2.5'])
  })

  test('a tag names model and version where no rule says otherwise', async ({ ledger }) => {
    await inForce(ledger, settings({ model_tag: 'model', version_tag: 'model-version' }))

    await load(ledger, [
      charge('ep-1', '2', { Tags: '{"model": "qwen", "model-version": "v2"}' }),
      charge('ep-2', '3', { Tags: '{"model": "qwen"}' }),
      charge('ep-3', '4', { Tags: '{"model": ""}' }),
    ])

    expect(await costs(ledger)).toEqual([
      '00 ep-1 qwen v2 serving named 2',
      '00 ep-2 qwen serving named 3',
      '00 ep-3 unattributed unmapped 4',
    ])
  })

  test('a bill that names model and version needs no rule, and a tag says it better', async ({ ledger }) => {
    await inForce(ledger, settings({ model_tag: 'model' }))
    const named = '{"ModelId": "qwen-plus", "ModelVersion": "2026-07-14", "GpuCount": "0"}'

    await load(ledger, [
      charge('1;llm;qwen-plus;input_token;;0', '2', { SkuPriceDetails: named }),
      charge('ep-2', '3', { SkuPriceDetails: named, Tags: '{"model": "ours"}' }),
      charge('ep-3', '4', { SkuPriceDetails: '{"InstanceType": "ml.g5.xlarge"}' }),
    ])

    expect(await costs(ledger)).toEqual([
      '00 1;llm;qwen-plus;input_token;;0 qwen-plus 2026-07-14 serving named 2',
      '00 ep-2 ours serving named 3',
      '00 ep-3 unattributed unmapped 4',
    ])
  })
})

describe('which charges a rule means', () => {
  test('the first of several that match decides', async ({ ledger }) => {
    await inForce(
      ledger,
      settings({
        rules: [
          { name: 'mine', match: { resource: 'ep-1' }, model: 'qwen' },
          { name: 'endpoints', match: { resource: 'ep-*' }, to: 'shared' },
          { name: 'rest', match: {}, to: 'out_of_scope' },
        ],
      }),
    )

    await load(ledger, [charge('ep-1', '1'), charge('ep-2', '2'), charge('other', '3')])

    expect(await costs(ledger)).toEqual([
      '00 ep-1 qwen serving named 1',
      '00 ep-2 shared endpoints 2',
      '00 other unattributed out_of_scope 3',
    ])
  })

  test('* stands for anything, and %, _ and \\ for themselves', async ({ ledger }) => {
    await inForce(ledger, rule({ resource: '*_1%\\*' }, { to: 'shared' }))

    await load(
      ledger,
      ['vol_1%\\a', '_1%\\', 'vol-1%\\a', 'vol_12\\a', 'vol_1%a'].map((resource) => charge(resource, '1')),
    )

    const meant = (await costs(ledger)).filter((row) => row.includes('shared'))
    expect(meant.toSorted()).toEqual(['00 _1%\\ shared ours 1', '00 vol_1%\\a shared ours 1'])
  })

  test('every tag that a rule names has to match, and a line without tags has none', async ({ ledger }) => {
    await inForce(ledger, rule({ tags: { team: 'search*', env: 'prod' } }, { to: 'out_of_scope' }))

    await load(ledger, [
      charge('a', '1', { Tags: '{"team": "search-cn", "env": "prod"}' }),
      charge('b', '1', { Tags: '{"team": "search-cn", "env": "test"}' }),
      charge('c', '1', { Tags: '{"team": "search-cn"}' }),
      charge('d', '1'),
    ])

    expect((await costs(ledger)).filter((row) => row.includes('out_of_scope'))).toEqual([
      '00 a unattributed out_of_scope 1',
    ])
  })

  test('provider, account, sub account, region, SKU and category narrow it down', async ({ ledger }) => {
    const match = {
      provider: 'aws',
      account: '1111*',
      sub_account: '4444*',
      region: 'us-*',
      sku: '*Nat*',
      category: 'Tax',
    }
    await inForce(ledger, rule(match, { to: 'shared' }))
    const meant: Line = {
      SubAccountId: '444455556666',
      RegionId: 'us-east-1',
      SkuId: 'use1-NatHour',
      ChargeCategory: 'Tax',
    }

    await load(ledger, [
      charge('nat-0', '1', meant),
      charge('nat-1', '1', { ...meant, SubAccountId: '1' }),
      charge('nat-2', '1', { ...meant, RegionId: 'eu-west-1' }),
      charge('nat-3', '1', { ...meant, SkuId: 'use1-VpcHour' }),
      charge('nat-4', '1', { ...meant, ChargeCategory: 'Usage' }),
    ])

    expect((await costs(ledger)).filter((row) => row.includes('shared'))).toEqual(['00 nat-0 shared ours 1'])
  })
})
