/** That the servers hand out what they were given: otherwise the rest proves nothing. */
import { expect, test } from 'vitest'
import { bothServers, kinds } from './fleet.js'
import { ALWAYS, pod, request } from './scenarios.js'
import { marked, only, scraped, scraper, TEN } from './simulator.js'

const series = scraped('given', [pod('a', ALWAYS, [request(1_800, 1_234, 56, { seconds: 0.25 })])], [scraper])
const servers = bothServers(only(series, (seconds) => seconds < 1_800))
const empty = bothServers([])

test.each(kinds)('%s answers with the very samples of an hour, and takes those that come late', async (kind) => {
  const server = await servers(kind)

  const early = await samplesOfHour(server.url)
  await server.add(only(series, (seconds) => seconds >= 1_800))
  const all = await samplesOfHour(server.url)

  expect(early).toEqual(expected(1_800))
  expect(all).toEqual(expected(3_600))
})

test.each(kinds)('%s takes the marker of a series that ended, by remote write', async (kind) => {
  const { url, write } = await empty(kind)
  const ended = marked(scraped('given', [pod('a', { from: 60, to: 3_000 }, [])], [scraper]), ALWAYS.to)

  await write(ended)
  const samples = await samplesOfHour(url)

  // From 10:01:10 to 10:49:40 every 30 s; VictoriaMetrics hands the marker of 10:50:10 out as a sample, too.
  const lengths = Object.values(samples).map(({ length }) => length)
  expect(ended[0]?.samples.at(-1)).toEqual([TEN + 3_010_000, Number.NaN])
  expect(new Set(lengths)).toEqual(new Set([kind === 'Prometheus' ? 98 : 99]))
})

function expected(until: number): Record<string, string[]> {
  const found = only(series, (seconds) => seconds > 0 && seconds < until)
  return Object.fromEntries(
    found.map(({ name, labels, samples }) => [
      keyOf({ __name__: name, ...labels }),
      samples.map(([at, value]) => `${value} @${at}`),
    ]),
  )
}

async function samplesOfHour(url: string): Promise<Record<string, string[]>> {
  const body = new URLSearchParams({ query: '{job="given"}[1h]', time: String(TEN / 1000 + 3_600) })
  const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body })
  const answer: Answer = JSON.parse(await response.text())
  return Object.fromEntries(
    answer.data.result.map(({ metric, values }) => [
      keyOf(metric),
      values.map(([at, value]) => `${Number(value)} @${Math.round(at * 1000)}`),
    ]),
  )
}

interface Answer {
  readonly data: {
    readonly result: readonly {
      readonly metric: Record<string, string>
      readonly values: readonly (readonly [number, string])[]
    }[]
  }
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
