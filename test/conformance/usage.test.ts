/** That an hour read from a real Prometheus, and from a real VictoriaMetrics, is the truth. */
import { expect, test } from 'vitest'
import type { TelemetryHour } from '../../src/records/usage-hour.js'
import { bothServers, type Kind, kinds } from './fleet.js'
import { ELEVEN_OCLOCK, type Kept, readTwoHours, TEN_OCLOCK, type TwoHours } from './reading.js'
import type { Expected, Scenario } from './scenarios.js'
import { ended, late } from './scenarios-late.js'
import { lives } from './scenarios-lives.js'
import { peer } from './scenarios-peer.js'
import { watching } from './scenarios-watching.js'

const scenarios = [...lives, ...watching, ...peer]
const servers = bothServers([...scenarios.flatMap(({ series }) => series), ...late.inTime])
const empty = bothServers([])

const both: readonly (readonly [Kind, string, Scenario])[] = scenarios.flatMap((one) =>
  kinds.map((kind) => [kind, one.title, one] as const),
)

test.each(both)('%s: %s', async (kind, _, { job, ten, eleven }) => {
  const { url } = await servers(kind)

  const hours = await readTwoHours(url, job)

  expect(sorted(hours)).toMatchObject(whole({ ten, eleven }))
})

test.each(scenarios.map((one) => [one.title, one] as const))('both servers agree: %s', async (_, { job }) => {
  const [one, other] = await Promise.all(kinds.map(async (kind) => readTwoHours((await servers(kind)).url, job)))

  expect(one).toEqual(other)
})

test.each(kinds)('%s, by remote write: the marker of a series that ended is no sample and no reset', async (kind) => {
  const server = await empty(kind)
  await server.write(ended.series)

  const hours = await readTwoHours(server.url, ended.job)

  expect(sorted(hours)).toMatchObject(whole(ended))
})

// The last one, for from here on the servers know more.
test.each(kinds)('%s: a block that comes late puts its hour right, and the hour after it', async (kind) => {
  const server = await servers(kind)
  const kept: Kept = new Map()

  const first = await readTwoHours(server.url, late.job, kept)
  await server.add(late.late)
  const again = await readTwoHours(server.url, late.job, kept)

  expect(sorted(first)).toMatchObject(whole(late.seen))
  expect(sorted(again)).toMatchObject(whole(late.seenAgain))
})

/** Exactly these rows, each with at least these fields, from an answer that lacked nothing. */
function whole({ ten, eleven }: { readonly ten: Expected; readonly eleven: Expected }): object {
  const complete = { complete: true, warnings: [] }
  return { ten: { hour: TEN_OCLOCK, ...complete, ...ten }, eleven: { hour: ELEVEN_OCLOCK, ...complete, ...eleven } }
}

function sorted({ ten, eleven }: TwoHours): TwoHours {
  return { ten: sortedHour(ten), eleven: sortedHour(eleven) }
}

function sortedHour(hour: TelemetryHour): TelemetryHour {
  const byReplica = (a: { replica: string }, b: { replica: string }): number => (a.replica < b.replica ? -1 : 1)
  const layout = ({ bounds }: { bounds: readonly number[] }): string => bounds.join(' ')
  return {
    ...hour,
    usage: hour.usage.toSorted(byReplica),
    latency: hour.latency.toSorted((a, b) => (layout(a) < layout(b) ? -1 : 1)),
  }
}
