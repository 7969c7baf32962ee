/** The words of a statement. */

export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'parameter' | 'sign'
  readonly text: string
}

/** What BigQuery says of a statement that it cannot run. */
export class InvalidQuery extends Error {
  override readonly name = 'InvalidQuery'
}

const TOKEN = /\s+|--[^\n]*|`([^`]+)`|'([^'\\]*)'|(\d+(?:\.\d+)?)|@(\w+)|([A-Za-z_]\w*)|(<=|>=|<>|[(),.*+<>=-])/y

export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < sql.length) {
    const at = TOKEN.lastIndex
    const found = TOKEN.exec(sql)
    if (found === null) throw new InvalidQuery(`Syntax error: Illegal input character at [${at}]`)
    const [, name, text, number, parameter, word, sign] = found
    if (name !== undefined) tokens.push({ kind: 'name', text: name })
    if (text !== undefined) tokens.push({ kind: 'text', text })
    if (number !== undefined) tokens.push({ kind: 'number', text: number })
    if (parameter !== undefined) tokens.push({ kind: 'parameter', text: parameter })
    if (word !== undefined) tokens.push({ kind: 'word', text: word })
    if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
  }
  return tokens
}

/** Goes through the words one by one. */
export class Reader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get ended(): boolean {
    return this.#at >= this.#tokens.length
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead]
  }

  next(): Token {
    const token = this.#tokens[this.#at]
    if (token === undefined) throw new InvalidQuery('Syntax error: Unexpected end of script')
    this.#at += 1
    return token
  }

  /** Whether these words or signs come next; then they are passed. */
  take(...words: readonly string[]): boolean {
    if (!words.every((word, i) => isWord(this.peek(i), word))) return false
    this.#at += words.length
    return true
  }

  demand(...words: readonly string[]): void {
    if (!this.take(...words)) {
      throw new InvalidQuery(
        `Syntax error: Expected ${words.join(' ')} but got ${this.peek()?.text ?? 'end of script'}`,
      )
    }
  }

  word(): string {
    const token = this.next()
    if (token.kind !== 'word' && token.kind !== 'name') throw new InvalidQuery(`Syntax error: Unexpected ${token.text}`)
    return token.text
  }
}

function isWord(token: Token | undefined, word: string): boolean {
  if (token?.kind !== 'word' && token?.kind !== 'sign') return false
  return token.text.toUpperCase() === word
}
