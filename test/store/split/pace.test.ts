/** How fast versions generate, beside the best hours of their model on the same GPU, and beside what it can at most. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { shipped } from '../../../src/shipped.js'
import { csv, type Line } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { read, readHours, replica, telemetry } from '../../support/telemetry.js'
import { hourly, hourOf, p5, single as dear } from './given.js'
import { fold, inForce, settings } from './settings-given.js'

/** A machine of one GPU whose kind the price list names, at $8 an hour. */
const single: Line = { ...dear, x_UsageType: 'BoxUsage:g6.xlarge' }

const load = async (ledger: Ledger, lines: readonly Line[]) => ledger.load([await ledger.file('bill.csv', csv(lines))])

const MODEL = 'qwen'
const worked = replica({ servedModel: MODEL, gpusLabel: '1', versionLabel: 'v1', busyMs: 2_700_000 })

const efficiency = async (ledger: Ledger, per: 'hour' | 'day') => {
  const rows = await ledger.rows(
    `select concat_ws(' ', version, trim_scale(batch_efficiency)) as row from report.kpi_${per} order by ${per}, version`,
  )
  return rows.map(({ row }) => row)
}

test('batch efficiency of a day with 25, 50 and 25 tokens a GPU-second is beside its best, 50', async ({ ledger }) => {
  await inForce(ledger)
  await load(ledger, hourly(single, 0, 3))
  const generating = (generatedTokens: bigint) => [{ ...worked, generatedTokens }]

  await readHours(ledger, '2026-08-01T00:00Z', [90_000n, 180_000n, 90_000n].map(generating))

  expect(await efficiency(ledger, 'hour')).toEqual(['v1 0.5', 'v1 1', 'v1 0.5'])
  // 360,000 tokens in 10,800 seconds are 33.333 a second, beside 50.
  expect(await efficiency(ledger, 'day')).toEqual(['v1 0.666667'])
})

test('a slower GPU is beside the best of its own kind, and a version on both beside both', async ({ ledger }) => {
  await inForce(ledger)
  await load(ledger, [single, { ...p5, ResourceId: 'i-2' }])
  const slow = { ...worked, generatedTokens: 90_000n }
  const fast = { ...worked, replica: 'r-2', resourceLabel: 'i-2', gpusLabel: '8', generatedTokens: 28_800_000n }

  await read(
    ledger,
    telemetry('2026-08-01T00:00Z', [slow, { ...fast, versionLabel: 'v2' }, { ...fast, replica: 'r-3' }]),
  )

  const said = await ledger.rows(
    `select concat_ws(' ', version, gpu_model, trim_scale(generated_per_gpu_second), trim_scale(batch_efficiency), of_hours) as row
     from report.batch_efficiency order by version, gpu_model`,
  )
  // Both replicas of i-2 hold 8 of its GPUs in an hour that is billed for 8: they had 16, which makes 1,000 a second each.
  expect(said.map(({ row }) => row)).toEqual(['v1 H100-80GB 1000 1 2', 'v1 L4 25 1 1', 'v2 H100-80GB 1000 1 2'])
  expect(await efficiency(ledger, 'hour')).toEqual(['v1 1', 'v2 1'])
})

test('a best hour counts for its own day and 29 after, and not when it is restated away', async ({ ledger }) => {
  await inForce(ledger)
  const hours = [0, 29 * 24, 30 * 24]
  await load(
    ledger,
    hours.map((hour) => ({ ...single, ...hourOf(hour) })),
  )
  // Business days are Shanghai's: 1 August, 30 and 31 August there as in UTC at midnight.
  const [first, thirtieth, thirtyFirst] = ['2026-08-01T00:00Z', '2026-08-30T00:00Z', '2026-08-31T00:00Z'] as const
  await read(ledger, telemetry(first, [{ ...worked, generatedTokens: 180_000n }]))
  for (const at of [thirtieth, thirtyFirst])
    await read(ledger, telemetry(at, [{ ...worked, generatedTokens: 90_000n }]))

  const before = await efficiency(ledger, 'day')
  await read(ledger, telemetry(first, [{ ...worked, generatedTokens: 45_000n }]))

  // Of two hours the 95th of a hundred is the better: 50 on the thirtieth day, and 25 on the one after.
  expect(before).toEqual(['v1 1', 'v1 0.5', 'v1 1'])
  expect(await efficiency(ledger, 'day')).toEqual(['v1 1', 'v1 1', 'v1 1'])
})

