/** Who asked for a version's hour, and what they pay of it: figures worked out by hand. */
import { describe, expect } from 'vitest'
import { csv } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { asked, gatewayHour, read, readHours, replica, telemetry } from '../../support/telemetry.js'
import { hourly, priceList, single } from './given.js'

const HOUR = '2026-08-01T00:00Z'

/** 1,000 tokens in and 250 out: a million thousandths each, for an answer weighs four times as much. */
const engine = replica({
  versionLabel: 'v1',
  busyMs: 3_600_000,
  promptTokens: 1000n,
  generatedTokens: 250n,
  requests: 10n,
})

async function billed(ledger: Ledger, hours = 1): Promise<void> {
  await priceList(ledger)
  await ledger.load([await ledger.file('bill.csv', csv(hourly(single, 0, hours)))])
}

/** As `00 v1 tenant a 2.8`; reasons stand in brackets. */
async function paid(ledger: Ledger, amount = 'cost_usd'): Promise<string[]> {
  const rows = await ledger.rows(
    `select concat_ws(' ', to_char(hour, 'HH24'), nullif(version, ''), kind, nullif(tenant, ''), '(' || nullif(reason, '') || ')',
       coalesce(trim_scale(${amount})::text, 'unknown')) as row
     from report.cost_by_tenant_hour order by hour, model, version, kind collate "C", tenant, reason`,
  )
  return rows.map(({ row }) => String(row))
}

describe('a machine at $8 an hour', () => {
  test('is paid by who asked, input by prompt tokens and output by generated ones, and the rest is nobody’s', async ({
    ledger,
  }) => {
    await billed(ledger)
    await readHours(ledger, HOUR, [[engine]])

    await read(
      ledger,
      gatewayHour(HOUR, [
        asked({ promptTokens: 500n, generatedTokens: 50n, requests: 4n }),
        asked({ tenant: 'b', promptTokens: 300n, generatedTokens: 150n, requests: 5n }),
      ]),
    )

    // a: 500,000 of the input and 200,000 of the output, of 2,000,000. b: 300,000 and 600,000.
    expect(await paid(ledger)).toEqual([
      '00 v1 tenant a 2.8',
      '00 v1 tenant b 3.6',
      '00 v1 unattributed (not_seen) 1.6',
    ])
    expect(
      await ledger.rows(`select tenant, prompt_tokens, generated_tokens, requests from report.cost_by_tenant_day
        where day = '2026-08-01' and kind = 'tenant' order by tenant`),
    ).toEqual([
      { tenant: 'a', prompt_tokens: '500', generated_tokens: '50', requests: '4' },
      { tenant: 'b', prompt_tokens: '300', generated_tokens: '150', requests: '5' },
    ])
  })

  test('of which a cache held half the prompts is shared by the same prompts: all who asked have the engine’s hits', async ({
    ledger,
  }) => {
    await billed(ledger)
    // 500 x 1 + 500 x 0.1 + 250 x 4 = 1,550 of weight.
    await readHours(ledger, HOUR, [[{ ...engine, cachedTokens: 500n }]])

    await read(
      ledger,
      gatewayHour(HOUR, [
        asked({ promptTokens: 1000n, generatedTokens: 0n }),
        asked({ tenant: 'b', promptTokens: 0n, generatedTokens: 250n }),
      ]),
    )

    // a: 550 of 1,550 of $8, cut at the 18th decimal.
    expect(await paid(ledger)).toEqual(['00 v1 tenant a 2.838709677419354838', '00 v1 tenant b 5.161290322580645162'])
  })

  test('is paid whole by who asked where the gateway counted more than the engine', async ({ ledger }) => {
    await billed(ledger)
    await readHours(ledger, HOUR, [[engine]])

    await read(
      ledger,
      gatewayHour(HOUR, [
        asked({ promptTokens: 900n, generatedTokens: 150n }),
        asked({ tenant: 'b', promptTokens: 300n, generatedTokens: 100n }),
      ]),
    )

    // Of the input a has 900 of 1,200 and b the rest; of the output 150 and 100 of 250: 750 + 600 and 250 + 400 of 2,000.
    expect(await paid(ledger)).toEqual(['00 v1 tenant a (over) 5.4', '00 v1 tenant b (over) 2.6'])
  })

  test('is shared by what the gateway counted, weighted, where the engine tells no tokens', async ({ ledger }) => {
    await billed(ledger)
    await readHours(ledger, HOUR, [[{ ...engine, promptTokens: null, generatedTokens: null }]])

    await read(
      ledger,
      gatewayHour(HOUR, [
        asked({ promptTokens: 100n, generatedTokens: 25n }),
        asked({ tenant: 'b', promptTokens: 600n, generatedTokens: 0n }),
      ]),
    )

    // 100 + 25 x 4 = 200 and 600.
    expect(await paid(ledger)).toEqual(['00 v1 tenant a (engine_untold) 2', '00 v1 tenant b (engine_untold) 6'])
  })

  test('is nobody’s in an hour without work, and in one of which no gateway told', async ({ ledger }) => {
    await billed(ledger, 3)
    const idle = { ...engine, promptTokens: 0n, generatedTokens: 0n, requests: 0n, busyMs: 0, runningMs: 0 }
    await readHours(ledger, HOUR, [[engine], [idle], [engine]])

    await read(ledger, gatewayHour(HOUR, [asked({ promptTokens: 1000n, generatedTokens: 250n })]))

    expect(await paid(ledger)).toEqual([
      '00 v1 tenant a 8',
      '01 v1 unattributed (idle) 8',
      '02 v1 unattributed (no_gateway) 8',
    ])
  })

  test('is paid by tenants beyond the most in one row, and by requests that named nobody in another', async ({
    ledger,
  }) => {
    await billed(ledger)
    await readHours(ledger, HOUR, [[engine]])

    await read(
      ledger,
      gatewayHour(HOUR, [
        asked({ promptTokens: 500n, generatedTokens: 125n }),
        asked({ kind: 'other', tenant: '', tenants: 7, promptTokens: 250n, generatedTokens: 0n }),
        asked({ tenant: '', promptTokens: 250n, generatedTokens: 125n }),
      ]),
    )

    expect(await paid(ledger)).toEqual(['00 v1 other 1', '00 v1 tenant a 4', '00 v1 untold 3'])
    expect(await ledger.rows(`select tenants from report.cost_by_tenant_hour where kind = 'other'`)).toEqual([
      { tenants: '7' },
    ])
  })
})

