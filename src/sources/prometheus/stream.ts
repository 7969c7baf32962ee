/**
 * Reads an answer of the query API as it arrives: each element of `data.result` is handed over on its own, so that an answer
 * of 90 MB never stands in memory as a whole. The bytes around the elements are kept and parsed at the end; `warnings` may
 * stand before or after them.
 */
import { MalformedBill, SourceDown } from '../../errors.js'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const COMMA = 0x2c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const BLANK = 0x20

/** How a series ends: `"values":[[1760000000,"42"]]}`. */
const END_OF_USUAL = Buffer.from(']}')

/** The depth at which the elements of `data.result` stand. */
const ELEMENTS = 3
/** Around the elements there are a few words; an answer with this much beside them is none of this API. */
const MOST_AROUND = 8 << 20

/**
 * Takes the element that begins at `from`, if it is all there and looks as servers print it, and says where it ends; else -1.
 */
export type TakeUsual = (bytes: Buffer, from: number) => number

/**
 * Hands the bytes of each element over as it is complete, and answers with the document without them. Elements that
 * `takeUsual` takes are not handed over: who knows what they look like need not have their end looked for.
 * @throws SourceDown when the answer ends early, MalformedBill when it is no such document
 */
export async function readAnswer(
  who: string,
  body: AsyncIterable<Uint8Array>,
  onElement: (element: Buffer) => void,
  takeUsual: TakeUsual = () => -1,
): Promise<unknown> {
  const scanner = new Scanner(who, onElement, takeUsual)
  for await (const chunk of body) scanner.take(chunk)
  return scanner.end()
}

class Scanner {
  readonly #who: string
  readonly #onElement: (element: Buffer) => void
  readonly #takeUsual: TakeUsual
  #depth = 0
  #inString = false
  #escaped = false
  /** The last string at depth 1 or 2, which is a key when a colon follows. */
  #text: number[] = []
  readonly #keys: string[] = []
  #inResult = false
  #behindMetric = false
  /** Where the element begins in this chunk; -1 outside one. */
  #begun = -1
  #parts: Buffer[] = []
  #around: Uint8Array[] = []
  /** Where the last usual element of this chunk may end. */
  #usualUpTo = 0
  #aroundBytes = 0
  #aroundFrom = 0
  #started = false

  constructor(who: string, onElement: (element: Buffer) => void, takeUsual: TakeUsual) {
    this.#who = who
    this.#onElement = onElement
    this.#takeUsual = takeUsual
  }

