/** Whatever gateways and engines tell: those who asked pay a version's hour to the last digit, and what they asked for is kept. */
import fc from 'fast-check'
import { expect } from 'vitest'
import type { GatewayHour } from '../../../src/records/gateway-hour.js'
import type { UsageHour } from '../../../src/records/usage-hour.js'
import { csv } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { asked, gatewayHour, read, replica, telemetry } from '../../support/telemetry.js'
import { hourly, priceList, single } from './given.js'

const HOURS = 8
const RUNS = 3

const count = fc.oneof(fc.constant(0n), fc.bigInt(1n, 50n), fc.bigInt(1n, 40_000_000n))
const told = fc.oneof({ weight: 9, arbitrary: count }, { weight: 1, arbitrary: fc.constant(null) })

interface Engine extends Pick<UsageHour, 'servedModel' | 'promptTokens' | 'cachedTokens' | 'generatedTokens'> {
  readonly version: string
}

type Gateway = Pick<GatewayHour, 'requestedModel' | 'tenant' | 'promptTokens' | 'generatedTokens' | 'requests'>

const engines = fc.array(
  fc.record<Engine>({
    version: fc.constantFrom('v1', 'v2', 'v3'),
    servedModel: fc.constantFrom('qwen', 'glm'),
    promptTokens: told,
    cachedTokens: told,
    generatedTokens: told,
  }),
  { minLength: 1, maxLength: 4 },
)

const gateways = fc.uniqueArray(
  fc.record<Gateway>({
    requestedModel: fc.constantFrom('qwen', 'glm', 'sql-lora', 'nobody-serves-it'),
    tenant: fc.constantFrom('', 'a', 'b', 'ü', 'Z'),
    promptTokens: told,
    generatedTokens: told,
    requests: told,
  }),
  { maxLength: 8, selector: ({ requestedModel, tenant }) => `${requestedModel} ${tenant}` },
)

const cents = fc.integer({ min: 1, max: 100_000_000 }).map((n) => (n / 10_000).toFixed(4))
const hours = fc.array(fc.record({ engines, gateways, cost: cents }), { minLength: HOURS, maxLength: HOURS })

test(
  'tenants pay what versions cost, digit by digit, whatever is told, and again when it is told otherwise',
  { timeout: 600_000 },
  async ({ ledger }) => {
    await priceList(ledger)

    await fc.assert(
      fc.asyncProperty(hours, async (said) => {
        const lines = said.flatMap(({ cost }, i) => hourly({ ...single, EffectiveCost: cost, BilledCost: cost }, i, 1))
        await ledger.load([await ledger.file('bill.csv', csv(lines))])
        for (const [i, one] of said.entries()) {
          const at = `2026-08-01T${String(i).padStart(2, '0')}:00Z`
          await read(ledger, telemetry(at, one.engines.map(engineOf)), { allowEmpty: true })
          await read(ledger, gatewayHour(at, one.gateways.map(rowOf)), { allowEmpty: true })
        }

        expect(await differences(ledger)).toEqual([])
        expect(await lost(ledger)).toEqual([])
        expect(await ledger.rows('select * from law.tenant_shares_leave_gaps')).toEqual([])
      }),
      { numRuns: RUNS, seed: 20261127 },
    )
  },
)

function engineOf({ version, ...said }: Engine, i: number): UsageHour {
  return replica({ ...said, replica: `r-${i}`, versionLabel: version, busyMs: 3_600_000 })
}

function rowOf(said: Gateway): GatewayHour {
  return asked({ ...said, servedModel: said.requestedModel === 'sql-lora' ? 'qwen' : said.requestedModel })
}

/** Of the cost in the key figures, which know nothing of tenants. */
async function differences(ledger: Ledger) {
  return ledger.rows(
    `select hour, model, version from (
       select hour, model, version, cost_usd, cost_cny from report.cost_by_tenant_hour
       union all select hour, model, version, -cost_usd, -cost_cny from report.kpi_hour where status <> 'estimated'
     ) sides group by hour, model, version having sum(cost_usd) <> 0 or sum(cost_cny) <> 0`,
  )
}

/** Tokens of who asked for a model that a version served, in whole. */
async function lost(ledger: Ledger) {
  return ledger.rows(
    `select g.hour, g.requested_model, g.tenant from fact.gateway_hour g
     join report.tenant_hour t using (hour, source, requested_model, kind, tenant)
     group by g.hour, g.requested_model, g.kind, g.tenant, g.prompt_tokens, g.generated_tokens, g.requests
     having sum(t.prompt_tokens) is distinct from g.prompt_tokens or sum(t.generated_tokens) is distinct from g.generated_tokens
       or sum(t.requests) is distinct from g.requests`,
  )
}
