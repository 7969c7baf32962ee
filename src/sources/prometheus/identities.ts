/** What identifies a target, and a series of it: their labels as one text, and a hash of that. */
import { hash } from 'node:crypto'
import { numberOf } from './number.js'
import type { Labels } from './series.js'

export interface Identity {
  readonly target: string
  readonly identity: string
  /** Whether it says who scraped it. */
  readonly scraped: boolean
}

/** A label in its place among the others of a series: where it stands in what the server sent, and its text. */
interface Place {
  readonly index: number
  readonly name: string
  readonly ofTarget: boolean
  value: string
}

/**
 * The identities of one series after the other. Two that follow each other share most of their labels, and of 40,000 series
 * only those that differ are made into text again.
 */
export class Identities {
  readonly #haLabels: readonly string[]
  /** The labels of the last series as they came, and in order without those of who scraped it. */
  #given: readonly string[] = []
  #places: readonly Place[] = []
  readonly #texts: string[] = []
  #target = ''
  #apart: ReadonlySet<string> = new Set()

  constructor(haLabels: readonly string[]) {
    this.#haLabels = haLabels
  }

  /** `apart` are the labels that tell series of its target apart. */
  of(labels: Labels, apart: ReadonlySet<string>): Identity {
    const values = Object.values(labels)
    let moved = this.#arrange(Object.keys(labels), values, apart)
    for (let i = 0; i < this.#places.length; i += 1) {
      const place = this.#places[i]
      if (place === undefined) continue
      const value = values[place.index] ?? ''
      if (value === place.value) continue
      place.value = value
      this.#texts[i] = labelText(place.name, value)
      if (place.ofTarget) moved = true
    }
    if (moved) this.#target = this.#texts.filter((_, i) => this.#places[i]?.ofTarget).join('')
    return {
      target: this.#target,
      identity: this.#texts.join(''),
      scraped: this.#places.length < values.length,
    }
  }

  /** Whether these labels have other names than those of the last series, or tell other things apart. */
  #arrange(given: readonly string[], values: readonly string[], apart: ReadonlySet<string>): boolean {
    if (apart === this.#apart && areSame(given, this.#given)) return false
    this.#given = given
    this.#apart = apart
    const ofMetric = ofTheMetric(given, apart)
    this.#places = given
      .map((name, index) => ({ index, name, ofTarget: !ofMetric.has(name), value: values[index] ?? '' }))
      .filter(({ name }) => !this.#haLabels.includes(name))
      .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    this.#texts.length = 0
    for (const { name, value } of this.#places) this.#texts.push(labelText(name, value))
    return true
  }
}

/** Of these labels those of the metric; where the target has one of that name, the metric's is called `exported_...`. */
export function ofTheMetric(given: readonly string[], apart: ReadonlySet<string>): Set<string> {
  const named = new Set(given)
  return new Set([...apart].map((name) => (named.has(`exported_${name}`) ? `exported_${name}` : name)))
}

function areSame(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false
  for (let i = 0; i < left.length; i += 1) if (left[i] !== right[i]) return false
  return true
}

export function keyOf(source: string, identity: string): bigint {
  return BigInt(`0x${hash('sha256', `${source}\n${identity}`, 'hex').slice(0, 15)}`)
}

/** Labels as one text, in their order. A bound is a number: Prometheus 3 writes 1.0 where 2 wrote 1. */
export function textOf(labels: Labels): string {
  return Object.keys(labels)
    .toSorted()
    .map((name) => labelText(name, labels[name] ?? ''))
    .join('')
}

/** With the lengths of name and value, so that no two sets of labels are one text. */
function labelText(name: string, value: string): string {
  const said = name === 'le' ? String(numberOf(value)) : value
  return `${name.length}:${name}${said.length}:${said}`
}

export function without(labels: Labels, names: Iterable<string>): Labels {
  const left: Record<string, string> = {}
  const leaving = names instanceof Set ? names : new Set(names)
  for (const name of Object.keys(labels)) if (!leaving.has(name)) left[name] = labels[name] ?? ''
  return left
}
