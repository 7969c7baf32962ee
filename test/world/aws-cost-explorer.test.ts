/** The stand-in for Cost Explorer is as strict as the real one: asked by the real client, and by hand where that will not err. */
import {
  CostExplorerClient,
  GetCostAndUsageCommand,
  GetCostAndUsageWithResourcesCommand,
  type Expression,
  type GetCostAndUsageRequest,
} from '@aws-sdk/client-cost-explorer'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Charge, type CostManners, startCostExplorer } from '../../src/world/aws-cost-explorer.js'

const EC2 = 'Amazon Elastic Compute Cloud - Compute'
const key = { id: 'AKIDEXAMPLE', secret: 'secret' }
const now = Date.parse('2026-08-23T08:00:00Z')
const charge: Charge = {
  account: '1',
  recordType: 'Usage',
  service: EC2,
  usageType: 'BoxUsage:p5',
  resourceId: 'i-1',
  hour: '2026-08-20T05:00:00Z',
  unblended: '1.5',
  amortized: '1',
  quantity: '1',
  unit: 'Hrs',
}

async function aWorld(charges: readonly Charge[] = [charge], manners: Partial<CostManners> = {}) {
  const bill = { currency: 'USD', charges: () => charges, estimatedFrom: () => '2026-08-01' }
  const world = await startCostExplorer(bill, { keys: [key], now: () => now, ...manners })
  onTestFinished(() => world.close())
  return world
}

interface Who {
  readonly secret?: string
  readonly id?: string
  readonly region?: string
}

async function client(url: string, { secret = key.secret, id = key.id, region = 'us-east-1' }: Who = {}) {
  return new CostExplorerClient({
    region,
    endpoint: url,
    credentials: { accessKeyId: id, secretAccessKey: secret },
    maxAttempts: 1,
  })
}

// The client takes what its types do not, and sends it.
const weekly = JSON.parse('"WEEKLY"')
const days: GetCostAndUsageRequest = {
  TimePeriod: { Start: '2026-08-20', End: '2026-08-22' },
  Granularity: 'DAILY',
  Metrics: ['UnblendedCost'],
}
const hours: GetCostAndUsageRequest = {
  TimePeriod: { Start: '2026-08-20T00:00:00Z', End: '2026-08-21T00:00:00Z' },
  Granularity: 'HOURLY',
  Metrics: ['UnblendedCost'],
}
const by = (Key: string) => ({ Type: 'DIMENSION', Key }) as const
const ofEc2: Expression = { Dimensions: { Key: 'SERVICE', Values: [EC2] } }

describe('signatures', () => {
  test.each<readonly [string, Who, string]>([
    ['another secret', { secret: 'wrong' }, 'InvalidSignatureException'],
    ['an unknown key', { id: 'AKIDOTHER' }, 'UnrecognizedClientException'],
    ['another region', { region: 'eu-west-1' }, 'InvalidSignatureException'],
  ])('with %s are refused', async (_, who, name) => {
    const { url, asked } = await aWorld()

    const sent = (await client(url, who)).send(new GetCostAndUsageCommand(days))

    await expect(sent).rejects.toMatchObject({ name })
    expect(asked).toEqual([])
  })

  test('are needed', async () => {
    const { url } = await aWorld()

    const answer = await fetch(url, { method: 'POST', body: '{}' })

    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('MissingAuthenticationTokenException')
  })

  test('of an hour ago are refused', async () => {
    const { url } = await aWorld([charge], { clock: () => Date.now() + 3_600_000 })

    await expect((await client(url)).send(new GetCostAndUsageCommand(days))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    })
  })
})

