/** Panels of states: what was so from when to when, and a square for each day or hour. Both load in Grafana 10 to 13. */
import { type Charted, type Sized, sized } from './panel.js'
import { inline, type Words } from './words.js'

/** What a code means, and its colour. Grafana's PostgreSQL source takes numbers alone as values of a series. */
export type States = readonly (readonly [code: number, says: Words, color: string])[]

interface Stated extends Omit<Charted, 'look' | 'stacked' | 'custom'> {
  readonly states?: States
}

/** A line for each series, which holds a value until the next one, or until NULL. */
export function timeline({ states, ...said }: Stated): Sized {
  return ofStates('state-timeline', { mergeValues: true, alignValue: 'left' }, said, states)
}

/** A line for each series, with a square for each moment. */
export function squares({ states, ...said }: Stated): Sized {
  return ofStates('status-history', { colWidth: 0.9 }, said, states)
}

function ofStates(
  type: string,
  options: Readonly<Record<string, unknown>>,
  { name, ...said }: Omit<Stated, 'states'>,
  states: States = [],
): Sized {
  const { size, panel } = sized(said, type, 'time_series', {
    options: {
      legend: { calcs: [], displayMode: 'list', placement: 'bottom', showLegend: true },
      rowHeight: 0.9,
      showValue: states.length === 0 ? 'auto' : 'never',
      tooltip: { mode: 'single', sort: 'none' },
      ...options,
    },
    custom: { fillOpacity: 80, lineWidth: 0 },
    ...(name === undefined ? {} : { name }),
  })
  const meanings = Object.fromEntries(
    states.map(([code, says, color], index) => [String(code), { text: inline(says), color, index }]),
  )
  const mappings = states.length === 0 ? [] : [{ type: 'value' as const, options: meanings }]
  const { defaults, overrides } = panel.fieldConfig ?? { defaults: {}, overrides: [] }
  return { size, panel: { ...panel, fieldConfig: { defaults: { ...defaults, mappings }, overrides } } }
}
