/** What gateways count becomes who asked for how much, and no usage. The labels are those that live gateways write. */
import { expect, test } from 'vitest'
import type { GatewaySettings } from '../../../src/config/index.js'
import type { GatewayHour } from '../../../src/records/gateway-hour.js'
import type { TelemetryHour } from '../../../src/records/usage-hour.js'
import type { PrometheusSettings } from '../../../src/sources/prometheus/index.js'
import { type Labels, scraped, type Shown, TARGET } from '../../conformance/engine-cases.js'
import { readOf } from './reading.js'

const tellsTeams: GatewaySettings = { tenantLabel: 'team_alias', mostTenants: 100, models: new Map() }

async function hourOf(
  shown: readonly Shown[],
  gateway: Partial<GatewaySettings> = {},
  over: Partial<PrometheusSettings> = {},
): Promise<TelemetryHour> {
  const series = [TARGET, { ...TARGET, pod: 'a-1', instance: '10.0.0.2:8000' }].flatMap((target, i) =>
    scraped(i === 0 ? shown : shown.slice(0, 1), target),
  )
  const world = series.map(({ name, labels, samples }) => ({ labels: { __name__: name, ...labels }, samples }))
  const [hour] = await readOf(world, 1, { engines: ['litellm'], gateway: { ...tellsTeams, ...gateway }, ...over })
  if (hour === undefined) throw new Error('No hour was read.')
  return hour
}

/** As `sql-lora tenant a 300 60 4`. */
function told(rows: readonly GatewayHour[] | null): string[] {
  return (rows ?? []).map(({ requestedModel, kind, tenant, promptTokens, generatedTokens, requests }) =>
    [requestedModel, kind, tenant, promptTokens, generatedTokens, requests]
      .map((one) => (one === '' ? '-' : String(one)))
      .join(' '),
  )
}

const litellm = (team: string, requested: string, more: Labels = {}): Labels => ({
  team,
  team_alias: team,
  hashed_api_key: '88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b',
  api_key_alias: 'ci',
  end_user: 'None',
  user: 'None',
  user_email: 'None',
  model: 'hosted_vllm/qwen2.5-72b',
  model_id: '5f3a',
  api_provider: 'hosted_vllm',
  requested_model: requested,
  ...more,
})

const input = 'litellm_input_tokens_metric_total'
const output = 'litellm_output_tokens_metric_total'
const requests = 'litellm_proxy_total_requests_metric_total'

test('LiteLLM: tokens by team and requested model, of all its keys and of both its pods, and no usage', async () => {
  const hour = await hourOf([
    [input, litellm('search', 'qwen'), 1000, 1300],
    [input, litellm('search', 'qwen', { api_key_alias: 'web' }), 0, 50],
    [output, litellm('search', 'qwen'), 7, 67],
    [requests, litellm('search', 'qwen', { status_code: '200', route: '/chat/completions' }), 10, 14],
    [requests, litellm('search', 'qwen', { status_code: '429', route: '/chat/completions' }), 1, 2],
    [input, litellm('ads', 'sql-lora'), 0, 40],
    [output, litellm('ads', 'sql-lora'), 0, 9],
    ['litellm_spend_metric_total', litellm('ads', 'sql-lora'), 0, 1.5],
  ])

  // The other pod shows the first series only: 300 more. Nothing counts requests of the adapter, which is not 0.
  expect(told(hour.gateway)).toEqual(['qwen tenant search 650 60 5', 'sql-lora tenant ads 40 9 null'])
  expect(hour.usage).toEqual([])
  expect(hour.latency).toEqual([])
  expect(hour.gateway?.map(({ quality, qualityReasons }) => [quality, qualityReasons])).toEqual([
    ['exact', ['counted_at_end']],
    ['exact', ['counted_at_end']],
  ])
})

test('a model that is asked for by another name stands on the one that is served', async () => {
  const { gateway } = await hourOf(
    [
      [input, litellm('search', 'sql-lora'), 0, 10],
      [input, litellm('search', 'qwen2.5-72b'), 0, 20],
    ],
    { models: new Map([['sql-lora', 'qwen2.5-72b']]) },
  )

  expect(gateway?.map(({ requestedModel, servedModel }) => [requestedModel, servedModel])).toEqual([
    ['qwen2.5-72b', 'qwen2.5-72b'],
    ['sql-lora', 'qwen2.5-72b'],
  ])
})

