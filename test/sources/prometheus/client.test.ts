/** What servers answer when they do not answer as one would like. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { Secret } from '../../../src/config/index.js'
import { ConfigError, MalformedBill, SourceDown, SourceRefused } from '../../../src/errors.js'
import type { WorldSeries } from '../../../src/world/prometheus.js'
import { hoursFrom, inWorld, readAll, readOf, settingsFor, TEN, TEN_OCLOCK, theRow } from './reading.js'

/** 10 tokens a minute for three hours from nine, of a process that began at eight. */
const steady: readonly WorldSeries[] = [
  counter('vllm:prompt_tokens_total', (minute) => minute * 10),
  { labels: { __name__: 'process_start_time_seconds', ...target() }, samples: minutes(() => TEN / 1000 - 7_200) },
]

function target(): Record<string, string> {
  return { job: 'vllm', namespace: 'ns', pod: 'a', instance: 'a:8000' }
}

function minutes(value: (minute: number) => number): (readonly [number, number])[] {
  return Array.from({ length: 241 }, (_, i) => [TEN + (i - 60) * 60_000, value(i)] as const)
}

function counter(name: string, value: (minute: number) => number): WorldSeries {
  return { labels: { __name__: name, ...target(), model_name: 'qwen', engine: '0' }, samples: minutes(value) }
}

