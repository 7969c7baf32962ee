/** What happens to the world of a seed: when its bills are read, in which order, and what goes wrong meanwhile. */
import { Dice } from '../../src/world/seeded/dice.js'
import { type Fleet, fleetOf } from '../../src/world/seeded/fleet.js'
import { type Provider, PROVIDERS } from '../../src/world/seeded/machines.js'
import { DAY, HOUR, type Span } from '../../src/world/seeded/moments.js'

export interface Story {
  readonly fleet: Fleet
  readonly steps: readonly Step[]
}

export interface Step {
  /** Seconds since 1970. */
  readonly at: number
  /** Bills before telemetry, or the other way round. */
  readonly billsFirst: boolean
  /** A run before it ends in the middle, at its so-manieth step; undefined: none does. */
  readonly endsAfter: number | undefined
  /** Far ends and the way to them are not well, for a finite number of requests. */
  readonly faults: boolean
  /** Everything is read twice, and nothing is to come of the second time. */
  readonly again: boolean
}

/** A Tuesday, a Friday before two days without a fixing, and the ends of two months: Beijing's come eight hours early. */
const BEGINNINGS = ['2026-08-04T12:00Z', '2026-08-07T13:00Z', '2026-08-31T09:00Z', '2026-07-31T20:00Z'] as const

export function storyOf(seed: number): Story {
  const dice = new Dice(`story ${seed}`)
  const providers = providersOf(dice.of('clouds'))
  const life = lifeOf(dice.of('life'), providers.includes('alibaba'))
  return {
    fleet: fleetOf({
      seed,
      providers,
      machines: dice.within(1, 2),
      life,
      exports: isExported(dice, providers),
      edge: dice.of('edge').chance(30),
    }),
    steps: stepsOf(dice, life, providers),
  }
}

/** Of worlds with AWS in them, some have a second account whose bill lies in a bucket. */
function isExported(dice: Dice, providers: readonly Provider[]): boolean {
  return providers.includes('aws') && dice.of('exports').chance(40)
}

/** Each cloud by itself in most worlds, so that seeds are cheap; some together, and now and then all. */
function providersOf(dice: Dice): readonly Provider[] {
  const [one, other] = [dice.pick(PROVIDERS), dice.pick(PROVIDERS)]
  if (dice.chance(3)) return PROVIDERS
  return dice.chance(80) ? [one] : [...new Set([one, other])]
}

/** Some hours; where a bill knows days only, a whole one of Beijing is among them more often than not. */
function lifeOf(dice: Dice, ofDays: boolean): Span {
  const begins = Date.parse(dice.pick(BEGINNINGS)) / 1000 + HOUR * dice.within(0, 6)
  return { from: begins, to: begins + HOUR * (ofDays ? dice.within(20, 34) : dice.within(4, 9)) }
}

/** Weeks later, what only a day or an old month knows: where days are not read one by one, or it would take minutes. */
function weeksLater(dice: Dice, life: Span, providers: readonly Provider[]): number[] {
  const isLong = providers.every((one) => one === 'aws' || one === 'tencent') && dice.chance(50)
  return isLong ? [life.to + 17 * DAY] : []
}

function stepsOf(dice: Dice, life: Span, providers: readonly Provider[]): Step[] {
  const whileItRuns = life.from + Math.floor((life.to - life.from) / 2) + 60 * dice.within(0, 90)
  const nextDay = life.to + HOUR * dice.within(8, 20)
  const moments = [
    ...(dice.chance(20) ? [whileItRuns] : []),
    ...(dice.chance(40) ? [nextDay] : []),
    life.to + 3 * DAY + HOUR * dice.within(2, 6),
    ...weeksLater(dice.of('weeks'), life, providers),
  ]
  return moments.map((at, i) => {
    const own = dice.of(`step ${i}`)
    return {
      at,
      billsFirst: own.chance(60),
      endsAfter: own.chance(15) ? own.within(1, 14) : undefined,
      faults: own.chance(15),
      again: own.chance(8),
    }
  })
}
