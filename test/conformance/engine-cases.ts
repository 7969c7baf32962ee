/** What engines show, and the row that it is: read of the simulated server and of real ones. Worked out by hand. */
import type { UsageHour } from '../../src/records/usage-hour.js'
import type { PrometheusSettings } from '../../src/sources/prometheus/index.js'
import { HOUR, TEN } from '../sources/prometheus/reading.js'
import type { Series } from './telemetry.js'

export type Labels = Readonly<Record<string, string>>

/** A series that stands at `before` up to half past ten, and at `after` from then on; a scrape a minute. */
export type Shown = readonly [name: string, labels: Labels, before: number, after: number]

export const TARGET = { job: 'llm', namespace: 'prod', pod: 'a-0', instance: '10.0.0.1:8000' }

export function scraped(shown: readonly Shown[], target: Labels = TARGET): Series[] {
  const moments = Array.from({ length: 121 }, (_, i) => TEN - HOUR + i * 60_000 + 5_000)
  const half = TEN + HOUR / 2
  return shown.map(([name, labels, before, after]) => ({
    name,
    labels: { ...target, ...labels },
    samples: moments.map((at) => [at, at > half ? after : before] as const),
  }))
}

type Case = readonly [
  title: string,
  settings: Partial<PrometheusSettings>,
  shown: readonly Shown[],
  row: Partial<UsageHour>,
]

const model = { model_name: 'qwen' }

