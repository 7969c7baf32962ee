import { expect } from 'vitest'
import { startPrometheus, type WorldSeries } from '../../src/world/prometheus.js'
import { type Ledger, test } from '../support/ledger.js'
import { cells, type Ended, json, tokenledger } from './tool.js'

const YAML = `
usage:
  prometheus:
    - name: prod
      url: http://127.0.0.1:9
`

test('without a Prometheus it says which lines to write', async ({ ledger }) => {
  const said = await tokenledger(['usage'], { DATABASE_URL: ledger.url })

  expect(said.code).toBe(2)
  expect(said.err).toContain(
    'No Prometheus is configured. In tokenledger.yaml:\n\nusage:\n  prometheus:\n    - name: prod\n',
  )
})

test('a source of another name is refused with those there are', async ({ ledger }) => {
  await ledger.file('tokenledger.yaml', YAML)

  const said = await tokenledger(['usage', '--source', 'test'], { DATABASE_URL: ledger.url, cwd: ledger.folder })

  expect(said).toMatchObject({ code: 2, err: 'tokenledger: usage.prometheus names no test. Known: prod.\n' })
})

test('half an hour is no beginning', async ({ ledger }) => {
  await ledger.file('tokenledger.yaml', YAML)

  const said = await tokenledger(['usage', '--from', '2026-08-01T06:30:00Z'], {
    DATABASE_URL: ledger.url,
    cwd: ledger.folder,
  })

  expect(said.code).toBe(2)
  expect(said.err).toContain('--from 2026-08-01T06:30:00Z is no whole hour in UTC.')
})

test('a dry run says which hours would be read, and asks nobody', async ({ ledger }) => {
  await ledger.file('tokenledger.yaml', YAML)
  const env = { DATABASE_URL: ledger.url, cwd: ledger.folder }
  const range = ['--from', '2026-08-01', '--to', '2026-08-01T03:00:00Z', '--dry-run']

  const said = await tokenledger(['usage', ...range], env)
  const document = json(await tokenledger(['usage', ...range, '--json'], env))

  expect(said.code).toBe(0)
  expect(said.out).toBe('prod: would read 3 hours, from 2026-08-01 00:00 to that of 2026-08-01 02:00 UTC.\n')
  expect(document).toMatchObject({
    planned: [{ source: 'prod', hours: ['2026-08-01T00:00:00Z', '2026-08-01T01:00:00Z', '2026-08-01T02:00:00Z'] }],
    hours: [],
  })
})

test('two entries that contradict each other are refused before anything is read', async ({ ledger }) => {
  const twice = `
  deployments:
    - { replica: a, resource: i-1, from: 2026-08-01 }
    - { replica: a, resource: i-2, from: 2026-08-02 }
`
  await ledger.file('tokenledger.yaml', YAML + twice)

  const said = await tokenledger(['usage'], { DATABASE_URL: ledger.url, cwd: ledger.folder })

  expect(said.code).toBe(2)
  expect(said.err).toContain('usage.deployments[0] and usage.deployments[1] both say what a runs')
})

test('a Prometheus that does not answer is to be tried again, and its password is not told', async ({ ledger }) => {
  const secret = '\n      auth: { username: ledger, password: { env: PROMETHEUS_PASSWORD } }\n'
  await ledger.file('tokenledger.yaml', YAML.trimEnd() + secret)

  const said = await tokenledger(['usage', '--from', '2026-08-01', '--to', '2026-08-01T01:00:00Z'], {
    DATABASE_URL: ledger.url,
    cwd: ledger.folder,
    PROMETHEUS_PASSWORD: 'open sesame',
  })

  expect(said.code).toBe(4)
  expect(said.err).not.toContain('sesame')
})

