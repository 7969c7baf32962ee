/**
 * Samples straight out of the bytes of an answer. JSON.parse makes two objects and a text of each, 1.6 s for an hour of
 * 40,000 series; this takes 0.2. It knows what servers print and no more: at anything else it steps back, and JSON.parse
 * judges.
 */
import type { Samples } from '../../counting/samples.js'
import type { Clock, Clocks } from './clocks.js'
import { numberOf } from './number.js'

const QUOTE = 0x22
const COMMA = 0x2c
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const OPEN = 0x5b
const BACKSLASH = 0x5c
const CLOSE = 0x5d
const CLOSE_BRACE = 0x7d
/** What stands below and above these is in no number. */
const BLANK = 0x20
const LAST_ASCII = 0x7e
/** Integers of so many digits are exact, and those of so many are small ones, which are faster to work with. */
const EXACT_DIGITS = 15
const SMALL_DIGITS = 9

/**
 * Where samples are put down, many series in one block: lists that grow, and buffers a series, are work for the garbage
 * collector. Series are views of their block, which goes when the last of them does.
 */
class Block {
  numbers = new Float64Array(0)
  used = 0

  /** Room for one more behind `count` numbers that are put down and not taken yet. */
  demand(count: number): void {
    if (this.used + count < this.numbers.length) return
    const larger = new Float64Array(Math.max(1 << 17, count * 4))
    larger.set(this.numbers.subarray(this.used, this.used + count))
    this.numbers = larger
    this.used = 0
  }

  take(count: number): Float64Array {
    this.used += count
    return this.numbers.subarray(this.used - count, this.used)
  }
}

const moments = new Block()
const values = new Block()

/** Reads `[1760000000.123,"42"],...]}` from its first bracket up to the brace behind the list. */
export class Pairs {
  readonly #clocks: Clocks
  #bytes: Buffer = Buffer.alloc(0)
  #view: DataView = new DataView(new ArrayBuffer(0))
  /** Where the list ended that was read last: behind the brace. */
  at = 0
  /** Where the value ended that was read last: at its quote; -1 where it is none that can be read as it stands. */
  #end = -1

  constructor(clocks: Clocks) {
    this.#clocks = clocks
  }

  /** Undefined for what servers do not print, and where the bytes end first. */
  read(bytes: Buffer, from: number): Samples | undefined {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    const begin = valueFrom(bytes, from)
    if (begin < 0) return undefined
    const clock = this.#clocks.from(momentIn(bytes, from + 1, begin - 2))
    return (clock === undefined ? undefined : this.#known(clock, begin)) ?? this.#own(from)
  }

  /** The values of moments that were all read before. */
  #known(clock: Clock, from: number): Samples | undefined {
    const view = this.#view
    const { at, gap } = clock
    const count = at.length
    values.demand(count)
    const { numbers, used } = values
    numbers[used] = this.#value(from)
    for (let i = 1; i < count; i += 1) {
      if (this.#end < 0 || !clock.isAt(i, view, this.#end)) return undefined
      numbers[used + i] = this.#value(this.#end + gap)
    }
    return this.#end >= 0 && this.#ends(this.#end) ? { at, value: values.take(count) } : undefined
  }

  #own(from: number): Samples | undefined {
    const bytes = this.#bytes
    const gaps: number[] = []
    let gap = 0
    let count = 0
    let end = from - 3
    for (let at = from; count === 0 || bytes[end + 2] === COMMA; at = end + 3) {
      const begin = valueFrom(bytes, at)
      if (begin < 0) return undefined
      gaps.push(end)
      gap = count < 2 || gap === begin - end ? begin - end : 0
      moments.demand(count)
      values.demand(count)
      moments.numbers[moments.used + count] = momentIn(bytes, at + 1, begin - 2)
      values.numbers[values.used + count] = this.#value(begin)
      end = this.#end
      if (end < 0 || bytes[end + 1] !== CLOSE) return undefined
      count += 1
    }
    if (!this.#ends(end)) return undefined
    const at = moments.take(count)
    this.#clocks.keep(at, this.#view, gaps, gap)
    return { at, value: values.take(count) }
  }

  /** Nearly all are counts of few digits, and there are five million: each digit is looked at once. */
  #value(from: number): number {
    const bytes = this.#bytes
    const most = from + SMALL_DIGITS
    let number = 0
    let at = from
    for (; at < most; at += 1) {
      const byte = bytes[at] ?? 0
      if (byte < ZERO || byte > NINE) break
      number = (number * 10 + byte - ZERO) | 0
    }
    if (at === from || bytes[at] !== QUOTE) return this.#anyValue(from)
    this.#end = at
    return number
  }

  #anyValue(from: number): number {
    this.#end = valueEnd(this.#bytes, from)
    return this.#end < 0 ? Number.NaN : valueIn(this.#bytes, from, this.#end)
  }

  /** Whether the list and the series end behind the value that ends here. */
  #ends(end: number): boolean {
    const bytes = this.#bytes
    this.at = end + 4
    return bytes[end + 1] === CLOSE && bytes[end + 2] === CLOSE && bytes[end + 3] === CLOSE_BRACE
  }
}

/** Where the value of the pair begins, behind its quote; -1 where there is no `[`, moment, comma and quote. */
function valueFrom(bytes: Buffer, from: number): number {
  if (bytes[from] !== OPEN) return -1
  let at = digitsEnd(bytes, from + 1)
  if (at === from + 1 || at - from > 13) return -1
  if (bytes[at] === DOT) {
    const places = at + 1
    at = digitsEnd(bytes, places)
    if (at === places || at - places > 3) return -1
  }
  return bytes[at] === COMMA && bytes[at + 1] === QUOTE ? at + 2 : -1
}

/** Seconds of up to three places as milliseconds. */
function momentIn(bytes: Buffer, from: number, end: number): number {
  const dot = digitsEnd(bytes, from)
  const seconds = integerIn(bytes, from, dot)
  return dot === end ? seconds * 1000 : seconds * 1000 + integerIn(bytes, dot + 1, end) * 10 ** (4 + dot - end)
}

/** Where the quote behind the value stands; -1 where it is none that can be read as it stands. */
function valueEnd(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte === QUOTE) return at
    if (byte === BACKSLASH || byte < BLANK || byte > LAST_ASCII) return -1
  }
  return -1
}

/** A count; one with parts, an exponent, NaN or infinity is rarer and read as text. */
function valueIn(bytes: Buffer, from: number, end: number): number {
  const isCount = end > from && end - from <= EXACT_DIGITS && digitsEnd(bytes, from) === end
  return isCount ? integerIn(bytes, from, end) : numberOf(bytes.toString('latin1', from, end))
}

function digitsEnd(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0
    if (byte < ZERO || byte > NINE) return at
    at += 1
  }
  return at
}

function integerIn(bytes: Buffer, from: number, end: number): number {
  const small = Math.min(end, from + SMALL_DIGITS)
  let number = 0
  for (let at = from; at < small; at += 1) number = (number * 10 + (bytes[at] ?? 0) - ZERO) | 0
  let large = number
  for (let at = small; at < end; at += 1) large = large * 10 + (bytes[at] ?? 0) - ZERO
  return large
}