  take(bytes: Uint8Array): void {
    // A view made here, as that of an element that was cut is: V8 takes the buffers that Node makes in C++ for another
    // kind of thing, and compiled all that reads bytes twice.
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#aroundFrom = 0
    this.#usualUpTo = chunk.lastIndexOf(END_OF_USUAL)
    if (this.#begun >= 0) this.#begun = 0
    for (let i = 0; i < chunk.length; i += 1) {
      if (this.#behindMetric) i = this.#brace(i, chunk)
      else if (this.#inResult && this.#depth === ELEMENTS && !this.#inString) i = this.#usual(i, chunk)
      const byte = chunk[i] ?? 0
      if (this.#inString) this.#string(byte)
      else if (byte > COMMA || byte === QUOTE || this.#depth === 0) this.#sign(byte, i, chunk)
    }
    if (this.#begun >= 0) this.#parts.push(chunk.slice(this.#begun))
    else this.#keep(chunk.slice(this.#aroundFrom))
  }

  /**
   * Behind the elements that follow each other here and are usual, with the commas between them. One that is cut is not
   * tried: it would be read twice, and reading beyond the end of a chunk makes all that reads slower.
   */
  #usual(from: number, chunk: Buffer): number {
    for (let at = from; ;) {
      if (at >= this.#usualUpTo) return at
      const begin = chunk[at] === COMMA ? at + 1 : at
      if (chunk[begin] !== OPEN_BRACE) return at
      const end = this.#takeUsual(chunk, begin)
      if (end < 0) return begin
      if (at === from) this.#keep(chunk.subarray(this.#aroundFrom, from))
      at = this.#aroundFrom = end
    }
  }

  /**
   * The next brace of an element whose metric is over: what is left of it are numbers, also those in quotes, and its end is
   * found by braces alone. Looking at every byte took half a second of an hour of 40,000 series.
   */
  #brace(from: number, chunk: Buffer): number {
    for (let at = from; ; at += 1) {
      const close = chunk.indexOf(CLOSE_BRACE, at)
      const open = chunk.indexOf(OPEN_BRACE, at)
      at = open >= 0 && (open < close || close < 0) ? open : close
      if (at < 0) return chunk.length
      if (at === open) this.#depth += 1
      else if (this.#depth > ELEMENTS + 1) this.#depth -= 1
      else {
        this.#behindMetric = false
        return at
      }
    }
  }

  end(): unknown {
    if (!this.#started || this.#depth > 0) {
      throw new SourceDown(
        `The answer of ${this.#who} ends in the middle. Run it again; if it stays so, look for a proxy.`,
      )
    }
    return this.#parsed(this.#around)
  }

  #string(byte: number): void {
    if (this.#escaped) this.#escaped = false
    else if (byte === BACKSLASH) this.#escaped = true
    else if (byte === QUOTE) this.#inString = false
    if (this.#inString && this.#depth < ELEMENTS) this.#text.push(byte)
  }

  #sign(byte: number, index: number, chunk: Buffer): void {
    switch (byte) {
      case QUOTE:
        this.#inString = true
        if (this.#depth < ELEMENTS) this.#text = []
        return
      case COLON:
        if (this.#depth < ELEMENTS) this.#keys[this.#depth] = String.fromCharCode(...this.#text)
        return
      case OPEN_BRACE:
      case OPEN_BRACKET:
        this.#open(byte, index, chunk)
        return
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        this.#close(index, chunk)
        return
      default:
        if (!this.#started && byte > BLANK) throw this.#other('begins with no brace')
    }
  }

  #open(byte: number, index: number, chunk: Buffer): void {
    if (!this.#started && byte !== OPEN_BRACE) throw this.#other('is no object')
    if (this.#inResult && this.#depth === ELEMENTS) {
      this.#keep(chunk.slice(this.#aroundFrom, index))
      this.#begun = index
    }
    this.#started = true
    this.#depth += 1
    const [, outer, inner] = this.#keys
    if (this.#depth === ELEMENTS && byte === OPEN_BRACKET && outer === 'data' && inner === 'result') {
      this.#keep(chunk.slice(this.#aroundFrom, index + 1))
      this.#aroundFrom = index + 1
      this.#inResult = true
    }
  }

  #close(index: number, chunk: Buffer): void {
    this.#depth -= 1
    if (this.#depth < 0) throw this.#other('closes what it did not open')
    if (!this.#inResult) return
    // Only an object that closes inside an element is its metric, or a member after which nothing else can be told apart.
    this.#behindMetric = this.#depth === ELEMENTS + 1 && chunk[index] === CLOSE_BRACE
    if (this.#depth === ELEMENTS) {
      const last = chunk.subarray(this.#begun, index + 1)
      const element = this.#parts.length === 0 ? last : Buffer.concat([...this.#parts, last])
      this.#parts = []
      this.#begun = -1
      this.#aroundFrom = index + 1
      this.#onElement(element)
    }
    if (this.#depth < ELEMENTS) {
      this.#keep(chunk.slice(this.#aroundFrom, index))
      this.#aroundFrom = index
      this.#inResult = false
    }
  }

  /** Commas between elements are dropped with them: what is left of the list is `[]`. */
  #keep(bytes: Uint8Array): void {
    const rest = this.#inResult ? bytes.filter((byte) => byte !== COMMA && byte > BLANK) : bytes
    this.#aroundBytes += rest.length
    if (this.#aroundBytes > MOST_AROUND) throw this.#other('has megabytes beside its result')
    if (rest.length > 0) this.#around.push(rest)
  }

  #parsed(parts: readonly Uint8Array[]): unknown {
    const [only] = parts
    const text = new TextDecoder().decode(parts.length === 1 ? only : Buffer.concat(parts))
    try {
      return JSON.parse(text)
    } catch {
      throw this.#other(`is no JSON: ${JSON.stringify(text.slice(0, 60))}`)
    }
  }

  #other(what: string): MalformedBill {
    return new MalformedBill(
      `${this.#who} does not answer as the Prometheus API does: its answer ${what}. Is the url the base of that API?`,
    )
  }
}
