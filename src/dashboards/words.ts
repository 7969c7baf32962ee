/** A text in the two languages of our readers. */
export interface Words {
  readonly en: string
  readonly zh: string
}

export function words(en: string, zh: string): Words {
  return { en, zh }
}

/** On one line: titles, columns. */
export function inline({ en, zh }: Words): string {
  return en === zh ? en : `${en} · ${zh}`
}

/** As two paragraphs: descriptions, which Grafana shows as Markdown. */
export function paragraphs({ en, zh }: Words): string {
  return `${en}\n\n${zh}`
}
