/** A whole world from a seed: machines, who serves what on them, what every cloud bills, and what a yuan is worth. */
import type { Charge as CostRow } from '../aws-cost-explorer.js'
import type { AlibabaRow } from '../alibaba.js'
import type { ExportRow } from '../bigquery.js'
import type { TencentRow } from '../tencent.js'
import { alibabaBill, alibabaMeters } from './alibaba-bill.js'
import { awsBill } from './aws-bill.js'
import { correctionsOf } from './aws-corrections.js'
import { curExport } from './aws-cur.js'
import { type Cells, exportedAt, exportedMachines, type Shape, shapeOf } from './aws-export.js'
import { focusExport } from './aws-focus.js'
import { type Charge, type Posted, shownAt } from './charges.js'
import { Dice } from './dice.js'
import { gcpBill } from './gcp-bill.js'
import { edgeMachine, type Machine, machinesOf, type Provider } from './machines.js'
import type { Span } from './moments.js'
import { type Fixing, fixingsOf } from './parities.js'
import { type Replica, replicasOf } from './replicas.js'
import { tencentAdjustments, tencentBill } from './tencent-bill.js'

export interface Wanted {
  readonly seed: number
  readonly providers: readonly Provider[]
  /** Machines of each. */
  readonly machines: number
  /** Whether a second account of AWS has its bill exported into a bucket. */
  readonly exports?: boolean
  /** How that export was made; the seed says it where nobody else does. */
  readonly shape?: Shape
  /** Whether there is a machine at the edge, which no cloud bills. */
  readonly edge?: boolean
  /** Whole hours. */
  readonly life: Span
}

export interface Fleet {
  /** By which traffic is thrown. */
  readonly seed: string
  readonly life: Span
  readonly providers: readonly Provider[]
  readonly machines: readonly Machine[]
  readonly replicas: readonly Replica[]
  readonly aws: readonly Posted<CostRow>[]
  readonly exported: readonly Posted<Cells>[]
  /** How that export was made. */
  readonly shape: Shape
  readonly gcp: readonly Posted<ExportRow>[]
  readonly alibaba: readonly Posted<AlibabaRow>[]
  readonly meters: readonly Posted<AlibabaRow>[]
  readonly tencent: readonly Posted<TencentRow>[]
  /** What Tencent tells of months that it adjusted. */
  readonly adjustments: readonly Posted<TencentRow>[]
  readonly fixings: readonly Fixing[]
}

export function fleetOf({
  seed,
  providers,
  machines: each,
  life,
  exports = false,
  edge = false,
  ...wanted
}: Wanted): Fleet {
  const name = `world ${seed}`
  const dice = new Dice(name)
  const machines = machinesOf(dice.of('machines'), providers, each, life)
  const shape = wanted.shape ?? shapeOf(dice.of('export shape'))
  const others = exports ? exportedMachines(dice.of('exported machines'), each, life, shape.table) : []
  const exportOf = shape.table === 'focus' ? focusExport : curExport
  const atTheEdge = edge ? [edgeMachine(dice.of('edge'), life)] : []
  const all = [...machines, ...others, ...atTheEdge]
  const of = (provider: Provider): Machine[] => machines.filter((machine) => machine.provider === provider)
  const aws = awsBill(dice.of('aws'), of('aws'), life)
  const adjusted = tencentAdjustments(dice.of('adjusted'), of('tencent'), life)
  return {
    seed: name,
    life,
    providers,
    machines: all,
    replicas: replicasOf(dice.of('replicas'), all),
    aws: [...aws, ...correctionsOf(dice.of('corrected'), aws)],
    exported: exportOf(dice.of('exported'), others, life),
    shape,
    gcp: gcpBill(dice.of('gcp'), of('gcp'), life),
    alibaba: alibabaBill(dice.of('alibaba'), of('alibaba'), life),
    meters: dice.of('meters').chance(70) ? alibabaMeters(dice.of('metered'), of('alibaba'), life) : [],
    tencent: [...tencentBill(dice.of('tencent'), of('tencent'), life), ...adjusted.rows],
    adjustments: adjusted.told,
    fixings: fixingsOf(dice.of('rates'), life),
  }
}

/** Every charge that the bills of a moment show: the truth that a ledger is held against. */
export function chargesAt(fleet: Fleet, now: number): Charge[] {
  const all: readonly (readonly Posted<unknown>[])[] = [fleet.aws, fleet.gcp, fleet.alibaba, fleet.tencent]
  const shown = [...all.map((posted) => shownAt(posted, now)), exportedAt(fleet.exported, now)]
  return shown.flatMap((posted) => posted.flatMap(({ charges }) => charges))
}
