/** The scenarios that the real servers are held to, here against the simulated one, and read in other ways. */
import { expect, test } from 'vitest'
import type { TelemetryHour } from '../../../src/records/usage-hour.js'
import type { WorldSeries } from '../../../src/world/prometheus.js'
import { late } from '../../conformance/scenarios-late.js'
import { lives } from '../../conformance/scenarios-lives.js'
import { peer } from '../../conformance/scenarios-peer.js'
import { watching } from '../../conformance/scenarios-watching.js'
import type { Series } from '../../conformance/telemetry.js'
import { hoursFrom, inWorld, Memory, readAll, settingsFor, TEN_OCLOCK } from './reading.js'

const scenarios = [...lives, ...watching, ...peer].map((one) => [one.title, one] as const)
const hours = hoursFrom(TEN_OCLOCK, 2)

test.each(scenarios)('read of the simulated server, %s', async (_, { series, ten, eleven }) => {
  const [first, second] = await inWorld(worldOf(series), {}, (url) => readAll(settingsFor(url), hours))

  expect([first, second].map(sorted)).toMatchObject([ten, eleven].map((one) => ({ complete: true, ...one })))
})

test.each(scenarios)('an hour at a time gives what two at once give: %s', async (_, { series }) => {
  const [atOnce, apart, again] = await inWorld(worldOf(series), {}, async (url) => {
    const memory = new Memory()
    const one = await readAll(settingsFor(url), hours.slice(0, 1), memory)
    const other = await readAll(settingsFor(url), hours.slice(1), memory)
    const settings = settingsFor(url)
    return [await readAll(settings, hours), [...one, ...other], await readAll(settings, hours, memory)]
  })

  expect(apart).toEqual(atOnce)
  expect(again).toEqual(atOnce)
})

test('samples that came late put their hour right, and the hour after it', async () => {
  const memory = new Memory()
  const before = await inWorld(worldOf(late.inTime), {}, (url) => readAll(settingsFor(url), hours, memory))

  const after = await inWorld(worldOf([...late.inTime, ...late.late]), {}, (url) =>
    readAll(settingsFor(url), hours, memory),
  )

  expect(before).toMatchObject([late.seen.ten, late.seen.eleven])
  expect(after).toMatchObject([late.seenAgain.ten, late.seenAgain.eleven])
})

/** Late samples are of series that are there already: a server holds each series once. */
function worldOf(series: readonly Series[]): WorldSeries[] {
  const found = new Map<string, WorldSeries & { samples: (readonly [number, number])[] }>()
  for (const { name, labels, samples } of series) {
    const key = JSON.stringify([name, labels])
    const one = found.get(key) ?? { labels: { __name__: name, ...labels }, samples: [] }
    found.set(key, { ...one, samples: [...one.samples, ...samples].toSorted(([a], [b]) => a - b) })
  }
  return [...found.values()]
}

function sorted(hour: TelemetryHour | undefined): object {
  const layout = ({ bounds }: { readonly bounds: readonly number[] }): string => bounds.join(' ')
  return {
    ...hour,
    usage: hour?.usage.toSorted((a, b) => (a.replica < b.replica ? -1 : 1)),
    latency: hour?.latency.toSorted((a, b) => (layout(a) < layout(b) ? -1 : 1)),
  }
}