/** A server that says the same to everybody. */
async function saying<T>(answer: (response: ServerResponse) => void, act: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  try {
    return await act(`http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

function failing(status: number, type: string, body: string): Promise<unknown> {
  const answer = (response: ServerResponse): void => void response.writeHead(status, { 'content-type': type }).end(body)
  return saying(answer, (url) => readAll(settingsFor(url), hoursFrom(TEN_OCLOCK, 1)))
}

test('an answer with warnings is used and its hours are not complete', async () => {
  const [hour] = await readOf(steady, 1, {}, { warnings: ['store gateway 3 did not answer'] })

  expect(theRow(hour)).toMatchObject({ promptTokens: 600n })
  expect(hour).toMatchObject({ complete: false, warnings: ['store gateway 3 did not answer'] })
})

test('a partial answer is not complete, one that says it is whole is', async () => {
  const [partial] = await readOf(steady, 1, {}, { isPartial: true })
  const [whole] = await readOf(steady, 1, {}, { isPartial: false })

  expect(partial).toMatchObject({ complete: false })
  expect(whole).toMatchObject({ complete: true, warnings: [] })
})

test('a token counter that says NaN makes its hour incomplete, and no other', async () => {
  const ill = counter('vllm:prompt_tokens_total', (minute) => (minute === 90 ? Number.NaN : minute * 10))

  const [ten, eleven] = await readOf([ill], 2)

  expect(ten).toMatchObject({ complete: false })
  expect(ten?.warnings).toEqual([
    'vllm:prompt_tokens_total of ns/a: 1 of its values cannot be counts (NaN, infinite, a part of one).',
  ])
  expect(theRow(ten).promptTokens).toBe(600n)
  expect(eleven).toMatchObject({ complete: true })
})

test('a server that does not read so much at once is asked for fewer hours, down to one', async () => {
  // Two series of 66 samples are an hour and what it looks back at; three hours of one series are 186.
  const { hours, asked } = await inWorld(steady, { maxSamples: 140 }, async (url, said) => ({
    hours: await readAll(settingsFor(url), hoursFrom(TEN_OCLOCK, 3)),
    asked: said.filter((text) => text.includes('generation_tokens') && text.includes('[')),
  }))

  expect(hours.map((hour) => theRow(hour).promptTokens)).toEqual([600n, 600n, 600n])
  expect(asked.some((text) => text.endsWith('[11100s]'))).toBe(true)
  expect(asked.some((text) => text.endsWith('[3900s]'))).toBe(true)
})

test('an hour that is too much is asked for by halves of its targets, and is the same hour', async () => {
  const many = ['a', 'b', 'c', 'd', 'e'].map((pod, i) => ({
    labels: { ...counter('vllm:prompt_tokens_total', () => 0).labels, pod, instance: i === 4 ? '' : `${pod}.x:8000` },
    samples: counter('vllm:prompt_tokens_total', (minute) => minute * (i + 1)).samples,
  }))
  const whole = await readOf(many)

  const { hours, asked } = await inWorld(many, { maxSamples: 140 }, async (url, said) => ({
    hours: await readAll(settingsFor(url), hoursFrom(TEN_OCLOCK, 1)),
    asked: said.filter((text) => text.includes('|generation_tokens|') && text.endsWith('[3900s]')),
  }))

  expect(hours[0]?.usage.map(({ replica, promptTokens }) => [replica, promptTokens])).toEqual([
    ['ns/a', 60n],
    ['ns/b', 120n],
    ['ns/c', 180n],
    ['ns/d', 240n],
    ['ns/e', 300n],
  ])
  expect(hours).toEqual(whole)
  expect(asked.map((text) => /instance=~"([^"]*)"/.exec(text)?.[1])).toEqual([
    undefined,
    String.raw`|a\\.x:8000|b\\.x:8000`,
    String.raw`|a\\.x:8000`,
    String.raw`b\\.x:8000`,
    String.raw`c\\.x:8000|d\\.x:8000`,
  ])
})

test('of two servers that scrape the same targets the one that saw more is believed, and one may be down', async () => {
  const gap = counter('vllm:prompt_tokens_total', (minute) => minute * 10)
  const torn = {
    ...gap,
    samples: minutes((minute) => minute * 10).filter(([at]) => at < TEN + 600_000 || at > TEN + 2_400_000),
  }

  const [alone, both, half] = await inWorld([torn], {}, (first) =>
    inWorld([gap], {}, async (second) => [
      await readAll(settingsFor(first), hoursFrom(TEN_OCLOCK, 1)),
      await readAll(settingsFor(first, { peers: [second] }), hoursFrom(TEN_OCLOCK, 1)),
      await readAll(settingsFor('http://127.0.0.1:9', { peers: [second] }), hoursFrom(TEN_OCLOCK, 2)),
    ]),
  )

  expect(theRow(alone?.[0])).toMatchObject({ promptTokens: 600n, scraper: null })
  expect(Number(theRow(alone?.[0]).coverage)).toBeLessThan(0.6)
  expect(theRow(both?.[0])).toMatchObject({ promptTokens: 600n, coverage: '1.000000', quality: 'exact' })
  expect(theRow(both?.[0]).scraper).toMatch(/^127\.0\.0\.1:\d+$/)
  expect(both?.[0]).toMatchObject({ complete: true })
  expect(theRow(half?.[0])).toMatchObject({ promptTokens: 600n, coverage: '1.000000' })
  expect(half?.map((hour) => theRow(hour).promptTokens)).toEqual([600n, 600n])
  expect(half?.[0]?.complete).toBe(false)
  expect(half?.[0]?.warnings.join()).toContain('Prometheus prod does not answer at 127.0.0.1:9')
})

test('two servers that are both down are one that is down', async () => {
  const read = readAll(settingsFor('http://127.0.0.1:9', { peers: ['http://127.0.0.1:9/b'] }), hoursFrom(TEN_OCLOCK, 1))

  await expect(read).rejects.toThrow(SourceDown)
})

test('and refused with the way out when an hour is too much', async () => {
  await expect(readOf(steady, 1, {}, { maxSamples: 30 })).rejects.toThrow(SourceRefused)
  await expect(readOf(steady, 1, {}, { maxSamples: 30 })).rejects.toThrow('--query.max-samples')
})

test('an answer that breaks off is not half believed', async () => {
  await expect(readOf(steady, 1, {}, { breakAfter: 0 })).rejects.toThrow(SourceDown)
})

test.each([
  ['basic', { kind: 'basic', username: 'u', password: new Secret('p') } as const, 'Basic dTpw'],
  ['bearer', { kind: 'bearer', token: new Secret('t') } as const, 'Bearer t'],
])('%s auth lets one in, and none or another does not', async (_, auth, authorization) => {
  const other = { kind: 'bearer', token: new Secret('wrong') } as const

  const [hour] = await readOf(steady, 1, { auth }, { authorization })

  expect(theRow(hour).promptTokens).toBe(600n)
  await expect(readOf(steady, 1, {}, { authorization })).rejects.toThrow('set its auth')
  const refused = readOf(steady, 1, { auth: other }, { authorization })
  await expect(refused).rejects.toThrow(SourceRefused)
  await expect(refused).rejects.not.toThrow('wrong')
})

test('headers go along, and a path in the address stays', async () => {
  const seen: unknown[] = []
  const server = createServer((request, response) => {
    seen.push([request.url, request.headers['x-scope-orgid'], request.headers['accept-encoding']])
    response.end('{"status":"success","data":{"resultType":"matrix","result":[]}}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0

  const url = `http://127.0.0.1:${port}/select/0/prometheus`
  const hours = await readAll(settingsFor(url, { headers: { 'X-Scope-OrgID': 'team-a' } }), hoursFrom(TEN_OCLOCK, 1))
  server.closeAllConnections()
  server.close()

  expect(hours).toMatchObject([{ complete: true, usage: [], latency: [], series: 0 }])
  expect(seen[0]).toEqual(['/select/0/prometheus/api/v1/query', 'team-a', 'identity'])
})

test('an address that is no API is a setting to mend', async () => {
  await expect(failing(404, 'text/plain', '404 page not found')).rejects.toThrow(ConfigError)
  await expect(failing(200, 'text/html; charset=utf-8', '<html></html>')).rejects.toThrow('base of it')
})

test('a query that is refused is told in the words of the server', async () => {
  const error = { status: 'error', errorType: 'bad_data', error: 'invalid parameter "query": 1:5: parse error' }

  const failed = failing(400, 'application/json', JSON.stringify(error))

  await expect(failed).rejects.toThrow(MalformedBill)
  await expect(failed).rejects.toThrow('1:5: parse error')
})

test('matchers of the settings choose what is read', async () => {
  const other = { ...steady[0], labels: { ...steady[0]?.labels, cluster: 'b' }, samples: minutes((i) => i) }

  const [hour] = await readOf([...steady, other], 1, { match: 'job="vllm",cluster=~"b|c",' })

  expect(theRow(hour)).toMatchObject({ promptTokens: 60n, labels: { cluster: 'b' } })
})

test('labels say which resource, version and GPUs; a number of GPUs that is none says nothing', async () => {
  const named = steady.map(({ labels, samples }) => ({
    labels: { ...labels, node: 'i-1', v: '1.2', gpus: '0.5' },
    samples,
  }))
  const settings = { resourceLabel: 'node', versionLabel: 'v', gpusLabel: 'gpus', replicaLabels: ['pod'] }

  const [hour] = await readOf(named, 1, settings)
  const [odd] = await readOf(named, 1, { ...settings, gpusLabel: 'node', versionLabel: 'nowhere' })

  expect(theRow(hour)).toMatchObject({ replica: 'a', resourceLabel: 'i-1', versionLabel: '1.2', gpusLabel: '0.5' })
  expect(theRow(odd)).toMatchObject({ resourceLabel: 'i-1', versionLabel: null, gpusLabel: null })
})
