/** Charts as SVG, drawn by d3's scales and shapes without a browser. Floats are for geometry; what is said is exact. */
import { scaleBand, scaleLinear } from 'd3-scale'
import { area, line, stack, stackOffsetDiverging, stackOrderNone } from 'd3-shape'
import type { ReportCurrency, ReportRange } from '../records/report.js'
import { shownMoney } from './figures.js'
import { escaped } from './escape.js'

export interface DayPart {
  readonly day: string
  readonly kind: string
  readonly amount: number
  readonly exact: string
}

const SIZE = { width: 920, height: 260, left: 64, right: 8, top: 12, bottom: 28 } as const

/** A column a day, its kinds upon each other; what is below zero, such as a credit, hangs below the line. */
export function stackedDays(
  parts: readonly DayPart[],
  kinds: readonly string[],
  { from, to }: ReportRange,
  currency: ReportCurrency,
): string {
  const days = [...new Set(parts.map(({ day }) => day))].toSorted()
  const of = new Map(parts.map((part) => [`${part.day} ${part.kind}`, part]))
  const layers = stack<string>()
    .keys(kinds)
    .value((day, kind) => of.get(`${day} ${kind}`)?.amount ?? 0)
    .order(stackOrderNone)
    .offset(stackOffsetDiverging)(days)
  const ends = layers.flatMap((layer) => layer.flatMap(([low, high]) => [low, high]))
  const y = scaleLinear()
    .domain([
      Math.min(0, ...ends),
      scaleLinear()
        .domain([0, Math.max(0, ...ends)])
        .nice(5)
        .domain()[1] ?? 0,
    ])
    .range([SIZE.height - SIZE.bottom, SIZE.top])
  const x = scaleBand<string>()
    .domain(days)
    .range([SIZE.left, SIZE.width - SIZE.right])
    .padding(0.22)
  const column = area<number>()
    .x((at) => at)
    .y0(0)
    .y1(0)
  const bars = layers.flatMap((layer) =>
    days.flatMap((day, i) => {
      const [low = 0, high = 0] = layer[i] ?? []
      const said = of.get(`${day} ${layer.key}`)
      if (low === high || said === undefined) return []
      const left = x(day) ?? 0
      const path = column.y0(round(y(low))).y1(round(y(high)))([round(left), round(left + x.bandwidth())])
      const title = `${day} · ${shownMoney(said.exact, currency)}`
      return [`<path class="fill-${layer.key}" d="${path}"><title>${escaped(title)}</title></path>`]
    }),
  )
  const rules = y.ticks(5).map((tick) => {
    const at = round(y(tick))
    return (
      `<path class="rule${tick === 0 ? ' zero' : ''}" d="M${SIZE.left},${at}H${SIZE.width - SIZE.right}"/>` +
      `<text class="tick" x="${SIZE.left - 8}" y="${at + 4}" text-anchor="end">${tick < 0 ? '−' : ''}${signOf(currency)}${tick === 0 ? '0' : y.tickFormat(5, '~s')(Math.abs(tick))}</text>`
    )
  })
  const step = Math.max(1, Math.ceil(days.length / 12))
  const names = days.map((day, i) =>
    i % step === 0
      ? `<text class="tick" x="${round((x(day) ?? 0) + x.bandwidth() / 2)}" y="${SIZE.height - 8}" text-anchor="middle">${day.slice(5)}</text>`
      : '',
  )
  const label = `${from} – ${to}, ${currency}`
  return (
    `<svg class="days" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${escaped(label)}">` +
    `${rules.join('')}${bars.join('')}${names.join('')}</svg>`
  )
}

/** The course of some days in the height of a line of text; nothing for a single one. */
export function spark(amounts: readonly number[]): string {
  if (amounts.length < 2) return ''
  const [width, height] = [88, 22]
  const x = scaleLinear()
    .domain([0, amounts.length - 1])
    .range([2, width - 2])
  const y = scaleLinear()
    .domain([Math.min(0, ...amounts), Math.max(0, ...amounts) || 1])
    .range([height - 2, 2])
  const at = (amount: number): number => round(y(amount))
  const course = line<number>((_, i) => round(x(i)), at)(amounts)
  const below = area<number>((_, i) => round(x(i)), round(y(0)), at)(amounts)
  return (
    `<svg class="spark" viewBox="0 0 ${width} ${height}" aria-hidden="true">` +
    `<path class="below" d="${below}"/><path class="course" d="${course}"/></svg>`
  )
}

function round(at: number): number {
  return Math.round(at * 10) / 10
}

function signOf(currency: ReportCurrency): string {
  return currency === 'USD' ? '$' : '¥'
}
