/** What a second look finds: samples that came late, and the markers that only remote write brings. */
import { ALWAYS, type Expected, minute, pod, request, scenario, type Scenario, tokens } from './scenarios.js'
import { marked, only, scraped, scraper } from './simulator.js'
import type { Series } from './telemetry.js'

const before = request(minute(-30), 5_000, 500)

interface Late {
  readonly job: string
  readonly inTime: readonly Series[]
  readonly late: readonly Series[]
  /** By the clock: what is seen before and after the late samples are there. */
  readonly seen: { readonly ten: Expected; readonly eleven: Expected }
  readonly seenAgain: { readonly ten: Expected; readonly eleven: Expected }
}

const shipper = scraped(
  'late',
  [
    pod('a', ALWAYS, [
      before,
      request(minute(10), 1_000, 100),
      request(minute(40), 300, 30),
      request(minute(70), 20, 2),
      request(minute(90), 4, 1),
    ]),
  ],
  [scraper],
)

/** From 10:30 to 11:20 nothing arrived until somebody shipped the block. */
const held = (seconds: number): boolean => minute(30) <= seconds && seconds < minute(80)

export const late: Late = {
  job: 'late',
  inTime: only(shipper, (seconds) => !held(seconds)),
  late: only(shipper, held),
  seen: {
    ten: { usage: [{ replica: 'ns/a', ...tokens(1_000n, 100n, 1n), samples: 60 }] },
    // What 10:40 and 11:10 counted is seen for the first time at 11:20:10.
    eleven: { usage: [{ replica: 'ns/a', ...tokens(324n, 33n, 3n) }] },
  },
  seenAgain: {
    ten: { usage: [{ replica: 'ns/a', ...tokens(1_300n, 130n, 2n), samples: 120, quality: 'exact' }] },
    eleven: { usage: [{ replica: 'ns/a', ...tokens(24n, 3n, 2n), samples: 120, quality: 'exact' }] },
  },
}

const ends = scenario(
  'the marker of a series that ended is no sample and no reset',
  'ended',
  [
    // Back after two scrapes without an answer.
    pod('a', { from: ALWAYS.from, to: minute(29, 55) }, [before, request(minute(10), 1_000, 100)]),
    pod('a', { from: minute(31, 5), to: ALWAYS.to }, [request(minute(40), 300, 30), request(minute(70), 20, 2)]),
    // Gone for good at 10:45.
    pod('b', { from: ALWAYS.from, to: minute(45) }, [before, request(minute(20), 7, 3)]),
  ],
  {
    ten: {
      usage: [
        // 60 scrapes to 10:29:40 and 58 from 10:31:10.
        { replica: 'ns/a', ...tokens(1_300n, 130n, 2n), quality: 'lower_bound', resets: 1, samples: 118 },
        { replica: 'ns/b', ...tokens(7n, 3n, 1n), samples: 90 },
      ],
    },
    eleven: { usage: [{ replica: 'ns/a', ...tokens(20n, 2n, 1n), quality: 'exact', resets: 0 }] },
  },
)

export const ended: Scenario = { ...ends, series: marked(ends.series, ALWAYS.to) }
