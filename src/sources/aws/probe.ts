/** What `doctor` tries: may we ask, are hours and resources switched on, is the tag active. Each try costs $0.01. */
import { z } from 'zod'
import { LedgerError, SourceDown, SourceRefused } from '../../errors.js'
import type { Asking, Finding } from '../../records/bill-source.js'
import { plusDays } from '../../units/billing-day.js'
import type { CostExplorer } from './client.js'
import { dayOf } from './days.js'
import { pagesOf, patiently } from './pages.js'
import { understood } from './parse.js'
import { EC2, type Query, wholeQuery } from './queries.js'
import type { CostExplorerSettings } from './settings.js'

interface Trying {
  readonly settings: CostExplorerSettings
  readonly client: CostExplorer
  readonly around: Asking
}

export async function findingsOf(trying: Trying): Promise<Finding[]> {
  const asked = await found('Cost Explorer', () => askDays(trying), 'no_data_yet')
  if (asked.state === 'refused' || asked.state === 'down') return [asked]
  const hours = trying.settings.hourly
    ? [await found('hours of EC2 by resource', () => askHours(trying), 'not_switched_on')]
    : []
  return [asked, ...hours, await found('cost allocation tags', () => askTags(trying), 'no_data_yet')]
}

async function askDays({ settings, client, around }: Trying): Promise<Omit<Finding, 'what'>> {
  const today = dayOf(around.now)
  const query = wholeQuery(plusDays(today, -3).date, today.date, settings)
  const texts = await pagesOf(query, client.page, around, settings.patience)
  const groups = texts.flatMap((text) => understood(text, query).groups)
  const accounts = new Set(groups.map(({ keys }) => keys[0]))
  if (accounts.size === 0)
    return {
      state: 'no_data_yet',
      says: 'the last three days have no charge',
      remedy: 'Wait a day when the account is new.',
    }
  const currencies = new Set(groups.map(({ currency }) => currency))
  return { state: 'ok', says: `${accounts.size} accounts are billed in ${[...currencies].join(', ')}` }
}

async function askHours({ settings, client, around }: Trying): Promise<Omit<Finding, 'what'>> {
  const today = dayOf(around.now)
  const query: Query = {
    action: 'GetCostAndUsageWithResources',
    input: {
      TimePeriod: { Start: `${plusDays(today, -2).date}T00:00:00Z`, End: `${plusDays(today, -2).date}T03:00:00Z` },
      Granularity: 'HOURLY',
      Metrics: ['UnblendedCost', 'AmortizedCost'],
      Filter: { Dimensions: { Key: 'SERVICE', Values: [EC2] } },
      GroupBy: [
        { Type: 'DIMENSION', Key: 'RESOURCE_ID' },
        { Type: 'DIMENSION', Key: 'USAGE_TYPE' },
      ],
      ...(settings.billingView === undefined ? {} : { BillingViewArn: settings.billingView }),
    },
  }
  const texts = await pagesOf(query, client.page, around, settings.patience)
  const resources = new Set(texts.flatMap((text) => understood(text, query).groups.map(({ keys }) => keys[0])))
  return { state: 'ok', says: `${resources.size} resources in three hours of the day before yesterday` }
}

const tagPage = z.object({
  CostAllocationTags: z.array(z.object({ TagKey: z.string(), Status: z.string() })).nullish(),
  NextToken: z.string().nullish(),
})

async function askTags({ settings, client, around }: Trying): Promise<Omit<Finding, 'what'>> {
  const states = new Map<string, string>()
  let token: string | undefined
  for (let page = 1; page <= 50; page += 1) {
    const sent = token
    const question = `ListCostAllocationTags${sent === undefined ? '' : ` page ${sent}`}`
    const text = await patiently(() => around.ask(question, () => client.tags(sent)), around, settings.patience)
    const { CostAllocationTags: tags, NextToken: next } = tagPage.parse(JSON.parse(text))
    for (const { TagKey, Status } of tags ?? []) states.set(TagKey, Status)
    token = next ?? undefined
    if (token === undefined || token === sent) break
  }
  const active = [...states].filter(([, state]) => state === 'Active').map(([key]) => key)
  const says = `${active.length} of ${states.size} are active${active.length > 0 ? `: ${active.toSorted().join(', ')}` : ''}`
  const { tag } = settings
  if (tag === undefined || states.get(tag.key) === 'Active') return { state: 'ok', says }
  return {
    state: 'not_switched_on',
    says: `${tag.key} is ${states.has(tag.key) ? 'inactive' : 'not known'}; ${says}`,
    remedy: `Activate the tag ${tag.key} in the payer's billing console, under cost allocation tags. It counts from then on; a backfill reaches 12 months back.`,
  }
}

/** `unavailable` is what it means that AWS has no data for this question. */
async function found(
  what: string,
  ask: () => Promise<Omit<Finding, 'what'>>,
  unavailable: Finding['state'],
): Promise<Finding> {
  try {
    return { what, ...(await ask()) }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    const says = error.message
    if (error.facts['error'] === 'DataUnavailableException') {
      const remedy =
        unavailable === 'not_switched_on'
          ? 'Switch on hourly and resource-level data in the settings of Cost Explorer and wait two days, or set hourly: false.'
          : 'Wait a day after Cost Explorer was switched on.'
      return { what, state: unavailable, says, remedy }
    }
    if (error instanceof SourceRefused) return { what, state: 'refused', says, remedy: 'Grant what docs/aws.md lists.' }
    if (error instanceof SourceDown) return { what, state: 'down', says }
    return { what, state: 'refused', says }
  }
}
