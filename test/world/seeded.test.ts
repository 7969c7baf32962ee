/** Worlds from seeds: the same each time, with books that agree with the bills they serve. */
import { describe, expect, test } from 'vitest'
import { atto, textOf, times } from '../../src/world/seeded/amounts.js'
import { Dice } from '../../src/world/seeded/dice.js'
import { chargesAt, type Fleet, fleetOf } from '../../src/world/seeded/fleet.js'
import { PROVIDERS, type Provider } from '../../src/world/seeded/machines.js'
import { DAY, HOUR, secondsIn } from '../../src/world/seeded/moments.js'
import { scrapesOf, workOf } from '../../src/world/seeded/traffic.js'

const from = Date.UTC(2026, 7, 4, 16) / 1000
const life = { from, to: from + 48 * HOUR }
const later = life.to + 10 * DAY

function aFleet(seed: number, providers: readonly Provider[] = PROVIDERS): Fleet {
  return fleetOf({ seed, providers, machines: 3, life })
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

test('a seed makes the same world each time, and another seed another', () => {
  expect(aFleet(7)).toEqual(aFleet(7))
  expect(aFleet(8).machines).not.toEqual(aFleet(7).machines)
})

test('a cloud that is left out changes nothing of the others', () => {
  const [all, two] = [aFleet(7), aFleet(7, ['gcp', 'tencent'])]

  expect([two.gcp, two.tencent]).toEqual([all.gcp, all.tencent])
})

test('dice of another name fall otherwise, and those of one name alike in whatever order', () => {
  const throws = (dice: Dice): number[] => Array.from({ length: 20 }, () => dice.within(1, 6))
  const dice = new Dice('one')
  const first = throws(dice.of('part'))
  throws(dice)

  expect(throws(dice.of('part'))).toEqual(first)
  expect(throws(dice.of('other part'))).not.toEqual(first)
  expect(Math.min(...first)).toBeGreaterThanOrEqual(1)
  expect(Math.max(...first)).toBeLessThanOrEqual(6)
})

describe('the money of a world', () => {
  test('is whole numbers, and a quotient that does not come out even is refused', () => {
    expect(textOf(times(atto('55.04'), 360, 3600))).toBe('5.504')
    expect(textOf(atto('-0.000000000000000001'))).toBe('-0.000000000000000001')
    expect(() => times(atto('1'), 1, 3)).toThrow(RangeError)
  })

  test('of a bill of AWS is that of its rows, on both bases', () => {
    for (const fleet of SEEDS.map((seed) => aFleet(seed, ['aws']))) {
      const shown = fleet.aws.filter(({ from: at, until }) => at <= later && later < until)
      const charges = chargesAt(fleet, later)

      expect(sum(charges.map(({ billed }) => billed))).toBe(sum(shown.map(({ row }) => atto(row.unblended))))
      expect(sum(charges.map(({ effective }) => effective))).toBe(sum(shown.map(({ row }) => atto(row.amortized))))
    }
  })

  test('at list price is that of the machines for as long as they were on', () => {
    for (const fleet of SEEDS.map((seed) => aFleet(seed, ['tencent']))) {
      const listed = chargesAt(fleet, later).filter(({ gpuSeconds }) => gpuSeconds !== undefined)
      const due = fleet.machines.map(({ type, on }) => times(type.list, secondsIn(on, life.from, life.to), HOUR))

      expect(sum(listed.map(({ list }) => list ?? 0n))).toBe(sum(due))
    }
  })

  test('is shown late, told again, and taken back', () => {
    const fleets = SEEDS.map((seed) => aFleet(seed))

    expect(fleets.every((fleet) => chargesAt(fleet, life.from).length === 0)).toBe(true)
    expect(fleets.some(({ aws }) => aws.some(({ until }) => until < later))).toBe(true)
    expect(fleets.some(({ alibaba }) => alibaba.some(({ row }) => row['Item'] === 'Refund'))).toBe(true)
    expect(fleets.some(({ tencent }) => tencent.some(({ row }) => row['FeeBeginTime'] === row['FeeEndTime']))).toBe(
      true,
    )
    expect(fleets.some(({ gcp }) => gcp.some(({ row }) => String(row['cost']).startsWith('-')))).toBe(true)
  })
})

test('weeks later AWS takes something off days that nobody can read by the hour, and each hour bears its part', () => {
  for (const fleet of SEEDS.map((seed) => aFleet(seed, ['aws']))) {
    const corrected = fleet.aws.filter(({ row }) => row.dailyOnly === true)

    expect(corrected.length).toBeGreaterThan(0)
    for (const { row, charges, from: at } of corrected) {
      expect(sum(charges.map(({ billed }) => billed))).toBe(atto(row.unblended))
      expect(charges.every((charge) => at - charge.to > 13 * DAY)).toBe(true)
    }
  }
})

test('an adjustment of Tencent is told of the month whose rows it brings', () => {
  const fleets = SEEDS.map((seed) => aFleet(seed, ['tencent']))
  for (const { adjustments, tencent } of fleets) {
    for (const { row, from: at } of adjustments) {
      const rows = tencent.filter((one) => one.from === at && one.row['ActionType'] === 'recon_deduct')
      expect(rows.map((one) => String(one.row['BillMonth']).slice(0, 7))).toContain(row['Month'])
    }
  }
  expect(fleets.some(({ adjustments }) => adjustments.length > 0)).toBe(true)
})

test('counters begin at 0 with each process, never fall, and end with all that it worked', () => {
  const { replicas, seed } = aFleet(7)
  for (const replica of replicas) {
    for (const model of replica.models) {
      const scrapes = scrapesOf(seed, replica, model)
      for (const process of replica.processes) {
        const own = scrapes.filter((scrape) => scrape.process.from === process.from).map(({ counts }) => counts.prompt)
        expect(own).toEqual(own.toSorted((a, b) => a - b))
        expect(own.at(-1) ?? 0).toBeLessThanOrEqual(workOf(seed, replica, model, process).prompt)
      }
    }
  }
  expect(replicas.some(({ processes }) => processes.length > 1)).toBe(true)
})

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, one) => total + one, 0n)
}
