/** Whatever ran and whatever was billed: the parts of a day are the day, and each is what it should be. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { complaintsOf } from '../../support/contents.js'
import { csv } from '../../support/focus.js'
import { test } from '../../support/ledger.js'
import { during, readHours, replica } from '../../support/telemetry.js'

const SCALE = 10n ** 18n

const machine = fc.record({
  ran: fc.array(fc.option(fc.integer({ min: 1, max: 3_600_000 })), { minLength: 24, maxLength: 24 }),
  atto: fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
})

test('the parts of a day add up to it, and none is off by more than the last digit', async ({ ledger }) => {
  // Ten machines, because a ledger each would take a second: their days are independent of each other.
  const machines = fc.sample(machine, { numRuns: 10, seed: 20_260_802 })
  const lines = machines.map(({ atto }, i) => ({
    ResourceId: `i-${i}`,
    ChargePeriodStart: '2026-08-02T00:00:00Z',
    ChargePeriodEnd: '2026-08-03T00:00:00Z',
    BilledCost: decimal(atto),
    EffectiveCost: decimal(atto),
  }))

  await ledger.load([await ledger.file('bill.csv', csv(lines))])
  await readHours(
    ledger,
    '2026-08-02T00:00Z',
    during('2026-08-02T00:00Z', '2026-08-03T00:00Z', (_, hour) =>
      machines.flatMap(({ ran }, i) => {
        const to = ran[hour] ?? null
        return to === null ? [] : [replica({ replica: `r-${i}`, resourceLabel: `i-${i}`, present: [{ from: 0, to }] })]
      }),
    ),
  )

  for (const [i, { ran, atto }] of machines.entries()) {
    const rows = await ledger.rows(
      `select (extract(epoch from hour) / 3600)::bigint % 24 as hour, billed_cost from report.resource_hour
       where resource_id = $1 order by 1`,
      [`i-${i}`],
    )
    const parts = rows.map(({ hour, billed_cost: cost }) => ({ hour: Number(hour), atto: attoOf(String(cost)) }))
    const whole = ran.reduce<bigint>((sum, ms) => sum + BigInt(ms ?? 0), 0n)
    expect(parts.map(({ hour }) => hour)).toEqual(ran.flatMap((ms, hour) => (ms === null ? [] : [hour])))
    expect(parts.reduce((sum, part) => sum + part.atto, 0n)).toBe(atto)
    const off = parts.map((part) => abs(part.atto * whole - atto * BigInt(ran[part.hour] ?? 0)))
    expect(off.filter((one) => one > whole)).toEqual([])
  }
  expect(await complaintsOf(ledger)).toEqual({})
})

function decimal(atto: bigint): string {
  const digits = abs(atto).toString().padStart(19, '0')
  return `${atto < 0n ? '-' : ''}${digits.slice(0, -18)}.${digits.slice(-18)}`
}

function attoOf(text: string): bigint {
  const [whole = '', part = ''] = text.replace('-', '').split('.')
  const atto = BigInt(whole) * SCALE + BigInt(part.padEnd(18, '0'))
  return text.startsWith('-') ? -atto : atto
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value
}