describe('questions', () => {
  test.each<readonly [string, Partial<GetCostAndUsageRequest>, string, string]>([
    ['weekly', { Granularity: weekly }, 'ValidationException', 'Invalid granularity'],
    [
      'of three groups',
      { GroupBy: [by('SERVICE'), by('USAGE_TYPE'), by('LINKED_ACCOUNT')] },
      'ValidationException',
      'more than 2',
    ],
    [
      'turned round',
      { TimePeriod: { Start: '2026-08-22', End: '2026-08-20' } },
      'ValidationException',
      'Hourly timePeriod is not supported',
    ],
    ['of tomorrow', { TimePeriod: { Start: '2026-08-24', End: '2026-08-25' } }, 'ValidationException', 'after today'],
    [
      'with milliseconds',
      { TimePeriod: { Start: '2026-08-20T00:00:00.000Z', End: '2026-08-21T00:00:00.000Z' }, Granularity: 'HOURLY' },
      'ValidationException',
      'Invalid time period',
    ],
    ['of hours as days', { Granularity: 'HOURLY' }, 'ValidationException', 'Valid format'],
    [
      'of old hours',
      { TimePeriod: { Start: '2026-08-08T00:00:00Z', End: '2026-08-09T00:00:00Z' }, Granularity: 'HOURLY' },
      'ValidationException',
      '14 days',
    ],
    ['of two years ago', { TimePeriod: { Start: '2024-08-20', End: '2024-08-21' } }, 'BillExpirationException', ''],
    ['of no metric', { Metrics: [] }, 'ValidationException', 'metrics'],
    ['by resources', { GroupBy: [by('RESOURCE_ID')] }, 'ValidationException', 'RESOURCE_ID is not allowed'],
    ['with And of one', { Filter: { And: [ofEc2] } }, 'ValidationException', 'not well formed'],
  ])('%s are refused', async (_, over, name, words) => {
    const { url } = await aWorld()

    const sent = (await client(url)).send(new GetCostAndUsageCommand({ ...days, ...over }))

    await expect(sent).rejects.toMatchObject({ name, message: expect.stringContaining(words) })
  })

  test.each<readonly [string, object, string]>([
    [
      'without the service',
      { Filter: { Dimensions: { Key: 'RECORD_TYPE', Values: ['Usage'] } }, GroupBy: [by('RESOURCE_ID')] },
      'ValidationException',
    ],
    ['without resources', { Filter: ofEc2, GroupBy: [by('USAGE_TYPE')] }, 'ValidationException'],
    [
      'of days 15 days ago',
      {
        Filter: ofEc2,
        GroupBy: [by('RESOURCE_ID')],
        Granularity: 'DAILY',
        TimePeriod: { Start: '2026-08-08', End: '2026-08-09' },
      },
      'ValidationException',
    ],
  ])('for resources %s are refused', async (_, over, name) => {
    const { url } = await aWorld()

    const sent = (await client(url)).send(new GetCostAndUsageWithResourcesCommand({ ...hours, Filter: ofEc2, ...over }))

    await expect(sent).rejects.toMatchObject({ name })
  })

  test('for resources that were never switched on have no data', async () => {
    const { url } = await aWorld([charge], { resources: false })

    const sent = (await client(url)).send(
      new GetCostAndUsageWithResourcesCommand({ ...hours, Filter: ofEc2, GroupBy: [by('RESOURCE_ID')] }),
    )

    await expect(sent).rejects.toMatchObject({ name: 'DataUnavailableException' })
  })
})

describe('pages', () => {
  const two = [charge, { ...charge, usageType: 'BoxUsage:g6e' }]

  test('come by token, and the token is of its question', async () => {
    const { url } = await aWorld(two, { pageSize: 1 })
    const asking = await client(url)
    const grouped = { ...days, GroupBy: [by('USAGE_TYPE')] }

    const first = await asking.send(new GetCostAndUsageCommand(grouped))
    const token = String(first.NextPageToken)
    const second = await asking.send(new GetCostAndUsageCommand({ ...grouped, NextPageToken: token }))
    const changed = asking.send(
      new GetCostAndUsageCommand({ ...grouped, Metrics: ['AmortizedCost'], NextPageToken: token }),
    )
    const strange = asking.send(new GetCostAndUsageCommand({ ...grouped, NextPageToken: 'none' }))

    expect(first.ResultsByTime?.[0]?.Groups?.map(({ Keys }) => Keys)).toEqual([['BoxUsage:p5']])
    expect(second.ResultsByTime?.[0]?.Groups?.map(({ Keys }) => Keys)).toEqual([['BoxUsage:g6e']])
    await expect(changed).rejects.toMatchObject({ name: 'RequestChangedException' })
    await expect(strange).rejects.toMatchObject({ name: 'InvalidNextTokenException' })
  })

  test('are empty for a service that is spelt wrong, without a word', async () => {
    const { url } = await aWorld()

    const answer = await (
      await client(url)
    ).send(
      new GetCostAndUsageCommand({
        ...days,
        GroupBy: [by('SERVICE')],
        Filter: { Dimensions: { Key: 'SERVICE', Values: ['EC2'] } },
      }),
    )

    expect(answer.ResultsByTime?.map(({ Groups }) => Groups)).toEqual([[], []])
  })
})