test('an adapter pays what was asked for by its name, and the model itself the rest', async ({ ledger }) => {
  await billed(ledger)
  await readHours(ledger, HOUR, [[engine]])

  await read(
    ledger,
    gatewayHour(HOUR, [
      asked({ requestedModel: 'sql-lora', promptTokens: 200n, generatedTokens: 50n }),
      asked({ tenant: 'b', requestedModel: 'sql-lora', promptTokens: 100n, generatedTokens: 25n }),
      asked({ promptTokens: 300n, generatedTokens: 75n }),
    ]),
  )

  // Of 1,000 and 250 the adapter has 30 of 100, the model by its own name 30, and nobody saw 40.
  expect(
    await ledger.rows(`select requested_model, trim_scale(cost_usd) as cost, trim_scale(unseen_usd) as unseen
      from report.cost_by_requested_model_hour order by requested_model`),
  ).toEqual([
    { requested_model: 'qwen', cost: '5.6', unseen: '3.2' },
    { requested_model: 'sql-lora', cost: '2.4', unseen: '0' },
  ])
  expect(await paid(ledger)).toEqual(['00 v1 tenant a 4', '00 v1 tenant b 0.8', '00 v1 unattributed (not_seen) 3.2'])
})

test('two versions of one served model have its tenants by what each of them counted', async ({ ledger }) => {
  await priceList(ledger)
  const lines = [single, { ...single, ResourceId: 'i-2', EffectiveCost: '2', BilledCost: '2' }]
  await ledger.load([await ledger.file('bill.csv', csv(lines))])
  await readHours(ledger, HOUR, [
    [
      { ...engine, promptTokens: 750n, generatedTokens: 200n },
      { ...engine, replica: 'r-2', resourceLabel: 'i-2', versionLabel: 'v2', promptTokens: 250n, generatedTokens: 50n },
    ],
  ])

  await read(
    ledger,
    gatewayHour(HOUR, [
      asked({ promptTokens: 500n, generatedTokens: 125n }),
      asked({ tenant: 'b', promptTokens: 500n, generatedTokens: 125n }),
    ]),
  )

  expect(await paid(ledger)).toEqual(['00 v1 tenant a 4', '00 v1 tenant b 4', '00 v2 tenant a 1', '00 v2 tenant b 1'])
  expect(
    await ledger.rows(
      `select version, prompt_tokens, generated_tokens from report.cost_by_tenant_hour where tenant = 'a' order by 1`,
    ),
  ).toEqual([
    { version: 'v1', prompt_tokens: '375', generated_tokens: '100' },
    { version: 'v2', prompt_tokens: '125', generated_tokens: '25' },
  ])
})

