/** Questions: ten a second, each under a text that names it wholly, and pages that end. */
import type { Asking } from '../../records/bill-source.js'
import { malformed } from './answers.js'
import { alibabaClient, type Parameters } from './client.js'
import type { AlibabaSettings } from './settings.js'

export type Ask = (action: string, parameters: Readonly<Record<string, string | undefined>>) => Promise<string>

/** Asks as one account, through one client, whoever runs: `around` counts, pays and keeps. */
export function asker(settings: AlibabaSettings): (around: Asking) => Ask {
  const send = alibabaClient(settings)
  let sent = 0
  return (around) => async (action, wanted) => {
    const parameters = said(wanted)
    return around.ask(questionOf(action, parameters), async () => {
      if (sent > 0) await around.pause(Math.ceil(1000 / settings.requestsPerSecond))
      sent += 1
      return send(action, parameters)
    })
  }
}

/** What is undefined is left out: the SDK would send the word "undefined", which is no token that anybody gave out. */
function said(wanted: Readonly<Record<string, string | undefined>>): Parameters {
  const pairs = Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
  return Object.fromEntries(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function questionOf(action: string, parameters: Parameters): string {
  return `${action}?${new URLSearchParams(parameters).toString()}`
}

/** A token that comes twice leads in a circle. */
export class Tokens {
  readonly #what: string
  readonly #seen = new Set<string>()

  constructor(what: string) {
    this.#what = what
  }

  /** The next token, or undefined at the end. @throws MalformedBill when it came before */
  follow(next: string): string | undefined {
    if (next === '') return undefined
    if (this.#seen.has(next)) throw malformed(this.#what, 'leads to a page that was read before')
    this.#seen.add(next)
    return next
  }
}
