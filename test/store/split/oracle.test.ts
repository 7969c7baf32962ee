/** The oracle of the split is right itself: the figures of the law book, worked out by hand. */
import { expect, test } from 'vitest'
import { type Holder, sharesOf } from '../../support/oracle-split.js'

const HOUR = 3_600_000
const on = (version: string, gpus: bigint | null, said: Partial<Holder> = {}): Holder => ({
  card: version,
  version,
  order: [BigInt(version.charCodeAt(0)), 0n],
  gpus: gpus === null ? null : gpus * 1_000_000n,
  from: 0,
  to: HOUR,
  busy: HOUR,
  running: HOUR,
  work: null,
  measured: null,
  ...said,
})
const told = (shares: ReturnType<typeof sharesOf>) =>
  shares.map(({ version, kind, ms }) => `${version} ${kind} ${ms}`.trim())

test('the oracle splits a p5 among four, two and one GPU, six minutes of the second not at work, and one free', () => {
  const holders = [on('a', 4n), on('b', 2n, { busy: 54 * 60_000 }), on('c', 1n)]

  const shares = sharesOf({ holders, capacity: 8n * BigInt(HOUR), complete: true })

  expect(told(shares)).toEqual([
    'a serving 14400000',
    'b serving 6480000',
    'b warm_idle 720000',
    'c serving 3600000',
    'cold_idle 3600000',
  ])
})

test('the oracle deals a card by weighted tokens, and the crumb of time to the last of them', () => {
  const holders = [on('a', 1n, { card: 'r', work: 1n }), on('b', 1n, { card: 'r', work: 6n })]

  const shares = sharesOf({ holders, capacity: BigInt(HOUR), complete: true })

  expect(told(shares)).toEqual(['a serving 514285', 'b serving 3085715'])
})

test('the oracle deals a card by what was measured there before it asks for tokens, and by tokens where one is not', () => {
  const [a, b] = [
    on('a', 1n, { card: 'r', work: 1n, measured: 3n }),
    on('b', 1n, { card: 'r', work: 3n, measured: 1n }),
  ]
  const dealt = (...holders: readonly Holder[]) => told(sharesOf({ holders, capacity: BigInt(HOUR), complete: true }))

  expect(dealt(a, b)).toEqual(['a serving 2700000', 'b serving 900000'])
  expect(dealt(a, { ...b, measured: null })).toEqual(['a serving 900000', 'b serving 2700000'])
})

test('the oracle leaves a machine that nobody held idle, or without telemetry', () => {
  const nobody = { holders: [], capacity: null }

  expect(sharesOf({ ...nobody, complete: true })).toEqual([{ version: '', kind: 'cold_idle', reason: '', ms: 1n }])
  expect(sharesOf({ ...nobody, complete: null }).map(({ reason }) => reason)).toEqual(['no_telemetry'])
})
