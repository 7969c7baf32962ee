/** The official client of Cost Explorer, loaded when it is first needed; each call is one request and one try. */
import { connectionOf } from './connection.js'
import type { Query } from './queries.js'
import { meaningOf } from './refusals.js'
import type { CostExplorerSettings } from './settings.js'

export interface CostExplorer {
  /** One page, as JSON: amounts are texts in it from AWS on. @throws what `meaningOf` says */
  page(query: Query, token: string | undefined): Promise<string>
  /** Tags of the account and whether each is active. */
  tags(token: string | undefined): Promise<string>
}

/** Cost Explorer is one place a partition, whatever region one works in. */
const REGIONS = { aws: 'us-east-1', 'aws-cn': 'cn-northwest-1', 'aws-us-gov': 'us-gov-west-1' } as const

export function costExplorer(settings: CostExplorerSettings): CostExplorer {
  const opened = once(async () => {
    const sdk = await import('@aws-sdk/client-cost-explorer')
    return { sdk, client: new sdk.CostExplorerClient(connectionOf(settings, REGIONS[settings.partition])) }
  })
  return {
    page: async ({ action, input }, token) => {
      const { sdk, client } = await opened()
      const asked = { ...input, ...(token === undefined ? {} : { NextPageToken: token }) }
      return answerOf(settings, action, () =>
        action === 'GetCostAndUsage'
          ? client.send(new sdk.GetCostAndUsageCommand(asked))
          : client.send(new sdk.GetCostAndUsageWithResourcesCommand({ Filter: undefined, ...asked })),
      )
    },
    tags: async (token) => {
      const { sdk, client } = await opened()
      const asked = token === undefined ? {} : { NextToken: token }
      return answerOf(settings, 'ListCostAllocationTags', () =>
        client.send(new sdk.ListCostAllocationTagsCommand(asked)),
      )
    },
  }
}

async function answerOf(
  { credentials }: CostExplorerSettings,
  action: string,
  send: () => Promise<object>,
): Promise<string> {
  try {
    return JSON.stringify({ ...(await send()), $metadata: undefined })
  } catch (error) {
    throw meaningOf(error, `Cost Explorer ${action}`, credentials)
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
