/** The simulated Prometheus is as strict as the real one. */
import { expect, test } from 'vitest'
import { startPrometheus, type WorldOptions, type WorldSeries } from '../../src/world/prometheus.js'

const NOON = Date.UTC(2025, 5, 2, 12)

function series(pod: string, ...seconds: readonly number[]): WorldSeries {
  const labels = { __name__: 'vllm:prompt_tokens_total', job: 'vllm', pod }
  return { labels, samples: seconds.map((at) => [NOON + at * 1000, at + 1_000] as const) }
}

const two = [series('a', -300, -60, 0, 60), series('b', -600, -30)]

interface Said {
  readonly status: number
  readonly json: unknown
}

async function ask(
  query: string,
  more: Readonly<Record<string, string>> = {},
  options: WorldOptions = {},
): Promise<Said> {
  const world = await startPrometheus(two, options)
  try {
    const body = new URLSearchParams({ query, time: String(NOON / 1000), ...more })
    const response = await fetch(`${world.url}/api/v1/query`, { method: 'POST', body })
    const text = await response.text()
    return { status: response.status, json: text.startsWith('{') ? JSON.parse(text) : text }
  } finally {
    await world.close()
  }
}

const a = { __name__: 'vllm:prompt_tokens_total', job: 'vllm', pod: 'a' }
const b = { ...a, pod: 'b' }

test('a range is open on the left and closed on the right', async () => {
  const { json } = await ask('vllm:prompt_tokens_total{pod="a"}[5m]')

  expect(json).toEqual({
    status: 'success',
    data: {
      resultType: 'matrix',
      result: [
        {
          metric: a,
          values: [
            [NOON / 1000 - 60, '940'],
            [NOON / 1000, '1000'],
          ],
        },
      ],
    },
  })
})

test('a value of now is at most five minutes old and bears the moment it was asked for', async () => {
  const { json } = await ask('{__name__="vllm:prompt_tokens_total"}', { time: '2025-06-02T12:04:40Z' })

  const at = NOON / 1000 + 280
  expect(json).toMatchObject({
    data: {
      resultType: 'vector',
      result: [
        { metric: a, value: [at, '1060'] }, // b was last seen 310 s ago
      ],
    },
  })
})

test('last_over_time looks as far back as it is told, and count counts', async () => {
  const last = await ask('last_over_time(vllm:prompt_tokens_total{pod="b"}[1h])', { time: String(NOON / 1000 + 3_000) })
  const count = await ask('count(last_over_time({job="vllm"}[1h]))')
  const by = await ask('count by (pod) (vllm:prompt_tokens_total)')

  expect(last.json).toMatchObject({ data: { result: [{ metric: b, value: [NOON / 1000 + 3_000, '970'] }] } })
  expect(count.json).toMatchObject({
    data: { resultType: 'vector', result: [{ metric: {}, value: [NOON / 1000, '2'] }] },
  })
  expect(by.json).toMatchObject({ data: { result: [{ metric: { pod: 'a' } }, { metric: { pod: 'b' } }] } })
})

test.each([
  ['{pod="a",job="vllm",}', ['a']],
  ['vllm:prompt_tokens_total{pod!="a"}', ['b']],
  ['{pod=~"a|x"}', ['a']],
  ["{pod=~'.+', pod!~`a`}", ['b']],
  ['{job=~"vll"}', []],
  ['{job="vllm",nowhere=""}', ['a', 'b']],
])('%s matches whole values', async (query, pods) => {
  const { json } = await ask(query)

  const found = pods.map((pod) => ({ metric: { ...a, pod } }))
  expect(json).toMatchObject({ data: { result: found } })
})

test.each([
  ['', 'unexpected end of input'],
  ['{}', 'at least one non-empty matcher'],
  ['{pod=~".*"}', 'at least one non-empty matcher'],
  ['rate(vllm:prompt_tokens_total[5m])', 'parse error'],
  ['vllm:prompt_tokens_total[5]', 'parse error'],
  ['vllm:prompt_tokens_total{pod="a"', 'parse error'],
  ['{pod=~"("}', 'error parsing regexp'],
  ['last_over_time(vllm:prompt_tokens_total)', 'expected type range vector'],
  ['count(vllm:prompt_tokens_total[5m])', 'expected type instant vector'],
])('%j is refused as bad data', async (query, words) => {
  const { status, json } = await ask(query)

  expect(status).toBe(400)
  expect(json).toMatchObject({ status: 'error', errorType: 'bad_data', error: expect.stringContaining(words) })
})

test('a time that is none is refused, parameters it does not know are not', async () => {
  const odd = await ask('{job="vllm"}', { time: 'yesterday' })
  const unknown = await ask('{job="vllm"}', { dedup: 'true', max_source_resolution: '0' })

  expect(odd.status).toBe(400)
  expect(unknown.status).toBe(200)
})

test('too many samples, no login and a limit are answered as there', async () => {
  const much = await ask('{job="vllm"}[1h]', {}, { maxSamples: 3 })
  const secret = await ask('{job="vllm"}', {}, { authorization: 'Bearer t' })
  const cut = await ask('{job="vllm"}', { limit: '1' })

  expect(much).toMatchObject({ status: 422, json: { errorType: 'execution' } })
  expect(secret).toEqual({ status: 401, json: 'Unauthorized\n' })
  expect(cut.json).toMatchObject({ data: { result: [{ metric: a }] }, warnings: ['results truncated due to limit'] })
})

test('it lists names and series, says its version, and knows no other path', async () => {
  const world = await startPrometheus(two, { version: '2.55.1' })
  const get = async (path: string): Promise<Said> => {
    const response = await fetch(world.url + path)
    const text = await response.text()
    return { status: response.status, json: text.startsWith('{') ? JSON.parse(text) : text }
  }

  const names = await get('/api/v1/label/__name__/values')
  const found = await get(`/api/v1/series?${new URLSearchParams({ 'match[]': '{pod="b"}' }).toString()}`)
  const build = await get('/api/v1/status/buildinfo')
  const queried = await get(
    `/api/v1/query?${new URLSearchParams({ query: '{pod="b"}', time: String(NOON / 1000) }).toString()}`,
  )
  const nothing = await get('/api/v2/query')
  await world.close()

  expect(names.json).toMatchObject({ data: ['vllm:prompt_tokens_total'] })
  expect(found.json).toMatchObject({ data: [b] })
  expect(build.json).toMatchObject({ data: { version: '2.55.1' } })
  expect(queried.json).toMatchObject({ data: { result: [{ metric: b }] } })
  expect(nothing).toEqual({ status: 404, json: '404 page not found\n' })
})

test('samples may be worked out when they are asked for, and values are written as Prometheus does', async () => {
  const values = [1e21, 0.1 + 0.2, 1e-7, Infinity, -Infinity, Number.NaN, 5]
  const lazy: WorldSeries = {
    labels: { __name__: 'lazy' },
    samples: (from, to) =>
      values.map((value, i) => [to - values.length + i + 1, value] as const).filter(([at]) => at > from),
  }
  const world = await startPrometheus([lazy])
  const response = await fetch(`${world.url}/api/v1/query?query=lazy[1m]&time=1`)
  const { data }: { data: { result: { values: [number, string][] }[] } } = JSON.parse(await response.text())
  await world.close()

  expect(data.result[0]?.values.map(([, value]) => value)).toEqual([
    '1000000000000000000000',
    '0.30000000000000004',
    '0.0000001',
    '+Inf',
    '-Inf',
    'NaN',
    '5',
  ])
  expect(data.result[0]?.values.at(-1)?.[0]).toBe(1)
})
