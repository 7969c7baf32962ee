/** Hours of GPUs and of pods for tests, written by hand: each names only what matters to it. */
import type { GpuHour } from '../../src/records/gpu-hour.js'
import type { PodHour } from '../../src/records/pod-hour.js'
import { WHOLE } from './telemetry.js'

/** A card of the machine i-1 that worked a quarter of the hour. */
export function gpu(said: Partial<GpuHour> = {}): GpuHour {
  return {
    device: 'aa01',
    slice: '',
    exporter: 'dcgm',
    node: 'node-1',
    model: 'NVIDIA A100-SXM4-80GB',
    migProfile: null,
    slices: null,
    ofSlices: null,
    provider: 'aws',
    resourceId: 'i-1',
    pods: [],
    podBusyMs: null,
    seenMs: 3_600_000,
    unobservedMs: 0,
    samples: 120,
    busyMs: 900_000,
    busyFrom: 'gr_engine_active',
    memoryMeanBytes: 1000n,
    memoryPeakBytes: 2000n,
    memoryTotalBytes: 8000n,
    energyMj: 720_000_000n,
    energyFrom: 'counter',
    reasons: [],
    ...said,
  }
}

/** A pod that held one GPU of it the whole hour. */
export function pod(said: Partial<PodHour> = {}): PodHour {
  return {
    namespace: 'prod',
    pod: 'qwen-0',
    node: 'node-1',
    provider: 'aws',
    resourceId: 'i-1',
    present: WHOLE,
    gpus: '1',
    gpuMs: '3600000',
    gpusFrom: 'gpu',
    reasons: [],
    ...said,
  }
}
