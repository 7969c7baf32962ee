/**
 * Words of others that may be shown. A service, a proxy or an SDK may say back whatever a request carried: as it was, as
 * an address spells it, in base64, or cut off in the middle.
 */
const HIDDEN = '[hidden]'
/** A piece of a secret of this length is no accident. */
const ENOUGH = 12
/** Shorter ones stand in too many words. */
const LEAST = 4

/** What lets one in, by how it is written: keys, tokens that sign for themselves, headers, signatures in addresses. */
const CARRIED: readonly (readonly [form: RegExp, shown: string])[] = [
  [/-----BEGIN[^]*?(-----END [A-Z ]+-----|$)/g, HIDDEN],
  [/(?:\bya29\.|eyJ)[\w.-]{8,}/g, HIDDEN],
  [/\b(Bearer|Basic)(?:\s+|%20)[\w.~+/%-]{8,}=*/gi, `$1 ${HIDDEN}`],
  [/\b(SharedKey(?:Lite)?)\s+[^\s,]+/g, `$1 ${HIDDEN}`],
  [/\b((?:\w*signature|sig|security-?token)(?:=|%3D|%253D))[^&\s,"'<>]+/gi, `$1${HIDDEN}`],
  [/\b((?:security|tc)-token:\s?)\S+/gi, `$1${HIDDEN}`],
]

/** Undefined secrets are none. */
export function hidden(text: string, secrets: readonly (string | undefined)[]): string {
  const known = new Set(secrets.flatMap((secret) => (secret === undefined ? [] : spellings(secret))))
  const clean = without(text, [...known].flatMap(pieces))
  return CARRIED.reduce((words, [form, shown]) => words.replaceAll(form, shown), clean)
}

/** In base64 whatever stands before it: `user:password` may begin anywhere in three bytes. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const encoded = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    // The first and the last sign hold bits of what stands beside it.
    return text.slice(before === 0 ? 0 : before + 1).replace(/.={1,2}$/, '')
  })
  const once = encodeURIComponent(secret)
  const all = [secret, once, encodeURIComponent(once), JSON.stringify(secret).slice(1, -1), ...encoded]
  return [...all, ...encoded.map(encodeURIComponent)].filter(({ length }) => length >= LEAST)
}

function pieces(spelling: string): string[] {
  const size = Math.min(ENOUGH, spelling.length)
  return Array.from({ length: spelling.length - size + 1 }, (_, i) => spelling.slice(i, i + size))
}

/** Pieces may overlap: what they cover together goes as one. */
function without(text: string, parts: readonly string[]): string {
  const covered = new Set<number>()
  for (const part of parts) {
    for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      for (let i = at; i < at + part.length; i += 1) covered.add(i)
    }
  }
  if (covered.size === 0) return text
  const kept = Array.from({ length: text.length }, (_, i) => {
    if (!covered.has(i)) return text.charAt(i)
    return covered.has(i - 1) ? '' : HIDDEN
  })
  return kept.join('')
}
