/** What a gateway counted: by the model that was asked for, and by who asked. */
import type { GatewaySettings } from '../../config/index.js'
import type { GatewayHour } from '../../records/gateway-hour.js'
import { doubtsOf } from './doubts.js'
import { type Engine, ownLabel } from './engines/engine.js'
import type { Labels } from './series.js'
import { tokensOf } from './tokens.js'
import type { Part, Tally, Turn } from './turns.js'

/** Replicas of a gateway are added up. Of who counted nothing there is no row. */
export function gatewayHoursOf(settings: GatewaySettings, turns: readonly Turn[]): GatewayHour[] {
  const byModel = new Map<string, Part[]>()
  for (const turn of turns) {
    for (const [model, tally] of turn.models) byModel.set(model, [...(byModel.get(model) ?? []), { turn, tally }])
  }
  const all = [...byModel]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([model, parts]) => rowsOf(settings, model, parts))
    .filter(({ promptTokens, generatedTokens, requests }) => [promptTokens, generatedTokens, requests].some(isSome))
  return guarded(all, settings.mostTenants)
}

function isSome(count: bigint | null): boolean {
  return count !== null && count > 0n
}

function rowsOf(settings: GatewaySettings, requestedModel: string, parts: readonly Part[]): GatewayHour[] {
  const servedModel = settings.models.get(requestedModel) ?? requestedModel
  const tenants = [...new Set(parts.flatMap((part) => tenantsOf(settings, part)))].toSorted()
  return tenants.map((tenant) => {
    const own = parts.map(({ turn, tally }) => ({
      turn,
      tally: narrowed(tally, (labels) => tenantOf(settings, turn.scope.exporter.engine, labels) === tenant),
    }))
    const { counts, reasons } = tokensOf(own)
    const { promptTokens, generatedTokens, requests } = counts
    const { quality, qualityReasons } = doubtsOf(own, reasons)
    const [kind, stands] = tenant === '' ? (['untold', 0] as const) : (['tenant', 1] as const)
    const who = { requestedModel, kind, tenant, tenants: stands, servedModel }
    return { ...who, promptTokens, generatedTokens, requests, quality, qualityReasons }
  })
}

function tenantsOf(settings: GatewaySettings, { turn, tally }: Part): string[] {
  const { engine } = turn.scope.exporter
  return [...tally.counted.values()].flat().map(({ labels }) => tenantOf(settings, engine, labels))
}

/** Who asked; empty where nobody is named. */
function tenantOf({ tenantLabel }: GatewaySettings, { nobody }: Engine, labels: Labels): string {
  const tenant = tenantLabel === undefined ? '' : (ownLabel(labels, tenantLabel) ?? '')
  return nobody.includes(tenant) ? '' : tenant
}

/** Which counters are there stays as it is: a tenant without a series of one has counted 0 by it. */
function narrowed(tally: Tally, isMeant: (labels: Labels) => boolean): Tally {
  const counted = [...tally.counted].map(([metric, series]) => {
    return [metric, series.filter(({ labels }) => isMeant(labels))] as const
  })
  return { ...tally, counted: new Map(counted) }
}

/** Those with most tokens of all models are told apart, of equals the first by name; the others are one row a model. */
function guarded(rows: readonly GatewayHour[], most: number): GatewayHour[] {
  const tokens = new Map<string, bigint>()
  for (const { kind, tenant, promptTokens, generatedTokens } of rows) {
    if (kind !== 'tenant') continue
    tokens.set(tenant, (tokens.get(tenant) ?? 0n) + (promptTokens ?? 0n) + (generatedTokens ?? 0n))
  }
  const ranked = [...tokens].toSorted(([a, left], [b, right]) =>
    left === right ? (a < b ? -1 : 1) : left > right ? -1 : 1,
  )
  const apart = new Set(ranked.slice(0, most).map(([tenant]) => tenant))
  const others = new Map<string, GatewayHour>()
  const kept = rows.filter((row) => {
    if (row.kind !== 'tenant' || apart.has(row.tenant)) return true
    const one: GatewayHour = { ...row, kind: 'other', tenant: '' }
    const other = others.get(row.requestedModel)
    others.set(row.requestedModel, other === undefined ? one : together(other, one))
    return false
  })
  return [...kept, ...others.values()]
}

function together(left: GatewayHour, right: GatewayHour): GatewayHour {
  const sum = (a: bigint | null, b: bigint | null): bigint | null => (a === null || b === null ? null : a + b)
  return {
    ...left,
    tenants: left.tenants + right.tenants,
    promptTokens: sum(left.promptTokens, right.promptTokens),
    generatedTokens: sum(left.generatedTokens, right.generatedTokens),
    requests: sum(left.requests, right.requests),
  }
}
