/** Hours that follow each other are written in one transaction, and the ledger holds what it would if each had come alone. */
import { describe, expect } from 'vitest'
import { loadUsage, type UsageSource } from '../../../jobs/usage.js'
import type { TelemetryHour, UsageHour } from '../../../src/records/usage-hour.js'
import { type Hour, hoursOf, hourRange, parseHour, plusHours } from '../../../src/units/hour.js'
import { begin } from '../split/ledger-of.js'
import { factsOf } from '../split/sums.js'
import { complaintsOf } from '../../support/contents.js'
import { csv } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { read, readTogether, replica, telemetry } from '../../support/telemetry.js'

const START = '2026-08-01T00:00Z'
const at = (number: number): Hour => plusHours(parseHour(START), number)

async function load(
  ledger: Ledger,
  source: UsageSource,
  hours: number,
  onStep: (done: number) => void = () => undefined,
) {
  return loadUsage(ledger.store, {
    sources: [source],
    rules: { entries: [], providers: {} },
    rereadHours: 3,
    from: at(0),
    to: at(hours),
    allowEmpty: false,
    dryRun: false,
    now: new Date('2026-08-10T00:10:00Z'),
    onStep: ({ done }) => onStep(done),
  })
}

function aSource(tell: (hour: Hour) => readonly UsageHour[], ends: number = Infinity): UsageSource {
  return {
    name: 'prod',
    scrapeIntervalMs: 15_000,
    async *read(hours) {
      for (const [i, hour] of hours.entries()) {
        if (i === ends) throw new Error('no answer')
        yield telemetry(hour, tell(hour))
      }
    },
  }
}

/** Bills by the hour, so that each hour of a machine has money to split. */
async function bill(ledger: Ledger): Promise<void> {
  const lines = [...hoursOf(hourRange(at(0), at(48)))].map((hour) => ({
    ResourceId: 'i-1',
    ChargePeriodStart: hour,
    ChargePeriodEnd: plusHours(hour, 1),
    BilledCost: '1',
    EffectiveCost: '1',
  }))
  await ledger.load([await ledger.file('bill.csv', csv(lines))])
}

const working = [replica({ resourceLabel: 'i-1', versionLabel: 'v1' })]

describe('hours that follow each other', () => {
  test('are a day at most', async ({ ledger }) => {
    await bill(ledger)
    const done: number[] = []

    const { hours } = await load(
      ledger,
      aSource(() => working),
      48,
      (step) => done.push(step),
    )

    expect(hours.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 48 }, () => 'new'))
    expect(new Set(hours.map(({ loadId }) => loadId)).size).toBe(48)
    expect(done).toEqual([0, 24, 48])
    const served = 'select sum(effective_usd) from report.model_hour where version_id <> 0'
    expect(Number(await ledger.value(served))).toBe(48)
  })

  test('are fewer where many replicas ran', async ({ ledger }) => {
    const fleet = Array.from({ length: 400 }, (_, i) => replica({ replica: `r-${i}` }))
    const done: number[] = []

    await load(
      ledger,
      aSource(() => fleet),
      5,
      (step) => done.push(step),
    )

    expect(done).toEqual([0, 2, 4, 5])
  })

  test('stay when the source fails after them', async ({ ledger }) => {
    const failed = load(
      ledger,
      aSource(() => working, 5),
      48,
    )

    await expect(failed).rejects.toThrow('no answer')
    expect(await ledger.value('select count(*) from ops.telemetry_hour where complete')).toBe('5')
  })

  test('are written before the source hears where series stood', async ({ ledger }) => {
    const heard: unknown[] = []
    const asking: UsageSource = {
      name: 'prod',
      scrapeIntervalMs: 15_000,
      async *read(hours, ask) {
        for (const [i, hour] of hours.entries()) {
          if (i % 3 === 2) heard.push((await ask('prod', hour, [7n])).get(7n)?.value)
          const checkpoints = new Map([['r-1', [{ series: 7n, atMs: Date.parse(hour), value: i }]]])
          yield telemetry(hour, working, { checkpoints })
        }
      },
    }

    await load(ledger, asking, 9)

    expect(heard).toEqual([1, 4, 7])
  })

  test('that are held already are left alone among those that are not', async ({ ledger }) => {
    await read(ledger, telemetry(at(1), working))
    const said = [0, 1, 2].map((number) => telemetry(at(number), working))

    const outcomes = (await readTogether(ledger, said)).map(({ outcome, respread }) => [outcome, respread.presence])

    expect(outcomes).toEqual([
      ['new', 0],
      ['unchanged', 0],
      ['new', 2],
    ])
  })

  test('that break a law are none of them written', async ({ ledger }) => {
    await bill(ledger)
    await ledger.pool.query(
      `create function public.tamper() returns trigger language plpgsql as $$ begin
         if new.hour = '${at(1)}' then new.billed_usd := new.billed_usd + 0.000000000000000001; end if; return new;
       end $$;
       create trigger tamper before insert on stage.model_hour for each row execute function public.tamper()`,
    )

    const broken = readTogether(
      ledger,
      [0, 1, 2].map((number) => telemetry(at(number), working)),
    )

    await expect(broken).rejects.toThrow('do not add up')
    expect(await ledger.value('select count(*) from ops.telemetry_hour')).toBe('0')
    expect(await ledger.value('select count(*) from stage.replica')).toBe('0')
  })
})

const HOURS = 28

/** A replica that comes, moves to another machine under another version, falls silent and is back. */
function told(number: number): readonly UsageHour[] {
  if (number < 2 || (number > 20 && number < 25)) return []
  const moved = number > 10
  return [
    replica({
      resourceLabel: moved ? 'i-2' : 'i-1',
      versionLabel: moved ? 'v2' : 'v1',
      generatedTokens: BigInt(number),
    }),
    ...(number % 5 === 0 ? [replica({ replica: 'r-2', resourceLabel: 'i-1', versionLabel: 'v1' })] : []),
  ]
}

test('together or alone, new or said otherwise later, they come to the same', async ({ ledger }) => {
  const later = (number: number): readonly UsageHour[] => (number % 7 === 3 ? [] : told(number + 1))
  const said = (tell: typeof told): TelemetryHour[] =>
    Array.from({ length: HOURS }, (_, number) => telemetry(at(number), tell(number)))
  const allowEmpty = { allowEmpty: true }
  const facts: unknown[] = []

  for (const size of [1, 5, HOURS]) {
    await begin(ledger, { others: [1, 0, 2], m2: [1, 0, 2] })
    await bill(ledger)
    for (const tell of [told, later])
      for (let from = 0; from < HOURS; from += size)
        await readTogether(ledger, said(tell).slice(from, from + size), allowEmpty)
    facts.push(await factsOf(ledger))
    expect(Number(await ledger.value('select count(*) from fact.share_hour where version_id <> 0'))).toBeGreaterThan(0)
    expect(await complaintsOf(ledger)).toEqual({})
  }

  expect(facts[1]).toEqual(facts[0])
  expect(facts[2]).toEqual(facts[0])
})
