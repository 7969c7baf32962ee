/** What Alibaba bills: a row an item and Beijing day, a day late and told again a day later; hours that were metered. */
import type { AlibabaRow } from '../alibaba.js'
import { type Atto, atto, cutTo, textOf, times } from './amounts.js'
import { ALWAYS, type Charge, dayOf, type Posted, restated } from './charges.js'
import type { Dice } from './dice.js'
import type { Machine } from './machines.js'
import { beijingDay, beijingStart, DAY, HOUR, hoursIn, secondsIn, type Span, utc } from './moments.js'

export const ALIBABA_ACCOUNT = '1830000000000001'

interface Item {
  readonly product: string
  readonly code: string
  readonly item: 'PayAsYouGoBill' | 'Refund'
  readonly resource: string
  readonly spec?: string
  readonly model?: string
  readonly list: Atto
  readonly contracted: Atto
  readonly billed: Atto
  readonly seconds: number
  readonly gpuSeconds?: readonly [number, number]
}

export function alibabaBill(dice: Dice, machines: readonly Machine[], life: Span): Posted<AlibabaRow>[] {
  const days: number[] = []
  for (let day = beijingStart(life.from); day < life.to; day += DAY) days.push(day)
  const own = machines.flatMap((machine) =>
    days.flatMap((day) => dayOfMachine(dice.of(`${machine.id} ${day}`), machine, day)),
  )
  const studio = machines.length === 0 ? [] : days.map((day) => dayOfStudio(dice.of(`studio ${day}`), day))
  return [...own, ...studio]
}

/** Hours that a machine was metered, from each of which it is told a few hours later. */
export function alibabaMeters(dice: Dice, machines: readonly Machine[], life: Span): Posted<AlibabaRow>[] {
  return machines.flatMap((machine) =>
    machine.on.flatMap((span) =>
      hoursIn({ from: span.from, to: Math.min(span.to, life.to) }).map((hour) => {
        const [begins, ends] = [Math.max(hour, span.from), Math.min(hour + HOUR, span.to)]
        const row = { InstanceId: machine.id, StartTime: utc(begins), EndTime: utc(ends), Region: 'cn-hangzhou' }
        return { from: ends + HOUR * dice.within(1, 20), until: ALWAYS, row, charges: [] }
      }),
    ),
  )
}

function dayOfMachine(dice: Dice, machine: Machine, day: number): Posted<AlibabaRow>[] {
  const ran = secondsIn(machine.on, day, day + DAY)
  if (ran === 0) return []
  const { type, id } = machine
  const list = times(type.list, ran, HOUR)
  const contracted = machine.paid === 'discount' ? times(list, 85, 100) : list
  const coupon = dice.chance(30) ? cutTo(2, times(contracted, 1, 10)) : 0n
  const gpuSeconds = [ran * type.gpus[0], type.gpus[1]] as const
  const usual = { product: 'ecs', item: 'PayAsYouGoBill', resource: id, spec: type.name, seconds: ran } as const
  const final: Item = { ...usual, code: 'instance_type', list, contracted, billed: contracted - coupon, gpuSeconds }
  const disk = times(atto('0.0417'), ran, HOUR)
  const shown = day + DAY + HOUR * dice.within(3, 20)
  const [first, later] = [posted({ ...final, billed: contracted }, day, shown), posted(final, day, shown + DAY)]
  const rows = coupon === 0n ? [posted(final, day, shown)] : restated(first, later)
  const disks = posted({ ...usual, code: 'systemdisk', list: disk, contracted: disk, billed: disk }, day, shown)
  const back = -cutTo(2, times(contracted, dice.within(1, 20), 100))
  const refund: Item = {
    ...usual,
    code: 'instance_type',
    item: 'Refund',
    list: back,
    contracted: back,
    billed: back,
    seconds: 0,
  }
  return [...rows, disks, ...(dice.chance(15) ? [posted(refund, day + DAY, shown + DAY)] : [])]
}

/** Model Studio is billed by tokens, and names its model itself. */
function dayOfStudio(dice: Dice, day: number): Posted<AlibabaRow> {
  const cost = times(atto('0.000813'), dice.within(1, 900_000))
  const [model, code] = ['qwen-plus', 'input_token_amount']
  const resource = `${dice.within(1, 9)}2;ws-1;${model};${code};`
  const amounts = { list: cost, contracted: cost, billed: cost }
  return posted(
    { product: 'sfm', code, item: 'PayAsYouGoBill', resource, model, ...amounts, seconds: 0 },
    day,
    day + DAY + 9 * HOUR,
  )
}

function posted(item: Item, day: number, from: number): Posted<AlibabaRow> {
  return { from, until: ALWAYS, row: rowOf(item, day), charges: [chargeOf(item, day)] }
}

function rowOf(
  { product, code, item, resource, spec, list, contracted, billed, seconds }: Item,
  day: number,
): AlibabaRow {
  const text = {
    BillingDate: beijingDay(day),
    BillAccountID: ALIBABA_ACCOUNT,
    OwnerID: ALIBABA_ACCOUNT,
    ProductCode: product,
    PipCode: product,
    CommodityCode: product,
    SubscriptionType: 'PayAsYouGo',
    Item: item,
    BillingItemCode: code,
    InstanceID: resource,
    Region: '华东1（杭州）',
    Tag: 'key:team value:chat; key:env value:prod',
    Currency: 'CNY',
    // Tabs and line breaks come with it.
    ...(spec === undefined ? {} : { InstanceSpec: `${spec}\t` }),
    ...(seconds === 0
      ? {}
      : { ServicePeriod: String(seconds), ServicePeriodUnit: '秒', Usage: hours(seconds), UsageUnit: 'Hour\n' }),
  }
  return {
    ...text,
    PretaxGrossAmount: textOf(list),
    InvoiceDiscount: textOf(list - contracted),
    AfterDiscountAmount: textOf(contracted),
    DeductedByCoupons: textOf(contracted - billed),
    PretaxAmount: textOf(billed),
  }
}

function hours(seconds: number): string {
  return textOf(times(atto('1'), seconds, HOUR))
}

function chargeOf(item: Item, day: number): Charge {
  const { product, resource, model, list, contracted, billed, gpuSeconds } = item
  return {
    provider: 'alibaba',
    account: ALIBABA_ACCOUNT,
    period: `${beijingDay(day).slice(0, 7)}-01`,
    currency: 'CNY',
    resource,
    service: product,
    category: item.item === 'Refund' ? 'Adjustment' : 'Usage',
    ...dayOf(day),
    ...(model === undefined ? {} : { model }),
    list,
    contracted,
    billed,
    effective: billed,
    ...(gpuSeconds === undefined ? {} : { gpuSeconds }),
  }
}

/** Of a month, as QueryBillOverview adds it up: what an invoice rounds off stands there and in no row. */
export function overviewOf(rows: readonly AlibabaRow[]): AlibabaRow[] {
  const sum = rows.reduce((total, row) => total + atto(row['PretaxAmount'] ?? '0'), 0n)
  const rounded = cutTo(2, sum)
  const said = { OwnerID: ALIBABA_ACCOUNT, ProductCode: 'ecs', Currency: 'CNY' }
  return [{ ...said, PretaxAmount: textOf(rounded), RoundDownDiscount: textOf(sum - rounded) }]
}
