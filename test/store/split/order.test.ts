/** What is known later: shares are those that would stand if everything had been known from the start. */
import { describe, expect } from 'vitest'
import { csv } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { entry, mapTo, read, readHours, replica, telemetry } from '../../support/telemetry.js'
import { costs, hourly, priceList, single } from './given.js'

const load = async (ledger: Ledger, lines: Parameters<typeof csv>[0]) =>
  ledger.load([await ledger.file('bill.csv', csv(lines))])
const on = (machine: string) => replica({ resourceLabel: machine, gpusLabel: '1', busyMs: 3_600_000 })
const blind = { complete: false, warnings: ['a store was down'] }

describe('telemetry that is read again and says otherwise', () => {
  test('leaves no shares on a machine that it no longer names', async ({ ledger }) => {
    await priceList(ledger)
    await load(ledger, [single, { ...single, ResourceId: 'i-2' }])
    await readHours(ledger, '2026-08-01T00:00Z', [[on('i-1')]])

    await readHours(ledger, '2026-08-01T00:00Z', [[on('i-2')]])

    expect(await costs(ledger)).toEqual(['00 i-1 unattributed unmapped 8', '00 i-2 qwen serving 8'])
  })

  test('leaves no hour idle that followed the only one in which the machine was seen', async ({ ledger }) => {
    await priceList(ledger)
    await load(ledger, hourly(single, 0, 3))
    await readHours(ledger, '2026-08-01T00:00Z', [[on('i-1')], [], []])

    await read(ledger, telemetry('2026-08-01T00:00Z', []), { allowEmpty: true })

    const unmapped = ['00', '01', '02'].map((hour) => `${hour} i-1 unattributed unmapped 8`)
    expect(await costs(ledger)).toEqual(unmapped)
  })
})

describe('two sources of telemetry', () => {
  test('that which saw the machine last says whether it is idle, whichever was read first', async ({ ledger }) => {
    await priceList(ledger)
    await load(ledger, hourly(single, 0, 3))
    const lab = (hour: string) => telemetry(hour, [], { source: 'lab', ...blind })
    await readHours(ledger, '2026-08-01T00:00Z', [[on('i-1')], [], []])
    await read(ledger, lab('2026-08-01T02:00Z'))

    await read(ledger, telemetry('2026-08-01T01:00Z', [on('i-1')], { source: 'lab' }))

    expect(await costs(ledger)).toEqual([
      '00 i-1 qwen serving 8',
      '01 i-1 qwen serving 8',
      '02 i-1 unattributed no_telemetry 8',
    ])
  })
})

describe('a map that changes', () => {
  test('takes its shares from the machine that it no longer names', async ({ ledger }) => {
    await priceList(ledger)
    await load(ledger, [single, { ...single, ResourceId: 'i-2' }])
    await mapTo(ledger, [entry({ resource: 'i-1' })])
    await readHours(ledger, '2026-08-01T00:00Z', [[replica({ busyMs: 3_600_000, resourceLabel: null })]], {
      entries: [entry({ resource: 'i-1' })],
    })

    await mapTo(ledger, [entry({ resource: 'i-2' })])

    expect(await costs(ledger)).toEqual(['00 i-1 unattributed unmapped 8', '00 i-2 qwen serving 8'])
  })
})

test('work that nobody knows the machine of stands in the report, and costs nothing', async ({ ledger }) => {
  await readHours(ledger, '2026-08-01T00:00Z', [[replica({ resourceLabel: null, promptTokens: 7n })]])

  const rows = await ledger.rows('select kind, reason, prompt_tokens, resource_hours from report.model_hour')
  expect(rows).toEqual([{ kind: 'serving', reason: 'unbilled', prompt_tokens: '7', resource_hours: '0' }])
})
