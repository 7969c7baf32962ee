/** What a kind of receiver takes, how often, and how it says no. */
import { SourceRefused } from '../errors.js'
import { type Answer, TryLater } from '../http.js'
import type { Message } from './message.js'

/** A request with a body of JSON. */
export interface Post {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Receiver {
  /** Alerts in one message, and bytes of its body. */
  readonly mostAlerts: number
  readonly mostBytes: number
  /** Messages in a minute, whoever they are about. */
  readonly perMinute: number
  /** One message, as it is signed at this moment. */
  readonly write: (messages: readonly Message[], now: Date) => Post
  /** @throws SourceRefused when the answer is a no, TryLater when it is a not now */
  readonly check: (answer: Answer) => Promise<void>
}

export function post(url: string | URL, body: unknown, headers: Readonly<Record<string, string>> = {}): Post {
  return {
    url: new URL(url),
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  }
}

/** A refusal in the words of who refused. */
export function refused(who: string, said: string, remedy: string): SourceRefused {
  return new SourceRefused(`${who} did not take the message (${said}). ${remedy}`, { facts: { said } })
}

interface Codes {
  readonly who: string
  /** Where the code stands: `code`, `errcode`. */
  readonly code: string
  readonly words: string
  /** Too fast, or a fault of theirs. */
  readonly later: readonly number[]
  readonly remedies: Readonly<Record<number, string>>
}

const CHECK_SETTINGS = 'Look at the robot, its address and its security settings.'

/** Robots answer 200 to everything; whether they took it stands in the body. */
export function checkCode({ who, code: field, words, later, remedies }: Codes): Receiver['check'] {
  return async (answer) => {
    const text = await answer.text()
    const body = objectOf(text)
    const code = body[field]
    if (typeof code !== 'number') {
      throw refused(who, `HTTP ${answer.status} without ${field}: ${text.slice(0, 200)}`, CHECK_SETTINGS)
    }
    if (code === 0) return
    const said = `${field} ${code}: ${String(body[words] ?? '').slice(0, 200)}`
    if (later.includes(code)) throw new TryLater(said)
    throw refused(who, said, remedies[code] ?? CHECK_SETTINGS)
  }
}

/** An empty object for what is none. */
export function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