test('tenants beyond the most are one row of their model, and it says how many; of equals the first by name stays', async () => {
  const { gateway } = await hourOf(
    [
      [input, litellm('a', 'qwen'), 0, 5],
      [input, litellm('b', 'qwen'), 0, 30],
      [input, litellm('b', 'mini'), 0, 0],
      [output, litellm('b', 'mini'), 0, 1],
      [input, litellm('c', 'qwen'), 0, 10],
      [output, litellm('c', 'qwen'), 0, 2],
      [input, litellm('d', 'qwen'), 0, 11],
      [output, litellm('d', 'qwen'), 0, 1],
    ],
    { mostTenants: 2 },
  )

  // b has 31; c and d 12 each; a 5 and, by the other pod, 5 more.
  expect(told(gateway)).toEqual([
    'mini tenant b 0 1 null',
    'qwen tenant b 30 0 null',
    'qwen tenant c 10 2 null',
    'qwen other - 21 1 null',
  ])
  expect(gateway?.map(({ tenants }) => tenants)).toEqual([1, 1, 1, 2])
})

test('requests that name nobody are told as such, and without a label all of them are', async () => {
  const shown: readonly Shown[] = [
    [input, litellm('a', 'qwen'), 0, 0],
    [input, litellm('a', 'qwen', { user: 'x' }), 0, 5],
    [input, litellm('', 'qwen', { user: 'y' }), 0, 7],
  ]

  expect(told((await hourOf(shown)).gateway)).toEqual(['qwen untold - 7 null null', 'qwen tenant a 5 null null'])
  expect(told((await hourOf(shown, { tenantLabel: undefined })).gateway)).toEqual(['qwen untold - 12 null null'])
})

test('what LiteLLM writes for a team that it does not know is no team, for another gateway it may be one', async () => {
  const shown: readonly Shown[] = [
    [input, litellm('a', 'qwen'), 0, 0],
    [input, litellm('a', 'qwen', { user: 'x' }), 0, 5],
    [input, litellm('None', 'qwen'), 0, 7],
    [input, litellm('', 'qwen'), 0, 2],
  ]
  const envoy: readonly Shown[] = [
    ['up', {}, 1, 1],
    [
      'gen_ai_client_token_usage_token_sum',
      { gen_ai_request_model: 'qwen', gen_ai_token_type: 'input', x: 'None' },
      0,
      3,
    ],
  ]

  expect(told((await hourOf(shown)).gateway)).toEqual(['qwen untold - 9 null null', 'qwen tenant a 5 null null'])
  const { gateway } = await hourOf(envoy, { tenantLabel: 'x' }, { engines: ['envoy-ai-gateway'] })
  expect(told(gateway)).toEqual(['qwen tenant None 3 0 null'])
})

test('Envoy AI Gateway: sums of its histogram by the type of token, under a label of one’s own', async () => {
  const labels = (type: string, tenant: string): Labels => ({
    gen_ai_operation_name: 'chat',
    gen_ai_provider_name: 'openai',
    gen_ai_original_model: 'qwen',
    gen_ai_request_model: 'qwen',
    gen_ai_response_model: 'qwen-2025',
    gen_ai_token_type: type,
    otel_scope_name: 'envoyproxy/ai-gateway',
    otel_scope_schema_url: '',
    otel_scope_version: '',
    x_tenant: tenant,
  })
  const { gateway } = await hourOf(
    [
      ['up', {}, 1, 1],
      ['gen_ai_client_token_usage_token_sum', labels('input', 'a'), 0, 44],
      ['gen_ai_client_token_usage_token_sum', labels('output', 'a'), 0, 8],
      ['gen_ai_client_token_usage_token_sum', labels('cached_input', 'a'), 0, 40],
      ['gen_ai_client_token_usage_token_count', labels('input', 'a'), 0, 1],
      ['gen_ai_client_token_usage_token_sum', labels('input', 'b'), 0, 6],
    ],
    { tenantLabel: 'x_tenant' },
    { engines: ['envoy-ai-gateway'] },
  )

  expect(told(gateway)).toEqual(['qwen tenant a 44 8 null', 'qwen tenant b 6 0 null'])
})

test('the same hour has the same content however often it is read, and another when a tenant counted more', async () => {
  const shown = (tokens: number): Shown[] => [[input, litellm('a', 'qwen'), 0, tokens]]
  const content = async (tokens: number): Promise<string> => (await hourOf(shown(tokens))).content

  expect(await content(10)).toBe(await content(10))
  expect(await content(11)).not.toBe(await content(10))
})
