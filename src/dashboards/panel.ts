/** Panels: one query each, a title and a description in both languages, units and thresholds said, never left to Grafana. */
import { type Fields, overridesOf, type Threshold, thresholdsOf } from './fields.js'
import { DATASOURCE, type FieldDefaults, type Panel, type Target } from './grafana.js'
import { inline, paragraphs, type Words } from './words.js'

export interface Said {
  /** Fixed: alerts and links name a panel by it. */
  readonly id: number
  readonly title: Words
  readonly description: Words
  readonly size: readonly [width: number, height: number]
  readonly sql: string
  /** Of every column that says nothing else. */
  readonly unit: string
  readonly decimals?: number
  readonly thresholds?: readonly Threshold[]
  readonly min?: number
  readonly max?: number
  readonly fields?: Fields
  /** Columns that are `<name>_usd` or `<name>_cny`, as the variable says. */
  readonly amounts?: Fields
  /** What is shown are texts, not numbers. */
  readonly text?: true
}

export interface Charted extends Said {
  /** `${__field.labels.provider}`: what a series is called. */
  readonly name?: string
  readonly look?: 'bars' | 'lines' | 'steps'
  readonly stacked?: boolean
  readonly custom?: Readonly<Record<string, unknown>>
}

/** A panel, its size beside it: where it stands is the dashboard's affair. */
export interface Sized {
  readonly panel: Omit<Panel, 'gridPos'>
  readonly size: Said['size']
}

const UNKNOWN: Words = { en: 'unknown', zh: '未知' }
const PLAIN: readonly Threshold[] = [[null, 'blue']]
/** 7 days are read by the hour, 30 by the day: see `HOURS_UP_TO` in sql.ts. */
const POINTS = 200

export function stat(said: Said): Sized {
  return sized(said, 'stat', 'table', {
    options: {
      colorMode: 'value',
      graphMode: 'none',
      justifyMode: 'auto',
      orientation: 'auto',
      percentChangeColorMode: 'standard',
      reduceOptions: { calcs: ['lastNotNull'], fields: said.text === true ? '/.*/' : '', values: false },
      showPercentChange: false,
      textMode: 'auto',
      wideLayout: true,
    },
  })
}

export function gauge(said: Said & { readonly min: number; readonly max: number }): Sized {
  return sized(said, 'gauge', 'table', {
    options: {
      minVizHeight: 75,
      minVizWidth: 75,
      orientation: 'auto',
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      showThresholdLabels: false,
      showThresholdMarkers: true,
      sizing: 'auto',
    },
  })
}

/** Bars side by side, one for each row, named by its first column: what one compares at a glance. */
export function columns(said: Said): Sized {
  return sized(said, 'barchart', 'table', {
    options: {
      barWidth: 0.9,
      groupWidth: 0.7,
      legend: { calcs: [], displayMode: 'list', placement: 'bottom', showLegend: true },
      orientation: 'auto',
      showValue: 'auto',
      stacking: 'none',
      tooltip: { mode: 'multi', sort: 'none' },
      xTickLabelRotation: -30,
    },
    custom: { axisPlacement: 'auto', fillOpacity: 80, lineWidth: 0 },
  })
}

/** The parts of a whole, a row for each, named by its first column; the legend tells amounts and shares. */
export function donut(said: Said): Sized {
  return sized(said, 'piechart', 'table', {
    options: {
      displayLabels: [],
      legend: { displayMode: 'table', placement: 'right', showLegend: true, values: ['value', 'percent'] },
      pieType: 'donut',
      reduceOptions: { calcs: ['lastNotNull'], fields: '', limit: 25, values: true },
      tooltip: { mode: 'single', sort: 'none' },
    },
    color: { mode: 'palette-classic-by-name' },
  })
}

/** A bar for each row. Without a least value of 0 the shortest bar would seem to be nothing. */
export function bars(said: Said & { readonly min: 0 }): Sized {
  return sized(said, 'bargauge', 'table', {
    options: {
      displayMode: 'gradient',
      maxVizHeight: 300,
      minVizHeight: 16,
      minVizWidth: 8,
      namePlacement: 'auto',
      orientation: 'horizontal',
      reduceOptions: { calcs: ['lastNotNull'], fields: '', limit: 25, values: true },
      showUnfilled: true,
      sizing: 'auto',
      valueMode: 'color',
    },
  })
}

export function table(said: Said): Sized {
  return sized(said, 'table', 'table', {
    options: { cellHeight: 'sm', footer: { countRows: false, fields: '', reducer: ['sum'], show: false }, showHeader: true },
    custom: { align: 'auto', cellOptions: { type: 'auto' }, filterable: true, inspect: false },
  })
}

export function chart({ name, look = 'lines', stacked = false, custom = {}, ...said }: Charted): Sized {
  return sized(said, 'timeseries', 'time_series', {
    options: {
      legend: { calcs: [], displayMode: 'list', placement: 'bottom', showLegend: true },
      tooltip: { hideZeros: false, mode: 'multi', sort: 'desc' },
    },
    custom: {
      axisPlacement: 'auto',
      drawStyle: look === 'bars' ? 'bars' : 'line',
      fillOpacity: look === 'bars' ? 80 : stacked ? 25 : 0,
      lineInterpolation: look === 'steps' ? 'stepAfter' : 'linear',
      lineWidth: 1,
      pointSize: 4,
      showPoints: 'auto',
      spanNulls: false, // a gap is what is not known
      stacking: { group: 'A', mode: stacked ? 'normal' : 'none' },
      thresholdsStyle: { mode: 'off' },
      ...custom,
    },
    color: { mode: 'palette-classic-by-name' },
    ...(name === undefined ? {} : { name }),
  })
}

interface Kind {
  readonly options: Record<string, unknown>
  readonly custom?: Readonly<Record<string, unknown>>
  readonly color?: NonNullable<FieldDefaults['color']>
  readonly name?: string
}

/** A panel of any type: what all of them say alike. */
export function sized(said: Said, type: string, format: Target['format'], kind: Kind): Sized {
  const { id, title, description, size, sql, unit, fields = {}, amounts = {}, thresholds = PLAIN } = said
  const { options, custom, color = { mode: 'thresholds' }, name } = kind
  const { decimals, min, max } = said
  const target: Target = { refId: 'A', datasource: DATASOURCE, editorMode: 'code', format, rawQuery: true, rawSql: sql }
  const defaults: FieldDefaults = {
    color,
    mappings: [],
    noValue: inline(UNKNOWN), // of a table's cells, too
    thresholds: thresholdsOf(thresholds),
    unit,
    ...(decimals === undefined ? {} : { decimals }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(name === undefined ? {} : { displayName: name }),
    ...(custom === undefined ? {} : { custom }),
  }
  const overrides = overridesOf(fields, amounts, type === 'table')
  return {
    size,
    panel: {
      id,
      type,
      title: inline(title),
      description: paragraphs(description),
      datasource: DATASOURCE,
      fieldConfig: { defaults, overrides },
      options,
      targets: [{ ...target }],
      interval: '1h',
      maxDataPoints: POINTS,
    },
  }
}
