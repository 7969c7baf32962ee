/** An hour of telemetry replaces what was held of it: only where it differs, and never by less than was known. */
import { describe, expect } from 'vitest'
import type { TelemetryHour } from '../../../src/records/usage-hour.js'
import { complaintsOf, contentsOf } from '../../support/contents.js'
import { type Ledger, test } from '../../support/ledger.js'
import { latency, read, replica, telemetry } from '../../support/telemetry.js'

const HOUR = '2026-08-01T05:00Z'

const tokens = (ledger: Ledger) =>
  ledger.rows('select replica, prompt_tokens, generated_tokens from fact.usage_hour order by replica')

const everything: Partial<TelemetryHour> = {
  latency: [latency()],
  checkpoints: new Map([['r-1', [{ series: 7n, atMs: 3_599_000, value: 12.5 }]]]),
}

describe('the same hour again', () => {
  test('writes nothing, not even a run', async ({ ledger }) => {
    const first = await read(ledger, telemetry(HOUR, [replica()], everything))
    const before = await contentsOf(ledger)

    const second = await read(ledger, telemetry(HOUR, [replica()], everything))

    expect([first.outcome, second.outcome]).toEqual(['new', 'unchanged'])
    expect(await contentsOf(ledger)).toEqual(before)
  })

  test('read by two at once is written once', async ({ ledger }) => {
    const both = await Promise.all([1, 2].map(() => read(ledger, telemetry(HOUR, [replica()], everything))))

    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['new', 'unchanged'])
    expect(await ledger.value('select count(*) from fact.usage_hour')).toBe('1')
    expect(await ledger.value('select count(*) from ops.run')).toBe('1')
  })

  test('keeps every figure, label and stretch as it was told', async ({ ledger }) => {
    const odd = replica({
      replica: 'ns/"pod", \\1',
      labels: { b: 'x,"y"', a: '' },
      present: [
        { from: 0, to: 7 },
        { from: 10, to: 20 },
      ],
      quality: 'lower_bound',
      qualityReasons: ['gap', 'a "b"'],
      requestsByReason: { stop: 2n, length: 1n },
      promptTokens: 9_007_199_254_740_993n,
      generatedTokens: null,
    })

    await read(ledger, telemetry(HOUR, [odd]))

    expect(
      await ledger.rows(
        `select replica, labels, present::text as present, present_ms, quality_reasons, requests_by_reason, prompt_tokens,
           generated_tokens from fact.usage_hour`,
      ),
    ).toEqual([
      {
        replica: 'ns/"pod", \\1',
        labels: { a: '', b: 'x,"y"' },
        present: '{[0,7),[10,20)}',
        present_ms: '17',
        quality_reasons: ['gap', 'a "b"'],
        requests_by_reason: { length: 1, stop: 2 },
        prompt_tokens: '9007199254740993',
        generated_tokens: null,
      },
    ])
  })
})

