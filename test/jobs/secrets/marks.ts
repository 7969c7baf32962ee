/** Secrets that are known again wherever they turn up: whole or in part, as they are, in an address or in base64. */
import { createHash } from 'node:crypto'

export interface Mark {
  readonly name: string
  /** What is configured: the mark, and around it what its place asks for. */
  readonly value: string
  /** What nobody but the far end may see of it. */
  readonly secret: readonly string[]
}

/** Letters and digits, so that no way of writing an address changes them; between the halves stand signs that it does. */
export function mark(name: string, around: (half: string, other: string) => string = withSigns): Mark {
  const digits = createHash('sha256').update(`tokenledger ${name}`).digest('base64').replaceAll(/[^\w]/g, 'x')
  const secret = [digits.slice(0, 18), digits.slice(18, 36)] as const
  return { name, value: around(...secret), secret }
}

/** Of something that a request carried. */
export function sentAs(name: string, value: string): Mark {
  return { name, value, secret: [value] }
}

function withSigns(half: string, other: string): string {
  return `${half}/+&=%@${other}`
}

/** A dozen signs in a row are no accident; of a longer piece sixteen are found. */
const ENOUGH = 12
const STEP = 4

/** The names of secrets that a text tells, each with the piece that tells it. */
export function tellsOf(text: string, marks: readonly Mark[]): string[] {
  return marks.flatMap((one) => {
    const piece = one.secret
      .flatMap(spellings)
      .flatMap(pieces)
      .find((each) => text.includes(each))
    if (piece === undefined) return []
    const at = text.indexOf(piece)
    return [`${one.name}: ${text.slice(Math.max(0, at - 160), at + 60)}`]
  })
}

/** As it is; and in base64, whatever stands before it and however long that is: `user:password` begins anywhere. */
function spellings(secret: string): string[] {
  const encoded = [0, 1, 2].map((before) =>
    Buffer.from(`${' '.repeat(before)}${secret}`)
      .toString('base64')
      .slice(before === 0 ? 0 : 4)
      .replace(/.{0,4}$/, ''),
  )
  return [secret, ...encoded]
}

function pieces(text: string): string[] {
  if (text.length <= ENOUGH) return [text]
  return Array.from({ length: Math.floor((text.length - ENOUGH) / STEP) + 1 }, (_, i) =>
    text.slice(i * STEP, i * STEP + ENOUGH),
  )
}
