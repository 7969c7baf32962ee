/** What input and output cost where engines tell what their GPUs calculated and read: by that work, not by the weights of tokens. */
import { expect } from 'vitest'
import { ConfigError } from '../../../src/errors.js'
import type { UsageHour } from '../../../src/records/usage-hour.js'
import { complaintsOf, contentsOf } from '../../support/contents.js'
import { test } from '../../support/ledger.js'
import { read, telemetry } from '../../support/telemetry.js'
import { billed, both, figures, hourAt, phases, prefill } from './phases-given.js'
import { single } from './given.js'
import { fold, inForce, settings } from './settings-given.js'

const t4 = { ...single, x_UsageType: 'BoxUsage:g4dn.xlarge' }
const peaks = (tflops = 100) => settings({ gpu_peaks: [{ gpu: 'T4', tflops, memory_gb_per_second: 1000 }] })

/**
 * 4 x 10^14 operations at 10^14 a second are 4 s; four fifths of its tokens are prompts: 3.2 s, and 0.8 s for answers. It read
 * 5 x 10^12 bytes at 10^12 a second: 5 s.
 */
const worked: Partial<UsageHour> = {
  promptTokens: 800n,
  generatedTokens: 200n,
  flops: 400_000_000_000_000n,
  readBytes: 5_000_000_000_000n,
}

test('input costs what calculating prompts took, and output what reading memory did', async ({ ledger }) => {
  await billed(ledger, { 'i-1': '8.2' }, t4)
  await inForce(ledger, peaks())

  await read(ledger, telemetry(hourAt(0), [both('i-1', worked)]))

  expect(await phases(ledger)).toEqual([{ input: '3.2', output: '5', phases_from: 'flops' }])
  // $3.2 for 800 tokens, $5 for 200.
  expect(await figures(ledger, 'hour')).toEqual([
    { usd: '8.2', input: '4000', output: '25000', cny_output: '175000', phases_from: 'flops' },
  ])
  expect(await figures(ledger, 'day')).toMatchObject([{ input: '4000', output: '25000', phases_from: 'flops' }])
  expect(await complaintsOf(ledger)).toEqual({})
})

test('output costs what calculating answers took where that is more than reading memory', async ({ ledger }) => {
  await billed(ledger, { 'i-1': '8' }, t4)
  await inForce(ledger, peaks())

  await read(ledger, telemetry(hourAt(0), [both('i-1', { ...worked, readBytes: 100_000_000_000n })]))

  // 3.2 s and 0.8 s, for 0.1 s of reading is less.
  expect(await phases(ledger)).toEqual([{ input: '6.4', output: '1.6', phases_from: 'flops' }])
})

test('prompts that a cache held were not calculated', async ({ ledger }) => {
  await billed(ledger, { 'i-1': '8' }, t4)
  await inForce(ledger, peaks())
  const cached = { ...worked, promptTokens: 1600n, cachedTokens: 1400n, cachedFrom: 'by_source', readBytes: 0n }

  await read(ledger, telemetry(hourAt(0), [both('i-1', cached)]))

  // 200 of 400 tokens: half of 4 s for either.
  expect(await phases(ledger)).toEqual([{ input: '4', output: '4', phases_from: 'flops' }])
})

test('beside machines of one phase, those that do both go by their work', async ({ ledger }) => {
  await billed(ledger, { 'i-1': '2', 'i-3': '8.2' }, t4)
  await inForce(ledger, peaks())

  await read(ledger, telemetry(hourAt(0), [prefill('i-1'), both('i-3', worked)]))

  expect(await phases(ledger)).toEqual([{ input: '5.2', output: '5', phases_from: 'roles,flops' }])
})

test('weights stay where one of the replicas does not tell, or has a GPU without a peak', async ({ ledger }) => {
  await billed(ledger, { 'i-1': '8', 'i-2': '8' }, t4)
  await read(ledger, telemetry(hourAt(0), [both('i-1', worked)]))
  const unknown = await figures(ledger, 'hour')
  await inForce(ledger, peaks())

  await read(ledger, telemetry(hourAt(0), [both('i-1', worked), both('i-2')]))

  expect(await phases(ledger)).toEqual([])
  // 800 and 200 by 1 and 4: half of $8 each.
  expect(unknown).toMatchObject([{ input: '5000', output: '20000', phases_from: 'weights' }])
  expect(await figures(ledger, 'hour')).toMatchObject([{ usd: '16', phases_from: 'weights' }])
})

test('peaks said anew leave hours due, and fold goes by them', async ({ ledger }) => {
  await billed(ledger, { 'i-1': '8.2' }, t4)
  await inForce(ledger, peaks())
  await read(ledger, telemetry(hourAt(0), [both('i-1', worked)]))

  await fold(ledger, peaks(200))
  const after = [await phases(ledger), await contentsOf(ledger)]
  await fold(ledger, peaks(200))

  // 1.6 s beside 5 s.
  expect(after[0]).toEqual([{ input: '1.987878787878787879', output: '6.212121212121212121', phases_from: 'flops' }])
  expect([await phases(ledger), await contentsOf(ledger)]).toEqual(after)
})

test('a peak of a GPU that no type of machine has is refused', async ({ ledger }) => {
  const strange = settings({ gpu_peaks: [{ gpu: 'A1000', tflops: 1, memory_gb_per_second: 1 }] })

  const refused = await inForce(ledger, strange).catch((error: unknown) => error)

  expect(refused).toBeInstanceOf(ConfigError)
  expect(String(refused)).toContain('split.gpu_peaks[0].gpu is "A1000", which no type of machine has. Known: A10, ')
})