describe('an hour that says otherwise', () => {
  test('is restated only where it differs', async ({ ledger }) => {
    await read(ledger, telemetry(HOUR, [replica({ replica: 'a' }), replica({ replica: 'b' })]))
    const stands = await ledger.value(`select xmin from fact.usage_hour where replica = 'b'`)

    const late = await read(
      ledger,
      telemetry(HOUR, [replica({ replica: 'a', promptTokens: 12n }), replica({ replica: 'b' })]),
    )

    expect(late).toMatchObject({ outcome: 'replaced', came: 1, gone: 1, restated: 1, vanished: 0 })
    expect(await tokens(ledger)).toEqual([
      { replica: 'a', prompt_tokens: '12', generated_tokens: '5' },
      { replica: 'b', prompt_tokens: '10', generated_tokens: '5' },
    ])
    expect(await ledger.value(`select xmin from fact.usage_hour where replica = 'b'`)).toBe(stands)
    expect(
      await ledger.rows('select replica, prompt_tokens_before, prompt_tokens_after from ops.usage_restatement'),
    ).toEqual([{ replica: 'a', prompt_tokens_before: '10', prompt_tokens_after: '12' }])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('that no longer knows a replica says so', async ({ ledger }) => {
    await read(ledger, telemetry(HOUR, [replica({ replica: 'a' }), replica({ replica: 'b' })]))

    const less = await read(ledger, telemetry(HOUR, [replica({ replica: 'b' })]))

    expect(less).toMatchObject({ came: 0, gone: 1, vanished: 1, restated: 1 })
    expect(await ledger.rows('select replica, requests_before, requests_after from report.usage_restatement')).toEqual([
      { replica: 'a', requests_before: '1', requests_after: null },
    ])
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('moves checkpoints and latency with it, and tells that the hour after starts elsewhere', async ({ ledger }) => {
    await read(ledger, telemetry(HOUR, [replica()], everything))

    const moved = await read(
      ledger,
      telemetry(HOUR, [replica()], {
        latency: [latency({ counts: [1n, 1n, 0n] })],
        checkpoints: new Map([['r-1', [{ series: 7n, atMs: 3_599_500, value: 13 }]]]),
      }),
    )

    expect(moved).toMatchObject({ came: 0, restated: 0, checkpointsMoved: true })
    expect(await ledger.rows('select at_ms, value from ops.series_checkpoint')).toEqual([
      { at_ms: ['3599500'], value: [13] },
    ])
    expect(await ledger.rows('select counts, count from fact.latency_bucket_hour')).toEqual([
      { counts: ['1', '1', '0'], count: '2' },
    ])
    expect(await ledger.value('select count(*) from fact.bucket_layout')).toBe('1')
  })
})

describe('an answer with warnings', () => {
  const half = { complete: false, warnings: ['store gateway is down'] }

  test('never replaces one without', async ({ ledger }) => {
    await read(ledger, telemetry(HOUR, [replica()]))

    const kept = await read(ledger, telemetry(HOUR, [replica({ promptTokens: 3n })], half))

    expect(kept).toMatchObject({ outcome: 'kept_incomplete', complete: true, loadId: undefined })
    expect(await tokens(ledger)).toEqual([{ replica: 'r-1', prompt_tokens: '10', generated_tokens: '5' }])
  })

  test('is held as incomplete, replaced by another, and made whole by one without', async ({ ledger }) => {
    const first = await read(ledger, telemetry(HOUR, [replica({ promptTokens: 3n })], half))
    const second = await read(ledger, telemetry(HOUR, [replica({ promptTokens: 4n })], half))

    const whole = await read(ledger, telemetry(HOUR, [replica()]))

    expect([first, second, whole].map(({ complete }) => complete)).toEqual([false, false, true])
    expect(await ledger.rows('select complete, warnings from report.telemetry_hour')).toEqual([
      { complete: true, warnings: [] },
    ])
    expect(
      await ledger.rows('select prompt_tokens_before, prompt_tokens_after from ops.usage_restatement order by load_id'),
    ).toEqual([
      { prompt_tokens_before: '3', prompt_tokens_after: '4' },
      { prompt_tokens_before: '4', prompt_tokens_after: '10' },
    ])
  })
})

describe('an answer without any usage', () => {
  test('does not wipe an hour that had some: its samples are gone, not its work', async ({ ledger }) => {
    await read(ledger, telemetry(HOUR, [replica()]))

    const kept = await read(ledger, telemetry(HOUR, []))

    expect(kept.outcome).toBe('kept_empty')
    expect(await tokens(ledger)).toHaveLength(1)
  })

  test('does so when it is allowed to, and presence and deployment go, too', async ({ ledger }) => {
    await read(ledger, telemetry(HOUR, [replica()]))

    const emptied = await read(ledger, telemetry(HOUR, []), { allowEmpty: true })

    expect(emptied).toMatchObject({ outcome: 'replaced', gone: 1, vanished: 1 })
    for (const table of ['fact.usage_hour', 'fact.presence_hour', 'fact.deployment']) {
      expect(await ledger.value(`select count(*) from ${table}`)).toBe('0')
    }
    expect(await complaintsOf(ledger)).toEqual({})
  })

  test('is news where nothing was known: nothing ran', async ({ ledger }) => {
    const nothing = await read(ledger, telemetry(HOUR, []))

    expect(nothing).toMatchObject({ outcome: 'new', complete: true })
    expect(await ledger.rows('select replicas from ops.telemetry_hour')).toEqual([{ replicas: '0' }])
  })
})

test('an hour that fails to be written leaves nothing behind', async ({ ledger }) => {
  const before = await contentsOf(ledger)

  const tooLong = read(ledger, telemetry(HOUR, [replica({ runningMs: 3_600_001 })]))

  await expect(tooLong).rejects.toMatchObject({ code: '23514' })
  expect(await contentsOf(ledger)).toEqual(before)
})
