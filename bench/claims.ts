/** What the bench asserts: a ratio or a size, and the limit that it has to keep. */

export interface Claim {
  readonly what: string
  readonly measured: number
  readonly wanted: string
  readonly holds: boolean
}

export function atLeast(what: string, measured: number, wanted: number): Claim {
  return { what, measured, wanted: wanted === 0 ? '' : `>= ${wanted}`, holds: measured >= wanted }
}

export function atMost(what: string, measured: number, wanted: number): Claim {
  return { what, measured, wanted: `<= ${wanted}`, holds: measured <= wanted }
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** The latest of each series of seconds, as a line of progress. */
export function sayRun(run: number, seen: Readonly<Record<string, readonly number[]>>, memory: number): void {
  const times = Object.entries(seen).map(([name, seconds]) => `${name} ${seconds.at(-1)?.toFixed(2)} s`)
  say(`run ${run}: ${times.join(', ')}, ${memory} MB`)
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