test('what moves later moves what tenants pay: a bill, the engine’s hour, the gateway’s', async ({ ledger }) => {
  await billed(ledger)
  await readHours(ledger, HOUR, [[engine]])
  await read(ledger, gatewayHour(HOUR, [asked({ promptTokens: 500n, generatedTokens: 125n })]))

  const dearer = csv([{ ...single, EffectiveCost: '16', BilledCost: '16' }])
  await ledger.load([await ledger.file('dearer.csv', dearer)])
  expect(await paid(ledger)).toEqual(['00 v1 tenant a 8', '00 v1 unattributed (not_seen) 8'])

  await read(ledger, telemetry(HOUR, [{ ...engine, promptTokens: 2000n, generatedTokens: 500n }]))
  expect(await paid(ledger)).toEqual(['00 v1 tenant a 4', '00 v1 unattributed (not_seen) 12'])

  await read(ledger, gatewayHour(HOUR, [asked({ promptTokens: 1500n, generatedTokens: 375n })]))
  expect(await paid(ledger)).toEqual(['00 v1 tenant a 12', '00 v1 unattributed (not_seen) 4'])
  expect(
    await ledger.rows(
      'select source, tenant, prompt_tokens_before, prompt_tokens_after from report.gateway_restatement',
    ),
  ).toEqual([{ source: 'front', tenant: 'a', prompt_tokens_before: '500', prompt_tokens_after: '1500' }])
})

test('a gateway that has forgotten an hour does not take from it who asked', async ({ ledger }) => {
  await billed(ledger)
  await readHours(ledger, HOUR, [[engine]])
  await read(ledger, gatewayHour(HOUR, [asked({ promptTokens: 500n, generatedTokens: 125n })]))

  const { outcome } = await read(ledger, gatewayHour(HOUR, []))

  expect(outcome).toBe('kept_empty')
  expect(await paid(ledger)).toEqual(['00 v1 tenant a 4', '00 v1 unattributed (not_seen) 4'])
  await read(ledger, gatewayHour(HOUR, []), { allowEmpty: true })
  expect(await paid(ledger)).toEqual(['00 v1 unattributed (no_gateway) 8'])
})

test('a model that the bill names is paid by who asked for it by its name', async ({ ledger }) => {
  await priceList(ledger)
  const named = { ...single, SkuPriceDetails: '{"ModelId": "claude"}' }
  await ledger.load([await ledger.file('bill.csv', csv([named]))])

  await read(
    ledger,
    gatewayHour(HOUR, [
      asked({ requestedModel: 'claude', servedModel: 'claude', promptTokens: 100n, generatedTokens: 25n }),
      asked({ requestedModel: 'claude', servedModel: 'claude', tenant: 'b', promptTokens: 600n, generatedTokens: 0n }),
    ]),
  )

  // 100 + 25 x 4 = 200 and 600 of $8.
  expect(await paid(ledger)).toEqual(['00 tenant a (engine_untold) 2', '00 tenant b (engine_untold) 6'])
})
