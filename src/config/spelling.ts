/** The word of a list that somebody most likely meant, or undefined when none is near: `fianl_after_days`, `logLevel`. */
export function nearest(written: string, words: readonly string[]): string | undefined {
  const ranked = words
    .map((word) => ({ word, distance: distance(plain(written), plain(word)) }))
    .filter(({ word, distance: edits }) => edits <= Math.max(1, Math.floor(plain(word).length / 3)))
    .toSorted((left, right) => left.distance - right.distance)
  return ranked[0]?.word
}

// Capitals and the signs between words are habits of other languages, not mistakes of spelling.
function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** Letters to add, drop, change or swap with their neighbour (optimal string alignment). */
function distance(left: string, right: string): number {
  let older: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row++) {
    const next = [row]
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1]
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      const edits = [step(last, column) + 1, step(next, column - 1) + 1, step(last, column - 1) + (same ? 0 : 1)]
      if (swapped) edits.push(step(older, column - 2) + 1)
      next.push(Math.min(...edits))
    }
    older = last
    last = next
  }
  return step(last, right.length)
}

function step(row: readonly number[], column: number): number {
  return row[column] ?? Infinity
}
