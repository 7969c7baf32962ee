/**
 * The labels of a series out of the bytes of its JSON. Most are those of the series before, at the same place: they are
 * recognised by their bytes, and one text stands for all of them. JSON.parse makes new ones for each of 40,000 series.
 */
export type Labels = Readonly<Record<string, string>>

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
/** What stands below and above these would have to be decoded. */
const BLANK = 0x20
const LAST_ASCII = 0x7e

/** A label at its place: its bytes with the quotes, `"pod":"a"`, where the value's begin, and the texts they stand for. */
interface Place {
  readonly bytes: Uint8Array
  readonly valueFrom: number
  readonly name: string
  readonly value: string
}

export class Metric {
  readonly #places: Place[] = []
  /** The labels that were made last, and of which places. */
  #last: Labels = {}
  readonly #lastPlaces: Place[] = []
  /** Where the metric ended that was read last: behind its brace. */
  at = 0

  /** From its opening brace; undefined where it is no object of texts, and where the bytes end first. */
  read(bytes: Buffer, from: number): Labels | undefined {
    return this.#usual(bytes, from) ?? this.#any(bytes, from)
  }

  /** ASCII without blanks between the members and without a backslash. */
  #usual(bytes: Buffer, from: number): Labels | undefined {
    if (bytes[from] !== OPEN_BRACE) return undefined
    let at = from + 1
    for (let index = 0; ; index += 1) {
      const place = this.#place(bytes, at, index)
      if (place === undefined) return undefined
      at += place.bytes.length + 1
      const sign = bytes[at - 1]
      if (sign === COMMA) continue
      if (sign !== CLOSE_BRACE) return undefined
      this.at = at
      return this.#made(index + 1)
    }
  }

  #place(bytes: Buffer, at: number, index: number): Place | undefined {
    const last = this.#places[index]
    if (last !== undefined && startsWith(bytes, at, last.bytes, last.bytes.length)) return last
    const place = placeAt(bytes, at, last)
    if (place !== undefined) this.#places[index] = place
    return place
  }

  /** Labels of the same names are a copy of the last ones: an object that grows name by name is copied three times. */
  #made(count: number): Labels {
    const same = count === this.#lastPlaces.length && this.#sameNames(count)
    const labels: Record<string, string> = same ? { ...this.#last } : {}
    this.#lastPlaces.length = count
    for (let i = 0; i < count; i += 1) {
      const place = this.#places[i]
      if (place === undefined || (same && place === this.#lastPlaces[i])) continue
      labels[place.name] = place.value
      this.#lastPlaces[i] = place
    }
    this.#last = labels
    return labels
  }

  #sameNames(count: number): boolean {
    for (let i = 0; i < count; i += 1) if (this.#places[i]?.name !== this.#lastPlaces[i]?.name) return false
    return true
  }

  #any(bytes: Buffer, from: number): Labels | undefined {
    const end = endOf(bytes, from)
    if (end < 0) return undefined
    this.at = end
    return labelsOf(parsed(bytes.toString('utf8', from, end)))
  }
}

function placeAt(bytes: Buffer, from: number, last: Place | undefined): Place | undefined {
  const same = last !== undefined && startsWith(bytes, from, last.bytes, last.valueFrom) ? last : undefined
  const nameEnd = same === undefined ? endOfText(bytes, from) : from + same.valueFrom - 1
  if (nameEnd < 0 || bytes[nameEnd] !== COLON) return undefined
  const end = endOfText(bytes, nameEnd + 1)
  if (end < 0) return undefined
  return {
    bytes: bytes.subarray(from, end),
    valueFrom: nameEnd + 1 - from,
    name: same?.name ?? bytes.toString('latin1', from + 1, nameEnd - 1),
    value: bytes.toString('latin1', nameEnd + 2, end - 1),
  }
}

function startsWith(bytes: Uint8Array, from: number, beginning: Uint8Array, length: number): boolean {
  for (let i = 0; i < length; i += 1) if (bytes[from + i] !== beginning[i]) return false
  return true
}

/** Behind the quote that ends a text of plain signs; -1 for another one. */
function endOfText(bytes: Uint8Array, from: number): number {
  if (bytes[from] !== QUOTE) return -1
  for (let i = from + 1; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0
    if (byte === QUOTE) return i + 1
    if (byte === BACKSLASH || byte < BLANK || byte > LAST_ASCII) return -1
  }
  return -1
}

/** A label may hold any text, braces and brackets too: the end of the metric is the brace that no quotes enclose. */
function endOf(bytes: Uint8Array, from: number): number {
  let inText = false
  let depth = 0
  for (let i = from; i < bytes.length; i += 1) {
    const byte = bytes[i]
    if (inText && byte === BACKSLASH) i += 1
    else if (byte === QUOTE) inText = !inText
    else if (!inText && byte === OPEN_BRACE) depth += 1
    else if (!inText && byte === CLOSE_BRACE) {
      depth -= 1
      if (depth === 0) return i + 1
    }
  }
  return -1
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function labelsOf(metric: unknown): Labels | undefined {
  if (typeof metric !== 'object' || metric === null) return undefined
  const labels: Record<string, string> = {}
  for (const [name, value] of Object.entries(metric)) {
    if (typeof value !== 'string') return undefined
    labels[name] = value
  }
  return labels
}
