/** Pods and their GPUs in the ledger: machines found by Kubernetes, shares of cards, GPU-seconds of machines. */
import { describe, expect } from 'vitest'
import type { Placement } from '../../../src/records/pod-hour.js'
import { complaintsOf, contentsOf } from '../../support/contents.js'
import { gpu, pod } from '../../support/gpus.js'
import { test } from '../../support/ledger.js'
import { deploymentsOf, entry, read, replica, telemetry } from '../../support/telemetry.js'

const HOUR = '2026-08-01T05:00Z'

const placement: Placement = { node: 'node-1', provider: 'aws', resourceId: 'i-1', gpus: '2.000000' }
const inPod = (said: Parameters<typeof replica>[0] = {}) =>
  replica({ resourceLabel: null, placement, labels: { namespace: 'prod', pod: 'qwen-0' }, ...said })

describe('a machine that Kubernetes names', () => {
  test('is what the replica ran on, with the GPUs of its pod', async ({ ledger }) => {
    await read(ledger, telemetry(HOUR, [inPod()]))

    expect(await ledger.rows('select provider, resource_id, gpus, matched_by from report.deployment')).toEqual([
      { provider: 'aws', resource_id: 'i-1', gpus: '2.000000', matched_by: 'kubernetes' },
    ])
    expect(await ledger.value('select resource_id from fact.presence_hour')).toBe('i-1')
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('yields to a label, and both yield to the map', async ({ ledger }) => {
    const rows = [
      inPod({ replica: 'a' }),
      inPod({ replica: 'b', resourceLabel: 'i-label' }),
      inPod({ replica: 'c', resourceLabel: 'i-label' }),
    ]

    await read(ledger, telemetry(HOUR, rows), { entries: [entry({ replica: 'c', resource: 'i-map', gpus: '4' })] })

    expect(await deploymentsOf(ledger)).toEqual([
      'a 08-01 05 08-01 06 i-1 - kubernetes',
      'b 08-01 05 08-01 06 i-label - label',
      'c 08-01 00 open i-map - map',
    ])
  })

  test('cuts the interval in the hour in which the pod moved, and in no other', async ({ ledger }) => {
    const hours = ['05', '06', '07', '08'].map((hour) => `2026-08-01T${hour}:00Z`)
    const moved = inPod({ placement: { ...placement, resourceId: 'i-2', node: 'node-2' } })

    for (const [i, hour] of hours.entries()) await read(ledger, telemetry(hour, [i < 2 ? inPod() : moved]))
    const before = await contentsOf(ledger)
    const again = await read(ledger, telemetry('2026-08-01T07:00Z', [moved]))

    expect(await deploymentsOf(ledger)).toEqual([
      'r-1 08-01 05 08-01 07 i-1 - kubernetes',
      'r-1 08-01 07 08-01 09 i-2 - kubernetes',
    ])
    expect([again.outcome, await contentsOf(ledger)]).toEqual(['unchanged', before])
  })

  test('that is told late finds the replica then', async ({ ledger }) => {
    await read(ledger, telemetry(HOUR, [inPod({ placement: null })]))
    const without = await deploymentsOf(ledger)

    await read(ledger, telemetry(HOUR, [inPod()], { pods: [pod()] }))

    expect([without, await deploymentsOf(ledger)]).toEqual([[], ['r-1 08-01 05 08-01 06 i-1 - kubernetes']])
  })
})

describe('shares of a card', () => {
  const shares = `select pod, claimed::float8 as claimed, share::float8 as share, over from report.gpu_share_hour order by pod`

  test('are what its pods ask for, each for as long as it ran', async ({ ledger }) => {
    const gpus = [gpu({ pods: ['prod/a', 'prod/b'] })]
    const pods = [
      pod({ pod: 'a', gpus: '0.5', gpuMs: '1800000', gpusFrom: 'hami' }),
      pod({ pod: 'b', gpus: '0.25', gpuMs: '450000', gpusFrom: 'hami' }), // half of the hour
    ]

    await read(ledger, telemetry(HOUR, [inPod()], { gpus, pods }))

    expect(await ledger.rows(shares)).toEqual([
      { pod: 'a', claimed: 0.5, share: 0.5, over: false },
      { pod: 'b', claimed: 0.125, share: 0.125, over: false },
    ])
  })

  test('that are more than the card are shown as a breach, and cut to what there is', async ({ ledger }) => {
    const pods = ['a', 'b', 'c', 'd'].map((name) => pod({ pod: name }))
    const gpus = [gpu({ pods: pods.map(({ pod: name }) => `prod/${name}`) })]

    await read(ledger, telemetry(HOUR, [inPod()], { gpus, pods }))

    const found = ['a', 'b', 'c', 'd'].map((name) => ({ pod: name, claimed: 1, share: 0.25, over: true }))
    expect(await ledger.rows(shares)).toEqual(found)
  })

  test('of a pod with several cards are dealt to them', async ({ ledger }) => {
    const gpus = [gpu({ pods: ['prod/a'] }), gpu({ device: 'aa02', pods: ['prod/a'] })]

    await read(ledger, telemetry(HOUR, [inPod()], { gpus, pods: [pod({ pod: 'a', gpus: '2', gpuMs: '7200000' })] }))

    expect(await ledger.rows(shares)).toEqual([
      { pod: 'a', claimed: 1, share: 1, over: false },
      { pod: 'a', claimed: 1, share: 1, over: false },
    ])
  })

  test('are never more than the card together, whatever pods ask for', async ({ ledger }) => {
    const next = generator(7)
    const pods = Array.from({ length: 60 }, (_, i) => {
      const ms = 1 + (next() % 3_600_000)
      const parts = 1 + (next() % 13)
      return pod({ pod: `p${i}`, gpus: (1 / parts).toFixed(18), gpuMs: (ms / parts).toFixed(12) })
    })
    const gpus = Array.from({ length: 20 }, (_, card) => {
      const named = Array.from({ length: 1 + (next() % 6) }, () => `prod/p${next() % 60}`)
      return gpu({ device: `card-${card}`, pods: [...new Set(named)] })
    })

    await read(ledger, telemetry(HOUR, [inPod()], { gpus, pods }))

    const sums = `select device, sum(share) as sum from report.gpu_share_hour group by device`
    expect(await ledger.value(`select count(*)::int from (${sums}) cards`)).toBe(20)
    expect(await ledger.rows(`select * from (${sums}) cards where sum > 1`)).toEqual([])
    const wrong =
      'select from report.gpu_share_hour where over <> (card_claimed > 1) or (not over and share <> claimed)'
    expect((await ledger.rows(wrong)).length).toBe(0)
  })
})

describe('the GPUs of a machine', () => {
  const machine = `select resource_id, cards, seen_seconds::float8 as seen, held_seconds::float8 as held, held_from,
    busy_seconds::float8 as busy, idle_seconds::float8 as idle, utilisation, busy_from from report.gpu_machine_hour`

  test('are held, busy and idle in GPU-seconds', async ({ ledger }) => {
    const gpus = [gpu(), gpu({ device: 'aa02', busyMs: 0 })]

    await read(ledger, telemetry(HOUR, [inPod()], { gpus, pods: [pod()] }))

    expect(await ledger.rows(machine)).toEqual([
      {
        resource_id: 'i-1',
        cards: '2',
        seen: 7200,
        held: 3600,
        held_from: 'kubernetes',
        busy: 900,
        idle: 6300,
        utilisation: '0.125000',
        busy_from: 'gr_engine_active',
      },
    ])
  })

  test('outside Kubernetes are held by the replicas placed there, and unknown where one tells nothing', async ({
    ledger,
  }) => {
    const gpus = [gpu(), gpu({ device: 'aa02', busyMs: null, busyFrom: null, reasons: ['no_utilisation'] })]

    await read(ledger, telemetry(HOUR, [replica({ gpusLabel: '1.5' })], { gpus }))

    expect(await ledger.rows(machine)).toMatchObject([
      { seen: 7200, held: 5400, held_from: 'deployment', busy: null, idle: null, utilisation: null },
    ])
  })
})

describe('the GPUs of a version', () => {
  const busy = `select model, version, gpus, utilisation, utilisation_from
    from report.gpu_version_hour join fact.model_version using (version_id) order by model, version`

  test('are those whose exporter names its pods', async ({ ledger }) => {
    const gpus = [
      gpu({ pods: ['prod/qwen-0'], busyMs: 900_000 }),
      gpu({ device: 'aa02', pods: ['prod/qwen-0'], busyMs: 2_700_000, busyFrom: 'gpu_util' }),
      gpu({ device: 'aa03', pods: ['prod/other'], busyMs: 3_600_000 }),
    ]

    await read(ledger, telemetry(HOUR, [inPod({ versionLabel: 'v1' })], { gpus }))

    expect(await ledger.rows(busy)).toEqual([
      {
        model: 'qwen',
        version: 'v1',
        gpus: '2',
        utilisation: '0.500000',
        utilisation_from: 'gpu_util,gr_engine_active',
      },
    ])
  })

  test('outside Kubernetes are those of a machine that it held alone', async ({ ledger }) => {
    const alone = replica({ replica: 'a', resourceLabel: 'i-1', versionLabel: 'v1' })
    const both = ['v1', 'v2'].map((versionLabel) =>
      replica({ replica: versionLabel, resourceLabel: 'i-2', versionLabel }),
    )
    const gpus = [gpu(), gpu({ device: 'aa02', resourceId: 'i-2', busyMs: 3_600_000 })]

    await read(ledger, telemetry(HOUR, [alone, ...both], { gpus }))

    expect(await ledger.rows(busy)).toEqual([
      { model: 'qwen', version: 'v1', gpus: '1', utilisation: '0.250000', utilisation_from: 'gr_engine_active' },
    ])
  })

  test('count slices by their part of the card', async ({ ledger }) => {
    const slice = { slice: '1', migProfile: '3g.40gb', slices: 3, ofSlices: 7, pods: ['prod/qwen-0'], energyMj: null }
    const gpus = [
      gpu({ ...slice, busyMs: 3_600_000 }),
      gpu({ device: 'aa02', ...slice, slices: 1, busyMs: 0, migProfile: '1g.10gb' }),
      gpu({ busyMs: null, busyFrom: null, reasons: ['mig'], pods: ['prod/qwen-0'] }),
    ]

    await read(ledger, telemetry(HOUR, [inPod()], { gpus }))

    // 3/7 busy of 3/7 + 1/7
    expect(await ledger.rows(busy)).toMatchObject([{ gpus: '2', utilisation: '0.750000' }])
  })
})

/** The same numbers each time: https://en.wikipedia.org/wiki/Linear_congruential_generator, with the constants of glibc. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state >>> 8
  }
}
