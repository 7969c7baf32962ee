/** Prometheus writes infinity as `+Inf`, which JavaScript does not read. */
export function numberOf(text: string): number {
  if (text === '+Inf' || text === 'Inf') return Infinity
  if (text === '-Inf') return -Infinity
  return text === '' ? Number.NaN : Number(text)
}