test('a range that ends before it begins, or has not been yet, is refused', async ({ ledger }) => {
  await ledger.file('tokenledger.yaml', YAML)
  const env = { DATABASE_URL: ledger.url, cwd: ledger.folder }

  const reversed = await tokenledger(['usage', '--from', '2025-08-11', '--to', '2025-08-10'], env)
  const empty = await tokenledger(['usage', '--from', '2025-08-11', '--to', '2025-08-11'], env)
  const future = await tokenledger(['usage', '--from', '2999-01-01', '--to', '2999-01-02', '--dry-run'], env)

  expect(reversed.code).toBe(2)
  expect(reversed.err).toContain('--to 2025-08-10T00:00:00Z does not come after --from 2025-08-11T00:00:00Z')
  expect(empty.code).toBe(2)
  expect(future.code).toBe(2)
  expect(future.err).toContain('--from 2999-01-01T00:00:00Z lies in the future')
})

test('a range that ends in the future is cut, and that is said', async ({ ledger }) => {
  await ledger.file('tokenledger.yaml', YAML)

  const said = await tokenledger(['usage', '--from', '2025-08-11', '--to', '2999-01-01', '--dry-run'], {
    DATABASE_URL: ledger.url,
    cwd: ledger.folder,
  })

  expect(said.code).toBe(0)
  expect(said.out).toMatch(
    /\n--to lies in the future: what can be read by now ends at \d{4}-\d\d-\d\d \d\d:00 UTC\.\n$/,
  )
})

test('a dry run is no load, also in the log', async ({ ledger }) => {
  await ledger.file('tokenledger.yaml', YAML)

  const said = await tokenledger(['usage', '--from', '2025-08-11', '--to', '2025-08-12', '--dry-run', '--verbose'], {
    DATABASE_URL: ledger.url,
    cwd: ledger.folder,
  })

  expect(said.err).toContain('dry run')
  expect(said.err).not.toContain('loaded')
})

/** 10:00 of yesterday: what was counted up to 35 days ago is remembered, and later hours go on from it. */
const TEN = Math.floor(Date.now() / 86_400_000 - 1) * 86_400_000 + 10 * 3_600_000
const DAY = new Date(TEN).toISOString().slice(0, 10)
const TARGET = { job: 'vllm', namespace: 'ns', pod: 'a', model_name: 'qwen', engine: '0' }

/** A counter that grows by `each` a minute from 09:59 on, for so many minutes, and by `more` in the second of them. */
function counter(name: string, minutes: number, each: number, labels = TARGET, more = 0): WorldSeries {
  const samples = Array.from(
    { length: minutes + 1 },
    (_, i) => [TEN + (i - 1) * 60_000, i * each + (i > 1 ? more : 0)] as const,
  )
  return { labels: { __name__: name, ...labels }, samples }
}

async function against(ledger: Ledger, series: readonly WorldSeries[], args: readonly string[]): Promise<Ended> {
  const world = await startPrometheus(series)
  try {
    await ledger.file('tokenledger.yaml', YAML.replace('http://127.0.0.1:9', world.url))
    return await tokenledger(args, { DATABASE_URL: ledger.url, cwd: ledger.folder })
  } finally {
    await world.close()
  }
}

const hours = (from: string, to: string): string[] => [
  'usage',
  '--from',
  `${DAY}T${from}:00:00Z`,
  '--to',
  `${DAY}T${to}:00:00Z`,
]

test('hours without any series after one that had some are told, to people and to machines', async ({ ledger }) => {
  const ran = [counter('vllm:prompt_tokens_total', 61, 10), counter('vllm:generation_tokens_total', 61, 1)]
  await against(ledger, ran, hours('10', '11'))

  const said = await against(ledger, [], hours('12', '14'))
  const document = json(await against(ledger, [], [...hours('12', '14'), '--json']))

  expect(said.code).toBe(0)
  expect(said.out).toContain('prod: 2 hours asked for and read: 2 new.\n')
  expect(said.out.replaceAll(/\s+/g, ' ')).toContain(
    '2 hours of prod without a single series of an engine: did nothing run, or does match no longer fit? tokenledger usage probe --source prod',
  )
  expect(document).toMatchObject({ silent: [{ source: 'prod', hours: '2' }] })
})

test('an hour read again because it begins elsewhere is told apart from those asked for', async ({ ledger }) => {
  const first = counter('vllm:prompt_tokens_total', 121, 10)
  const late = counter('vllm:prompt_tokens_total', 121, 10, undefined, 5)
  await against(ledger, [first], hours('10', '12'))

  const said = await against(ledger, [late], hours('10', '11'))

  expect(said.out.replaceAll(/\s+/g, ' ')).toContain(
    'prod: 1 hour asked for and read, and 1 more that begin where a restated one ends: ',
  )
})

