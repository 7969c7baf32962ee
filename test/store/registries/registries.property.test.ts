/** Whatever registries say and in whatever order things come: deployments never overlap, and are the same in the end. */
import fc from 'fast-check'
import { expect } from 'vitest'
import type { RegistryAnswer } from '../../../src/records/registry.js'
import { plusHours, parseHour } from '../../../src/units/hour.js'
import { complaintsOf } from '../../support/contents.js'
import { type Ledger, test } from '../../support/ledger.js'
import { answer, named, register, registered, servedOf } from '../../support/registry.js'
import { entry, mapTo, read, replica, telemetry } from '../../support/telemetry.js'

const START = parseHour('2026-08-01T00:00Z')
const HOURS = 6
const MINUTE = 60_000

/** Of minutes after the start. */
const at = (minutes: number): string => new Date(Date.parse(START) + minutes * MINUTE).toISOString()

const minute = fc.integer({ min: 0, max: HOURS * 60 - 1 })
/** Versions 1 to 3, each with the minute of its creation, and which of them a name and an alias point to. */
const saying = fc.record({
  created: fc.tuple(minute, minute, minute),
  exists: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  isServed: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  validFrom: fc.option(minute, { nil: null }),
  champion: fc.integer({ min: 0, max: 2 }),
})
type Saying = typeof saying extends fc.Arbitrary<infer T> ? T : never

const scene = fc.record({
  sayings: fc.array(saying, { minLength: 1, maxLength: 3 }),
  labels: fc.array(fc.constantFrom(null, 'v7'), { minLength: HOURS, maxLength: HOURS }),
  mapped: fc.option(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 3, max: 6 }), fc.boolean()), {
    nil: null,
  }),
  order: fc.array(fc.nat(), { minLength: 16, maxLength: 16 }),
})
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never

function said({ created, exists, isServed, validFrom, champion }: Saying): RegistryAnswer {
  const known = [0, 1, 2].filter((i) => exists[i] === true)
  const versions = known.map((i) => registered({ version: String(i + 1), createdAt: at(created[i] ?? 0) }))
  const served = known
    .filter((i) => isServed[i] === true)
    .map((i) => named({ version: String(i + 1), from: validFrom === null ? null : at(validFrom) }))
  const alias = known.includes(champion)
    ? [named({ rule: 'alias', name: 'champion', version: String(champion + 1) })]
    : []
  return answer(versions, [...served, ...alias])
}

type Step = (ledger: Ledger) => Promise<unknown>

/** Readings of the registry in their own order; hours of telemetry and the map anywhere between. */
function stepsOf({ sayings, labels, mapped, order }: Scene): { readonly usual: Step[]; readonly mixed: Step[] } {
  const entries =
    mapped === null
      ? []
      : [
          entry({
            replica: 'r-1',
            resource: 'i-9',
            from: plusHours(START, mapped[0]),
            to: plusHours(START, mapped[1]),
            version: mapped[2] ? 'v9' : undefined,
          }),
        ]
  const rules = { entries, providers: {} }
  const readings = sayings.map(
    (one, i): Step =>
      (ledger) =>
        register(ledger, at((i + 2) * 100), said(one), { rules, servedAlias: 'champion', allowEmpty: true }),
  )
  const others: Step[] = [
    (ledger) => mapTo(ledger, entries),
    ...labels.map((versionLabel, i): Step => {
      const one = [replica({ versionLabel }), replica({ replica: 'r-2', servedModel: 'chat-v1', resourceLabel: null })]
      return (ledger) => read(ledger, telemetry(plusHours(START, i), one), rules)
    }),
  ]
  const queue = [...readings]
  const mixed = others.flatMap((step, i) => ((order[i] ?? 0) % 2 === 0 ? [queue.shift() ?? [], step] : [step]).flat())
  return { usual: [...others, ...readings], mixed: [...mixed, ...queue] }
}

const runs = 25

test('deployments are the same whatever came first, never overlap, and stay when they are derived again', async ({
  ledger,
}) => {
  await fc.assert(
    fc.asyncProperty(scene, async (one) => {
      const { usual, mixed } = stepsOf(one)
      const results: string[][] = []
      for (const steps of [usual, mixed]) {
        await forget(ledger)
        for (const step of steps) await step(ledger)
        results.push(await servedOf(ledger))
        const overlapping = await ledger.value(
          `select count(*) from fact.deployment a join fact.deployment b using (source, replica, served_model)
           where a.from_hour < b.from_hour and a.to_hour > b.from_hour`,
        )
        expect(overlapping).toBe('0')
        expect(await complaintsOf(ledger)).toEqual({})
      }
      expect(results[1]).toEqual(results[0])
      await mapTo(ledger, [])
      await ledger.rows('delete from ops.deployment_map')
      await stepsOf(one).usual[0]?.(ledger)
      expect(await servedOf(ledger)).toEqual(results[0])
    }),
    { numRuns: runs },
  )
}, 600_000)

/** All that these steps write: one ledger for all runs, because making one takes longer than a run. */
async function forget(ledger: Ledger): Promise<void> {
  await ledger.rows(
    `truncate fact.usage_hour, fact.deployment, fact.presence_hour, fact.holder_hour, fact.served_version,
       fact.registered_name, fact.registered_version, ops.registry_read, ops.deployment_map, ops.telemetry_hour,
       ops.usage_restatement, report.model_hour, ops.model_restatement`,
  )
}
