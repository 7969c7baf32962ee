/** A report as a page is made of it: sections of notes, tiles, tables and charts, in both languages, on paper or in a terminal. */

export type Language = 'en' | 'zh-CN'

/** The same thing said in both languages. */
export interface Both {
  readonly en: string
  readonly zh: string
}

/** What needs no translation: a name, a number. */
export function same(text: string): Both {
  return { en: text, zh: text }
}

export function spoken(both: Both, language: Language): string {
  return language === 'en' ? both.en : both.zh
}

export interface Cell {
  readonly shown: Both
  /** The exact text that is shown rounded. */
  readonly exact?: string
  /** `unknown` is no number: `shown` says why. */
  readonly tone?: 'unknown' | 'warning' | 'good' | 'quiet'
  /** Said in small letters below. */
  readonly below?: Both
  /** A small picture, as SVG. */
  readonly picture?: string
}

export interface Column {
  readonly title: Both
  readonly right?: true
}

export interface Row {
  readonly cells: readonly Cell[]
  readonly total?: true
}

export interface Tile {
  readonly label: Both
  readonly cell: Cell
}

export interface LegendEntry {
  readonly kind: string
  readonly label: Both
}

export type Block =
  | { readonly is: 'note'; readonly text: Both; readonly tone?: 'warning' | 'good' }
  | { readonly is: 'heading'; readonly text: Both }
  | { readonly is: 'tiles'; readonly tiles: readonly Tile[] }
  | { readonly is: 'table'; readonly columns: readonly Column[]; readonly rows: readonly Row[] }
  | { readonly is: 'chart'; readonly title: Both; readonly svg: string; readonly legend: readonly LegendEntry[] }

export interface Section {
  readonly id: string
  readonly title: Both
  readonly blocks: readonly Block[]
}

export interface Page {
  readonly title: Both
  readonly range: Both
  readonly made: Both
  readonly sections: readonly Section[]
}
