/** Tags as they stand in a bill: `key:team value:search; key:env value:prod`. */

/** Where what is not understood stands among the tags: a tag is no reason to lose money, nor to be lost. */
export const UNREAD = 'tokenledger:unread'

export interface Tags {
  readonly tags: Readonly<Record<string, string>>
  /** What is not understood, as it stood. */
  readonly unread: readonly string[]
}

/**
 * Every tag of a row. A value may hold a semicolon, because the next tag begins with `key:`; where ` value:` or a key stands
 * twice, nobody can say which is meant, and the text is kept as it stood. Never throws.
 */
export function parseTags(text: string): Tags {
  const found = new Map<string, string>()
  const unread: string[] = []
  for (const part of partsOf(text)) {
    const [key, value] = pairIn(part)
    if (key === undefined || value === undefined || found.has(key)) unread.push(part)
    else found.set(key, value)
  }
  return { tags: Object.fromEntries(found), unread }
}

/** The same as the tags of a line. */
export function tagsOfLine({ tags, unread }: Tags): Readonly<Record<string, string>> {
  if (unread.length === 0) return tags
  const kept = Object.hasOwn(tags, UNREAD) ? [`key:${UNREAD} value:${tags[UNREAD] ?? ''}`, ...unread] : unread
  return Object.fromEntries([...Object.entries(tags).filter(([key]) => key !== UNREAD), [UNREAD, kept.join('; ')]])
}

function partsOf(text: string): string[] {
  return text
    .replace(/;\s*$/, '')
    .split(/;(?=\s*key:)/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function pairIn(part: string): readonly [string?, string?] {
  const pieces = part.split(' value:')
  const [key = '', value] = pieces
  if (pieces.length !== 2 || value === undefined || !/^key:\s*\S/.test(key)) return []
  return [key.slice('key:'.length).trim(), value.trim()]
}
