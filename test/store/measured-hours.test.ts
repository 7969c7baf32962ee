/** What telemetry tells of machines at the edge: whose energy it was, and of two that tell of it, who counts. */
import { expect } from 'vitest'
import type { GpuHour } from '../../src/records/gpu-hour.js'
import { measuredHours } from '../../src/store/bills/index.js'
import { withClient } from '../../src/store/index.js'
import { parseHour } from '../../src/units/hour.js'
import { gpu } from '../support/gpus.js'
import { type Ledger, test } from '../support/ledger.js'
import { read, replica, telemetry } from '../support/telemetry.js'

const HOUR = '2026-08-01T05:00Z'

/** A board that nothing but its target names. */
function board(energyMj: bigint, more: Partial<GpuHour> = {}): GpuHour {
  const said = { exporter: 'jetson', device: 'jetson-01:9100', node: null, provider: null, resourceId: null } as const
  return gpu({ ...said, busyMs: null, busyFrom: null, energyMj, energyFrom: 'power', ...more })
}

async function told(ledger: Ledger, machines: readonly string[] = ['jetson-01']): Promise<string[]> {
  const [from, to] = [parseHour('2026-08-01T00:00Z'), parseHour('2026-08-02T00:00Z')]
  const found = await withClient(ledger.pool, (client) =>
    measuredHours(client, { provider: 'edge', machines, from, to }),
  )
  return found.map(({ machine, hour, energyMj, seenMs, busyMs }) =>
    [hour.slice(11, 13), machine, energyMj, seenMs, busyMs].join(' '),
  )
}

test('a board belongs to the machine that a label names, else to its node, else to the host of its target', async ({
  ledger,
}) => {
  const boards = [
    board(1n, { device: 'a:9100', node: 'node-1', resourceId: 'jetson-01', provider: 'edge' }),
    board(2n, { device: 'b:9100', node: 'jetson-02' }),
    board(3n, { device: 'jetson-03:9100/0' }),
    board(4n, { device: 'jetson-04' }),
    board(9n, { device: 'jetson-05:9100' }),
  ]
  await read(ledger, telemetry(HOUR, [], { gpus: boards }))

  expect(await told(ledger, ['jetson-01', 'jetson-02', 'jetson-03', 'jetson-04', 'a', 'b', 'node-1'])).toEqual([
    '05 jetson-01 1 3600000 ',
    '05 jetson-02 2 3600000 ',
    '05 jetson-03 3 3600000 ',
    '05 jetson-04 4 3600000 ',
  ])
})

test('boards of one machine are added, and of two sources the one that saw it longer counts', async ({ ledger }) => {
  const two = [board(100n, { seenMs: 1_800_000 }), board(200n, { device: 'jetson-01:9101', seenMs: 1_800_000 })]
  await read(ledger, telemetry(HOUR, [], { gpus: two }))
  await read(ledger, telemetry(HOUR, [], { source: 'other', gpus: [board(250n, { seenMs: 1_700_000 })] }))

  expect(await told(ledger)).toEqual(['05 jetson-01 300 1800000 '])
})

test('cards that measure themselves alone, and machines of a cloud of the same name, are left out', async ({
  ledger,
}) => {
  const others = [
    gpu({ resourceId: 'jetson-01', provider: 'edge' }),
    board(5n, { device: 'c:9100', resourceId: 'jetson-01', provider: 'aws' }),
  ]
  await read(ledger, telemetry(HOUR, [replica({ resourceLabel: 'jetson-01', busyMs: 7 })], { gpus: others }))

  expect(await told(ledger)).toEqual(['05 jetson-01  0 7'])
})

test('of several replicas on a machine the one that worked longest tells how long it was at work', async ({
  ledger,
}) => {
  const replicas = (
    [
      ['r-1', 900_000],
      ['r-2', 1_200_000],
    ] as const
  ).map(([name, busyMs]) => replica({ replica: name, resourceLabel: 'jetson-01', busyMs }))
  await read(ledger, telemetry(HOUR, replicas, { gpus: [board(8n)] }))

  expect(await told(ledger)).toEqual(['05 jetson-01 8 3600000 1200000'])
})
