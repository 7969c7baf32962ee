/** Reference data that lie beside the project where we work and are not ours to ship. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** FinOps-Open-Cost-and-Usage-Spec/FOCUS-Sample-Data, FOCUS-1.0/focus_sample.csv (CC BY 4.0). */
export const sample = fileURLToPath(new URL('../../../shared/data/bills/focus_1.0_sample_1000.csv', import.meta.url))

/** 69 central parities from June to September 2026. CFETS forbids to hand them on, so they stay where they are. */
export const fixings = fileURLToPath(
  new URL('../../../shared/data/fx/rmb_central_parity_2026-06_2026-09.csv', import.meta.url),
)

/** 19,366 chat requests of 58 minutes: Azure/AzurePublicDataset, AzureLLMInferenceTrace_conv.csv (CC BY 4.0). */
export const requests = fileURLToPath(
  new URL('../../../shared/data/traces/AzureLLMInferenceTrace_conv.csv', import.meta.url),
)

/** What live vLLMs expose: kubernetes-sigs/inference-perf (0.26.0) and substratusai/kubeai (V0), both Apache-2.0. */
export const exposed = {
  v1: fileURLToPath(new URL('../../../shared/data/telemetry/vllm_v0.26.0_metric_families.txt', import.meta.url)),
  v0: fileURLToPath(new URL('../../../shared/data/telemetry/vllm_kubeai_mock_metrics.txt', import.meta.url)),
}

/** What an nvidia_gpu_exporter shows of an H100 under load: utkuozdemir/nvidia_gpu_exporter (MIT). */
export const nvidiaPage = fileURLToPath(
  new URL(
    '../../../shared/data/telemetry/nvidia_gpu_exporter_linux-x86_64__nvidia-h100-80gb-hbm3__590.48.01__load.metrics',
    import.meta.url,
  ),
)

/** What Tencent's API answers, as its own command line shows it: TencentCloud/tencentcloud-cli (Apache-2.0). */
export const tencentSamples = {
  detail: fileURLToPath(new URL('../../../shared/data/bills/tencent_DescribeBillDetail.md', import.meta.url)),
  adjustments: fileURLToPath(new URL('../../../shared/data/bills/tencent_DescribeBillAdjustInfo.md', import.meta.url)),
  summary: fileURLToPath(new URL('../../../shared/data/bills/tencent_DescribeBillSummary.md', import.meta.url)),
}

const needs: readonly (readonly [test: string, data: string])[] = [
  ['test/sources/focus/sample.test.ts', sample],
  ['test/pricing/sample.test.ts', sample],
  ['test/sources/pboc/sample.test.ts', fixings],
  ['test/sources/prometheus/trace.test.ts', requests],
  ['test/sources/prometheus/exposed.test.ts', exposed.v1],
  ['test/sources/prometheus/exposed.test.ts', exposed.v0],
  ['test/conformance/pages.test.ts', exposed.v0],
  ['test/conformance/pages.test.ts', nvidiaPage],
  ['test/sources/tencent/sample.test.ts', tencentSamples.detail],
]

/** The test files that need data which are not here; said aloud, because nothing runs in their stead. */
export function testsWithoutData(): string[] {
  const missing = needs.filter(([, data]) => !existsSync(data))
  for (const [test, data] of missing) process.stderr.write(`Left out: ${test}. Its data are not at ${data}.\n`)
  return missing.map(([test]) => test)
}