export const engineCases: readonly Case[] = [
  [
    'vLLM and a twin of its names',
    {},
    [
      ['vllm:prompt_tokens_total', { ...model, engine: '0' }, 5, 305],
      ['kserve_vllm:prompt_tokens_total', { ...model, engine: '0' }, 5, 305],
      ['vllm:generation_tokens_total', { ...model, engine: '0' }, 0, 40],
      ['vllm:generation_tokens_total', { ...model, engine: '1' }, 0, 2],
      ['vllm:request_success_total', { ...model, engine: '0', finished_reason: 'stop' }, 0, 4],
      ['vllm:kv_cache_usage_perc', { ...model, engine: '0' }, 0.25, 0.5],
      [
        'vllm:estimated_flops_per_gpu_total',
        { ...model, engine: '0' },
        1_500_000_000_000_000_000,
        1_750_000_000_000_000_000,
      ],
      ['vllm:estimated_flops_per_gpu_total', { ...model, engine: '1' }, 0, 64.5],
      ['vllm:estimated_read_bytes_per_gpu_total', { ...model, engine: '0' }, 0, 3e15],
    ],
    {
      engine: 'vllm',
      promptTokens: 300n,
      generatedTokens: 42n,
      requests: 4n,
      kvCachePeak: '0.500000',
      // Beside so many a double tells 32 of them apart: 64 more, and not the half.
      flops: 250_000_000_000_000_064n,
      readBytes: 3_000_000_000_000_000n,
    },
  ],
  [
    'SGLang, two ranks',
    {},
    [
      ['sglang:prompt_tokens_total', { ...model, tp_rank: '0', dp_rank: '0' }, 10, 40],
      ['sglang:prompt_tokens_total', { ...model, tp_rank: '0', dp_rank: '1' }, 10, 15],
      ['sglang:generation_tokens_total', { ...model, tp_rank: '0', dp_rank: '0' }, 0, 8],
      ['sglang:num_requests_total', { ...model, tp_rank: '0', dp_rank: '0' }, 0, 3],
    ],
    { engine: 'sglang', promptTokens: 35n, generatedTokens: 8n, requests: 3n },
  ],
  [
    'TGI, whose target names the model',
    { modelLabel: 'pod' },
    [
      ['tgi_request_input_length_sum', {}, 100, 4100],
      ['tgi_request_generated_tokens_sum', {}, 20, 820],
      ['tgi_request_success', { method: 'generate' }, 1, 6],
    ],
    { engine: 'tgi', servedModel: 'a-0', promptTokens: 4000n, generatedTokens: 800n, requests: 5n },
  ],
  [
    'Triton with vLLM behind it',
    {},
    [
      ['vllm:generation_tokens_total', { model: 'qwen', version: '1' }, 0, 30],
      ['vllm:e2e_request_latency_seconds_count', { model: 'qwen', version: '1' }, 2, 5],
    ],
    { engine: 'triton-vllm', servedModel: 'qwen', generatedTokens: 30n, requests: 3n },
  ],
  [
    'Triton with TensorRT-LLM behind it',
    { engines: ['triton-trtllm'] },
    [
      ['nv_inference_request_success', { model: 'llm', version: '1', gpu_uuid: 'GPU-1' }, 3, 10],
      ['nv_trt_llm_request_metrics', { model: 'llm', version: '1', request_type: 'scheduled' }, 1, 1],
    ],
    { engine: 'triton-trtllm', generatedTokens: null, requests: 7n, runningMs: 3_600_000 },
  ],
  [
    'trtllm-serve with its prefix',
    {},
    [
      ['trtllm_prompt_tokens_total', { ...model, engine_type: 'trtllm' }, 100, 1100],
      ['trtllm_prompt_cached_tokens_total', { ...model, engine_type: 'trtllm' }, 0, 250],
      [
        'trtllm_prompt_cache_hit_tokens_total',
        { ...model, engine_type: 'trtllm', cache_level: '0', cache_tier: 'gpu' },
        0,
        250,
      ],
      ['trtllm_generation_tokens_total', { ...model, engine_type: 'trtllm' }, 7, 307],
      ['trtllm_request_success_total', { ...model, engine_type: 'trtllm', finished_reason: 'stop' }, 1, 4],
      ['trtllm_request_success_total', { ...model, engine_type: 'trtllm', finished_reason: 'length' }, 0, 1],
      ['trtllm_num_requests_running', { ...model, engine_type: 'trtllm' }, 1, 1],
      ['trtllm_kv_cache_utilization', model, 0.5, 0.75],
    ],
    {
      engine: 'trtllm-serve',
      promptTokens: 1000n,
      cachedTokens: 250n,
      generatedTokens: 300n,
      requests: 4n,
      requestsByReason: { length: 1n, stop: 3n },
      kvCachePeak: '0.750000',
    },
  ],
  [
    'trtllm-serve without it',
    { engines: ['trtllm-serve-bare'] },
    [['request_success_total', { ...model, engine_type: 'trtllm', finished_reason: 'stop' }, 1, 5]],
    { engine: 'trtllm-serve-bare', requests: 4n, requestsByReason: { stop: 4n }, generatedTokens: null },
  ],
  [
    'NIM, by the reason to end',
    { engines: ['nim'] },
    [
      ['prompt_tokens_total', model, 10, 40],
      ['generation_tokens_total', model, 0, 12],
      ['request_success_total', model, 0, 6],
      ['request_finish_total', { ...model, finished_reason: 'stop' }, 0, 4],
      ['request_finish_total', { ...model, finished_reason: 'length' }, 0, 2],
    ],
    {
      engine: 'nim',
      promptTokens: 30n,
      generatedTokens: 12n,
      requests: 6n,
      requestsByReason: { length: 2n, stop: 4n },
    },
  ],
  [
    'MindIE',
    { engines: ['mindie'] },
    [
      ['prompt_tokens_total', model, 10, 40],
      ['generation_tokens_total', model, 0, 12],
      ['request_received_total', model, 0, 9],
      ['request_success_total', model, 0, 6],
      ['request_failed_total', model, 1, 3],
      ['npu_cache_usage_perc', model, 0.25, 0.5],
    ],
    {
      engine: 'mindie',
      promptTokens: 30n,
      generatedTokens: 12n,
      requests: 8n,
      requestsByReason: { finished: 6n, abort: 2n },
      kvCachePeak: '0.500000',
    },
  ],
  [
    'llama.cpp',
    { modelLabel: 'pod' },
    [
      ['llamacpp:prompt_tokens_total', {}, 5, 25],
      ['llamacpp:tokens_predicted_total', {}, 1, 101],
      ['llamacpp:requests_processing', {}, 1, 1],
      ['llamacpp:kv_cache_usage_ratio', {}, 0.1, 0.2],
    ],
    {
      engine: 'llamacpp',
      servedModel: 'a-0',
      promptTokens: 20n,
      generatedTokens: 100n,
      requests: null,
      kvCachePeak: '0.200000',
      qualityReasons: ['cache_left_out', 'counted_at_end'],
    },
  ],
  [
    "Dynamo's frontend, by endpoint",
    { engines: ['dynamo'] },
    [
      ['dynamo_frontend_input_sequence_tokens_sum', { model: 'qwen' }, 0, 900],
      ['dynamo_frontend_output_sequence_tokens_sum', { model: 'qwen' }, 0, 90],
      [
        'dynamo_frontend_requests_total',
        { model: 'qwen', endpoint: 'chat_completions', status: 'success', request_type: 'stream' },
        0,
        5,
      ],
      [
        'dynamo_frontend_requests_total',
        { model: 'qwen', endpoint: 'completions', status: 'error', request_type: 'unary' },
        0,
        1,
      ],
    ],
    {
      engine: 'dynamo',
      servedModel: 'qwen',
      promptTokens: 900n,
      generatedTokens: 90n,
      requests: 6n,
      requestsByReason: { error: 1n, success: 5n },
      requestsByEndpoint: { chat_completions: 5n, completions: 1n },
    },
  ],
  [
    "a FastAPI server's own counters, one of which counts two things",
    { engines: ['fastapi'] },
    [
      ['model_tokens_total', { ...model, direction: 'input' }, 100, 350],
      ['model_tokens_total', { ...model, direction: 'output' }, 10, 60],
      ['model_request_total', { ...model, endpoint: '/chat', status: 'ok' }, 0, 7],
      ['model_request_total', { ...model, endpoint: '/embed', status: 'ok' }, 0, 2],
      ['model_estimated_cost_dollars_total', model, 0, 0.5],
      ['gpu_utilization_percent', {}, 50, 60],
    ],
    {
      engine: 'fastapi',
      servedModel: 'qwen',
      promptTokens: 250n,
      generatedTokens: 50n,
      requests: 9n,
      requestsByReason: { ok: 9n },
      requestsByEndpoint: { '/chat': 7n, '/embed': 2n },
      metrics: {
        prompt_tokens: 'model_tokens_total',
        generated_tokens: 'model_tokens_total',
        requests: 'model_request_total',
      },
    },
  ],
]
