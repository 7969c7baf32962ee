/** What gateways count, read of a real Prometheus and a real VictoriaMetrics: who asked for how much, worked out by hand. */
import { expect, test } from 'vitest'
import type { GatewayHour } from '../../src/records/gateway-hour.js'
import { readHours } from '../../src/sources/prometheus/index.js'
import { HOUR, settingsFor, TEN } from '../sources/prometheus/reading.js'
import { type Labels, scraped, type Shown } from './engine-cases.js'
import { bothServers, kinds } from './fleet.js'
import { TEN_OCLOCK } from './reading.js'
import type { Series } from './telemetry.js'

const input = 'litellm_input_tokens_metric_total'
const output = 'litellm_output_tokens_metric_total'
const requests = 'litellm_proxy_total_requests_metric_total'

const asked = (team: string, requested: string, more: Labels = {}): Labels => ({
  team_alias: team,
  api_key_alias: 'ci',
  end_user: 'None',
  model: 'hosted_vllm/qwen2.5-72b',
  requested_model: requested,
  ...more,
})

const pod = (job: string, name: string): Labels => ({ job, namespace: 'prod', pod: name, instance: `${name}:4000` })
const started = (at: number): Shown => ['process_start_time_seconds', {}, at / 1000, at / 1000]
const minute = (n: number): number => TEN - HOUR + n * 60_000 + 5_000

/** Counts from its first sample on, as a child that a client library makes when it first has something to count. */
function from(first: number, values: (at: number) => number, series: Series): Series {
  const moments = series.samples.map(([at]) => at).filter((at) => at >= first)
  return { ...series, samples: moments.map((at) => [at, values(at)] as const) }
}
const one = (name: string, labels: Labels): Series => {
  const [series] = scraped([[name, labels, 0, 0]], {})
  if (series === undefined) throw new Error('No series was made.')
  return series
}

/** Two pods of one gateway; the second is started anew at 10:20, and a team that was never seen asks from 10:40 on. */
const litellm = [
  ...scraped(
    [
      started(TEN - 5 * HOUR),
      ['up', {}, 1, 1],
      [input, asked('search', 'qwen'), 1000, 1300],
      [input, asked('search', 'qwen', { api_key_alias: 'web' }), 0, 50],
      [output, asked('search', 'qwen'), 7, 67],
      [requests, asked('search', 'qwen', { status_code: '200', stream: 'true' }), 10, 13],
      [requests, asked('search', 'qwen', { status_code: '200', stream: 'false' }), 0, 1],
      [requests, asked('search', 'qwen', { status_code: '429' }), 1, 2],
      [input, asked('ads', 'sql-lora'), 0, 40],
      [output, asked('ads', 'sql-lora'), 0, 9],
      // Its word for a key without a team.
      [input, asked('None', 'qwen'), 0, 3],
    ],
    pod('litellm', 'g-0'),
  ),
  from(minute(100), (at) => (at < minute(110) ? 25 : 65), one(input, { ...pod('litellm', 'g-0'), ...asked('new', 'qwen') })), // prettier-ignore
  ...scraped([['up', {}, 1, 1]], pod('litellm', 'g-1')),
  from(0, (at) => (at < minute(80) ? (TEN - 3 * HOUR) / 1000 : minute(79) / 1000 + 30), one('process_start_time_seconds', pod('litellm', 'g-1'))), // prettier-ignore
  // 500 before ten, 520 by 10:19, and 30 of the new process: 50 in all.
  from(0, (at) => (at < TEN ? 500 : at < minute(80) ? 520 : 30), one(input, { ...pod('litellm', 'g-1'), ...asked('ads', 'qwen') })), // prettier-ignore
]

const tokens = (type: string, tenant: string): Labels => ({
  gen_ai_operation_name: 'chat',
  gen_ai_provider_name: 'openai',
  gen_ai_original_model: 'qwen',
  gen_ai_request_model: 'qwen',
  gen_ai_response_model: 'qwen-2025',
  gen_ai_token_type: type,
  x_tenant: tenant,
})
const envoy = scraped(
  [
    ['up', {}, 1, 1],
    ['gen_ai_client_token_usage_token_sum', tokens('input', 'a'), 0, 44],
    ['gen_ai_client_token_usage_token_sum', tokens('output', 'a'), 0, 8],
    ['gen_ai_client_token_usage_token_sum', tokens('cached_input', 'a'), 0, 40],
    ['gen_ai_client_token_usage_token_sum', tokens('input', 'b'), 0, 6],
  ],
  pod('envoy', 'e-0'),
)

const servers = bothServers([...litellm, ...envoy])

async function toldBy(url: string, job: string, engine: string, tenantLabel: string, mostTenants = 100) {
  const settings = settingsFor(url, {
    match: `job="${job}"`,
    engines: [engine],
    gateway: { tenantLabel, mostTenants, models: new Map() },
  })
  for await (const hour of readHours(settings, [TEN_OCLOCK], () => Promise.resolve(new Map()))) return hour
  throw new Error('No hour was read.')
}

const told = (rows: readonly GatewayHour[] | null): unknown[] =>
  (rows ?? []).map(({ requestedModel, kind, tenant, tenants, promptTokens, generatedTokens, requests: asks }) => [
    requestedModel,
    kind,
    tenant,
    tenants,
    promptTokens,
    generatedTokens,
    asks,
  ])

test.each(kinds)(
  'an hour of %s: both pods, all keys and codes, past a restart, with a team that came in the middle',
  async (kind) => {
    const hour = await toldBy((await servers(kind)).url, 'litellm', 'litellm', 'team_alias')

    expect(hour.complete).toBe(true)
    expect(told(hour.gateway)).toEqual([
      ['qwen', 'untold', '', 0, 3n, 0n, 0n],
      ['qwen', 'tenant', 'ads', 1, 50n, 0n, 0n],
      ['qwen', 'tenant', 'new', 1, 65n, 0n, 0n],
      ['qwen', 'tenant', 'search', 1, 350n, 60n, 5n],
      ['sql-lora', 'tenant', 'ads', 1, 40n, 9n, null],
    ])
    // The engines behind it count the same tokens: it counts none.
    expect(hour.usage).toEqual([])
  },
)

test.each(kinds)('an hour of %s: teams beyond the most are one row of each model', async (kind) => {
  const { gateway } = await toldBy((await servers(kind)).url, 'litellm', 'litellm', 'team_alias', 1)

  expect(told(gateway)).toEqual([
    ['qwen', 'untold', '', 0, 3n, 0n, 0n],
    ['qwen', 'tenant', 'search', 1, 350n, 60n, 5n],
    ['qwen', 'other', '', 2, 115n, 0n, 0n],
    ['sql-lora', 'other', '', 1, 40n, 9n, null],
  ])
})

test.each(kinds)('an hour of %s: Envoy AI Gateway by the type of its tokens', async (kind) => {
  const { gateway } = await toldBy((await servers(kind)).url, 'envoy', 'envoy-ai-gateway', 'x_tenant')

  expect(told(gateway)).toEqual([
    ['qwen', 'tenant', 'a', 1, 44n, 8n, null],
    ['qwen', 'tenant', 'b', 1, 6n, 0n, null],
  ])
})
