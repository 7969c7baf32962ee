/** Pages of live exporters, scraped by a real Prometheus off loopback, and what becomes of them. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TelemetryHour } from '../../src/records/usage-hour.js'
import { probe, readHours } from '../../src/sources/prometheus/index.js'
import { type Hour, hoursOf, hourRange, parseHour, plusHours } from '../../src/units/hour.js'
import { settingsFor } from '../sources/prometheus/reading.js'
import { exposed, nvidiaPage } from '../support/data-not-ours.js'
import { openFolder, removeFolder } from './postgres.js'
import { startPrometheus } from './prometheus.js'
import type { TelemetryServer } from './telemetry.js'

/** What dcgm-exporter shows by default of a card and of a slice of another, as our own hands wrote it. */
const dcgm = `# TYPE DCGM_FI_DEV_GPU_UTIL gauge
DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-aa",pci_bus_id="0",device="nvidia0",modelName="NVIDIA A100",Hostname="node-1",pod="q-0",namespace="prod"} 50
DCGM_FI_DEV_FB_USED{gpu="0",UUID="GPU-aa",modelName="NVIDIA A100",Hostname="node-1",pod="q-0",namespace="prod"} 1024
DCGM_FI_DEV_FB_FREE{gpu="0",UUID="GPU-aa",modelName="NVIDIA A100",Hostname="node-1",pod="q-0",namespace="prod"} 3072
DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-aa",modelName="NVIDIA A100",Hostname="node-1",pod="q-0",namespace="prod"} 9223372036854775794
DCGM_FI_PROF_GR_ENGINE_ACTIVE{gpu="1",UUID="GPU-bb",GPU_I_PROFILE="3g.20gb",GPU_I_ID="2",modelName="NVIDIA A100",hostname="node-1"} 0.25
`

let folder: string
let prometheus: TelemetryServer
const exporters: Server[] = []
const pages = new Map([
  ['vllm', readFileSync(exposed.v0, 'utf8')],
  ['nvidia', readFileSync(nvidiaPage, 'utf8')],
  ['dcgm', dcgm],
])
const began = parseHour(`${new Date().toISOString().slice(0, 13)}:00:00Z`)

beforeAll(async () => {
  const scrapes = await Promise.all(
    [...pages.keys()].map(async (job) => {
      const exporter = createServer((_, response) => {
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(pages.get(job))
      }).listen(0, '127.0.0.1')
      exporters.push(exporter)
      await once(exporter, 'listening')
      const address = exporter.address()
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0
      return { job, target: `127.0.0.1:${port}`, labels: { namespace: 'prod', pod: `${job}-0` } }
    }),
  )
  folder = await openFolder()
  prometheus = await startPrometheus(folder, [], scrapes)
})

afterAll(async () => {
  await prometheus.stop()
  for (const exporter of exporters) {
    exporter.closeAllConnections()
    exporter.close()
  }
  await removeFolder(folder)
})

test('the page of a live vLLM is counted to the token, and a probe finds all that it has', async () => {
  const page = pages.get('vllm') ?? ''
  const settings = settingsFor(prometheus.url, { match: 'job="vllm"' })
  await until('count(count_over_time(vllm:generation_tokens_total{job="vllm"}[1h]) >= 2)', 1)
  // Between two scrapes it generates 1,000 tokens for two requests more.
  const busier = page
    .replace(/^(vllm:generation_tokens_total\{.*\}) 2546\.0$/m, '$1 3546.0')
    .replace(/^(vllm:request_success_total\{.*\}) 6\.0$/m, '$1 8.0')
  expect(busier).not.toBe(page)
  pages.set('vllm', busier)
  await until('max(vllm:generation_tokens_total{job="vllm"})', 3546)

  const hours = await read(settings)
  const found = await probe(settings, new Date())

  const rows = hours.flatMap(({ usage }) => usage)
  expect(new Set(rows.map(({ replica, engine }) => `${engine} ${replica}`))).toEqual(new Set(['vllm prod/vllm-0']))
  expect(rows[0]?.servedModel).toBe('neuralmagic/Meta-Llama-3.1-8B-Instruct-FP8')
  const sum = (of: (row: (typeof rows)[number]) => bigint | null): bigint =>
    rows.reduce((all, row) => all + (of(row) ?? 0n), 0n)
  expect(sum(({ generatedTokens }) => generatedTokens)).toBe(1000n)
  expect(sum(({ promptTokens }) => promptTokens)).toBe(0n)
  expect(sum(({ requests }) => requests)).toBe(2n)
  expect(found).toMatchObject({ replicas: 1, engines: [{ name: 'vllm' }], missing: ['cachedTokens'] })
})

test('the page of a live nvidia_gpu_exporter is a card at work', async () => {
  await until('count(count_over_time(nvidia_smi_utilization_gpu_ratio[1h]) >= 3)', 1)

  const hours = await read(settingsFor(prometheus.url, { match: 'job="none"', gpuMatch: 'job="nvidia"' }))

  const gpus = hours.flatMap((hour) => hour.gpus ?? [])
  expect(gpus[0]).toMatchObject({
    device: '00000000-0000-0000-0000-000000000000',
    exporter: 'nvidia_smi',
    model: 'NVIDIA H100 80GB HBM3',
    busyFrom: 'utilization_gpu',
    memoryTotalBytes: 85_520_809_984n,
    memoryPeakBytes: 20_780_679_168n,
  })
  expect(gpus.every(({ busyMs, seenMs }) => busyMs === seenMs)).toBe(true)
})

test('what dcgm-exporter shows is a card and a slice of another, and what stands for no value is none', async () => {
  await until('count(count_over_time(DCGM_FI_DEV_GPU_UTIL[1h]) >= 3)', 1)

  const hours = await read(settingsFor(prometheus.url, { match: 'job="none"', gpuMatch: 'job="dcgm"' }))

  const gpus = hours.at(-1)?.gpus ?? []
  expect(gpus.map(({ device, slice }) => [device, slice])).toContainEqual(['bb', '2'])
  const card = gpus.find(({ device }) => device === 'aa')
  expect(card).toMatchObject({
    exporter: 'dcgm',
    node: 'node-1',
    memoryPeakBytes: 1_073_741_824n,
    memoryTotalBytes: 4_294_967_296n,
    energyMj: null,
    pods: ['prod/q-0'],
  })
  expect(card?.reasons).toContain('blank_values')
  expect(card?.busyMs).toBe(Math.round((card?.seenMs ?? 0) / 2))
})

/** All hours since the test began: it may run over the turn of one. */
async function read(settings: ReturnType<typeof settingsFor>): Promise<TelemetryHour[]> {
  const now = parseHour(`${new Date().toISOString().slice(0, 13)}:00:00Z`)
  const hours: Hour[] = [...hoursOf(hourRange(began, plusHours(now, 1)))]
  const found: TelemetryHour[] = []
  for await (const hour of readHours(settings, hours, () => Promise.resolve(new Map()))) found.push(hour)
  return found
}

/** Scrapes come when they come. */
async function until(query: string, value: number): Promise<void> {
  for (;;) {
    const response = await fetch(`${prometheus.url}/api/v1/query?${new URLSearchParams({ query }).toString()}`)
    const text = await response.text()
    if (text.includes(`,"${value}"]`)) return
    await pause(100)
  }
}
