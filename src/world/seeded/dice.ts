/** Chance that comes again: the same seed throws the same dice, on every machine and in whatever order they are thrown. */
export class Dice {
  readonly #name: string
  #state: number

  constructor(name: string) {
    this.#name = name
    this.#state = hashed(name)
  }

  /** Dice of their own for a part of the world, so that a new throw in one place changes nothing in another. */
  of(name: string | number): Dice {
    return new Dice(`${this.#name}/${name}`)
  }

  /** A whole number from `least` up to and with `most`. */
  within(least: number, most: number): number {
    return least + (this.#next() % (most - least + 1))
  }

  chance(percent: number): boolean {
    return this.within(1, 100) <= percent
  }

  pick<const T>(list: readonly [T, ...T[]]): T {
    return list[this.within(0, list.length - 1)] ?? list[0]
  }

  /** Mulberry32: 32 bits of state are plenty for a fleet. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

/** FNV-1a. */
function hashed(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
