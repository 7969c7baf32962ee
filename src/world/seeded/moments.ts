/** Moments as seconds since 1970, and how bills write them. */
export const HOUR = 3600
export const DAY = 86_400

/** `[from, to)` */
export interface Span {
  readonly from: number
  readonly to: number
}

/** `2026-08-22T05:00:00Z` */
export function utc(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
}

/** `2026-08-22` in Beijing, which is eight hours ahead and keeps no summer time. */
export function beijingDay(seconds: number): string {
  return utc(seconds + 8 * HOUR).slice(0, 10)
}

/** `2026-08-22 13:00:00` */
export function beijing(seconds: number): string {
  return utc(seconds + 8 * HOUR)
    .slice(0, 19)
    .replace('T', ' ')
}

export function floor(seconds: number, unit: number): number {
  return Math.floor(seconds / unit) * unit
}

/** The moment at which a Beijing day begins. */
export function beijingStart(seconds: number): number {
  return floor(seconds + 8 * HOUR, DAY) - 8 * HOUR
}

/** Seconds that the spans have inside `[from, to)`. */
export function secondsIn(spans: readonly Span[], from: number, to: number): number {
  return spans.reduce((sum, span) => sum + Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)), 0)
}

/** Whole hours of `[from, to)`, by the moment at which each begins. */
export function hoursIn({ from, to }: Span): number[] {
  const first = floor(from, HOUR)
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / HOUR)) }, (_, i) => first + i * HOUR)
}