test('no line is wider than a page, however long the name of a model is', async ({ ledger }) => {
  const target = {
    ...TARGET,
    model_name: '/models/a-registry-of-some-company/Qwen/Qwen2.5-72B-Instruct-GPTQ-Int4-of-last-summer',
  }
  const names = ['vllm:prompt_tokens_total', 'vllm:generation_tokens_total', 'vllm:request_success_total']
  const ran = names.map((name) => counter(name, 61, 123_456_789, target))

  const said = await against(ledger, ran, hours('10', '11'))

  expect(said.code).toBe(0)
  expect(said.out).toContain('-of-last-summer')
  expect(said.out).toContain('7,407,407,340') // 60 minutes of 123,456,789
  expect(said.out.split('\n').filter((line) => line.length > 100)).toEqual([])
})

/** The probe asks for what is there now. */
function running(name: string): WorldSeries {
  const now = Date.now()
  const samples = [4, 3, 2, 1].map((before) => [now - before * 15_000, 100 - before] as const)
  return { labels: { __name__: name, ...TARGET }, samples }
}

test('a probe tells what feeds the ledger, what is missing and what follows from it', async ({ ledger }) => {
  const series = ['vllm:prompt_tokens_total', 'vllm:generation_tokens_total', 'vllm:num_requests_running'].map(running)

  const said = await against(ledger, series, ['usage', 'probe'])
  const document = json(await against(ledger, series, ['usage', 'probe', '--json']))

  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toMatch(
    /^prod: Prometheus 3\.5\.0\.\n1 replica in the last hour, scraped every 15 s, serving qwen\.\n/,
  )
  const rows = said.out.split('\n').map(cells)
  expect(rows).toContainEqual(['prompt_tokens', 'vllm:prompt_tokens_total', '1'])
  expect(rows).toContainEqual(['cached_tokens', 'nothing'])
  expect(said.out).toContain('No metric for cached_tokens: cached tokens stay NULL.')
  expect(said.out).toContain('resource_label is not set.')
  expect(said.out.split('\n').filter((line) => line.length > 100)).toEqual([])
  expect(document).toMatchObject([
    {
      source: 'prod',
      probe: {
        replicas: 1,
        engines: [{ name: 'vllm' }],
        missing: ['cachedTokens', 'requests', 'waitingMs', 'kvCachePeak', 'e2e', 'ttft', 'itl'],
      },
    },
  ])
})

test('a probe says which line would have GPUs read, and what a match that is set does not find', async ({ ledger }) => {
  const now = Date.now()
  const gpu = {
    labels: { __name__: 'DCGM_FI_DEV_GPU_UTIL', job: 'dcgm', UUID: 'GPU-1' },
    samples: [[now - 15_000, 50] as const],
  }

  const said = await against(ledger, [running('vllm:prompt_tokens_total'), gpu], ['usage', 'probe'])

  const words = said.out.replaceAll(/\s+/g, ' ')
  expect(words).toContain('There are metrics of GPUs that are not read: DCGM_FI_DEV_GPU_UTIL, by the job dcgm.')
  expect(words).toContain(`To read them: gpu_match: 'job="dcgm"'`)
  expect(words).not.toContain('Kubernetes')
})

test('a probe of a Prometheus without vLLM ends with 2 and says what to mend', async ({ ledger }) => {
  const said = await against(ledger, [{ ...running('node_load1') }], ['usage', 'probe'])

  expect(said.code).toBe(2)
  expect(said.err).toContain(
    'Nothing would be read of prod: no series of an engine that is read, in its last hour without a match.',
  )
})

test('the helps of usage and status are whole paragraphs', async () => {
  for (const command of [['usage'], ['usage', 'probe'], ['status']]) {
    const { out } = await tokenledger([...command, '--help'], {})
    const [, description = ''] = out.split('\n\n')
    const lines = description.split('\n').slice(0, -1)

    expect(lines.filter((line) => line.length < 60)).toEqual([])
  }
})
