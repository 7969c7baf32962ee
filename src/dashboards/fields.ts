/** Columns of a panel: what they are called, in what unit they are, from where on they are remarkable. */
import type { FieldDefaults, Mapping, Override } from './grafana.js'
import { inline, type Words } from './words.js'

/** From `value` on in this colour; the first has null: from the least. */
export type Threshold = readonly [value: number | null, color: string]

export interface Field {
  readonly title?: Words
  readonly unit?: string
  readonly decimals?: number
  readonly thresholds?: readonly Threshold[]
  readonly min?: number
  readonly max?: number
  /** Where a click leads: a path with Grafana's variables of data links. */
  readonly link?: { readonly title: Words; readonly url: string }
  /** What texts are shown as: colours of states. */
  readonly colors?: Readonly<Record<string, string>>
  /** What codes mean. */
  readonly texts?: Readonly<Record<string, Words>>
  /** What is shown in place of NULL where that does not mean `unknown`. */
  readonly noValue?: string
  /** Options of the panel's own, such as the width of a table's column. */
  readonly custom?: Readonly<Record<string, unknown>>
}

/** Columns by their name in the SQL; an amount by what stands before `_usd` or `_cny`. */
export type Fields = Readonly<Record<string, Field>>

/** No unit of Grafana's takes a variable, so the currency stands in the column's name and each has an override. */
const CURRENCIES = [
  { code: 'usd', unit: 'currencyUSD', full: 'currency:financial:$' },
  { code: 'cny', unit: 'currency:¥', full: 'currency:financial:¥' },
] as const

/** An amount in the currency of the variable: `money('cost')` shows the column `cost_usd` in dollars and `cost_cny` in yuan. */
export function overridesOf(fields: Fields, amounts: Fields, full = false): Override[] {
  const plain = Object.entries(fields).map(([name, field]) => overrideOf(name, field))
  const money = Object.entries(amounts).flatMap(([name, field]) =>
    CURRENCIES.map(({ code, ...units }) =>
      overrideOf(`${name}_${code}`, { unit: full ? units.full : units.unit, ...field }),
    ),
  )
  return [...plain, ...money]
}

function overrideOf(column: string, field: Field): Override {
  const { title, link, colors, texts, custom = {}, thresholds, ...same } = field
  const properties = [
    ...(title === undefined ? [] : [{ id: 'displayName', value: inline(title) }]),
    ...Object.entries(same).map(([id, value]) => ({ id, value })),
    ...(thresholds === undefined ? [] : [{ id: 'thresholds', value: thresholdsOf(thresholds) }]),
    ...(colors === undefined ? [] : [{ id: 'mappings', value: [mappingOf(colors)] }]),
    ...(texts === undefined ? [] : [{ id: 'mappings', value: [textsOf(texts)] }]),
    ...(link === undefined ? [] : [{ id: 'links', value: [{ title: inline(link.title), url: link.url }] }]),
    ...Object.entries(custom).map(([id, value]) => ({ id: `custom.${id}`, value })),
  ]
  return { matcher: { id: 'byName', options: column }, properties }
}

function mappingOf(colors: Readonly<Record<string, string>>): Mapping {
  const options = Object.fromEntries(Object.entries(colors).map(([text, color], index) => [text, { color, index }]))
  return { type: 'value', options }
}

function textsOf(texts: Readonly<Record<string, Words>>): Mapping {
  const options = Object.fromEntries(
    Object.entries(texts).map(([code, said], index) => [code, { text: inline(said), index }]),
  )
  return { type: 'value', options }
}

/** Without thresholds of its own Grafana paints what is above 80 red. */
export function thresholdsOf(steps: readonly Threshold[]): NonNullable<FieldDefaults['thresholds']> {
  return { mode: 'absolute', steps: steps.map(([value, color]) => ({ value, color })) }
}