test('a ledger of before gets the paces of its hours when it is brought up to date', async ({ ledger }) => {
  await inForce(ledger)
  await load(ledger, [...hourly(single, 0, 30), { ...p5, ResourceId: 'i-2' }])
  const fast = { ...worked, replica: 'r-2', resourceLabel: 'i-2', generatedTokens: 5_000_000n }
  await readHours(
    ledger,
    '2026-08-01T00:00Z',
    Array.from({ length: 30 }, (_, i) => [{ ...worked, generatedTokens: BigInt(i) * 1000n }, fast]),
  )
  const kept = async () => ({
    paces: await ledger.rows('select * from report.pace_hour order by 1, 2, 3'),
    best: await ledger.rows('select * from report.best_pace order by 1, 2, 3'),
  })
  const loaded = await kept()
  await ledger.rows('truncate report.pace_hour, report.best_pace')

  const migration = readFileSync(shipped('migrations/0009_pace.sql'), 'utf8')
  await ledger.rows(migration.slice(migration.indexOf('insert into report.pace_hour')))

  expect({ paces: loaded.paces.length, best: loaded.best.length }).toEqual({ paces: 31, best: 3 })
  expect(await kept()).toEqual(loaded)
})

test('a limit of tokenledger.yaml is stood beside, leaves nothing due, and one of a GPU that there is not is refused', async ({
  ledger,
}) => {
  await inForce(ledger)
  await load(ledger, [single])
  await read(ledger, telemetry('2026-08-01T00:00Z', [{ ...worked, generatedTokens: 90_000n }]))
  const limited = (gpu: string, pace: number) =>
    settings({ pace_limits: [{ model: MODEL, gpu, generated_per_gpu_second: pace }] })
  const ofMaximum = async () => {
    const rows = await ledger.rows(
      `select trim_scale(h.of_maximum) as hour, trim_scale(d.of_maximum) as day, trim_scale(b.of_maximum) as here
       from report.kpi_hour h, report.kpi_day d, report.batch_efficiency b`,
    )
    return rows[0]
  }

  const without = await ofMaximum()
  const applied = await inForce(ledger, limited('L4', 100))
  const folded = await fold(ledger, limited('L4', 100))
  const within = await ofMaximum()
  const elsewhere = await inForce(ledger, limited('H100-80GB', 100)).then(ofMaximum)

  expect(without).toEqual({ hour: null, day: null, here: null })
  expect({ applied, planned: folded.planned }).toEqual({ applied: undefined, planned: [] })
  expect(within).toEqual({ hour: '0.25', day: '0.25', here: '0.25' })
  expect(elsewhere).toEqual({ hour: null, day: null, here: null })
  await expect(inForce(ledger, limited('V1', 100))).rejects.toThrow(
    /split\.pace_limits\[0\]\.gpu is "V1", which no type of machine has\. Known: .*L4/,
  )
})

test('what weights decide is told for others, too, and the money stays the same', async ({ ledger }) => {
  await inForce(ledger)
  await load(ledger, [single])
  const one = { ...worked, gpusLabel: null, promptTokens: 3000n, cachedTokens: 0n, generatedTokens: 250n }
  const other = { ...one, replica: 'r-2', versionLabel: 'v2', promptTokens: 1000n, generatedTokens: 750n }

  await read(ledger, telemetry('2026-08-01T00:00Z', [one, other]))

  const rows = await ledger.rows(
    `select concat_ws(' ', version, weights, trim_scale(cost_usd), trim_scale(usd_per_1m_input_tokens), trim_scale(usd_per_1m_output_tokens)) as row
     from report.weight_sensitivity order by version, weights`,
  )
  // $8. At 1 and 4 both weigh 4,000: $4 each. At 1 and 2 they weigh 3,500 and 2,500: 28/6 and 20/6 dollars.
  // v1 reads for 3/4 of $4 = 1,000 a million and writes for $1 = 4,000; v2 for $1 and $3. At 2: 1,333.33 and 2,666.67.
  expect(rows.map(({ row }) => row)).toEqual([
    'v1 1 : 0.1 : 2 4.666666666667 1333.333333333333 2666.666666666667',
    'v1 in force 4 1000 4000',
    'v2 1 : 0.1 : 2 3.333333333333 1333.333333333333 2666.666666666667',
    'v2 in force 4 1000 4000',
  ])
})
