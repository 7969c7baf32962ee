/** How Tencent is asked: one source is the settings of an account and the client that was made with them. */
import type { Asking } from '../../records/bill-source.js'
import type { Action, Parameters, TencentClient } from './client.js'
import type { TencentSettings } from './settings.js'

export interface Source {
  readonly settings: TencentSettings
  readonly client: TencentClient
}

/** The answer, as JSON. `note` tells questions apart that are alike: the same page of another pass is another answer. */
export function put(
  { client, settings }: Source,
  action: Action,
  asked: Parameters,
  around: Asking,
  note = '',
): Promise<string> {
  // Without it the bill is that of the account whose credentials ask.
  const parameters = { ...asked, ...(settings.member ? { PayerUin: settings.account } : {}) }
  return around.ask(questionOf(action, parameters, note), () => client.send(action, parameters, around.pause))
}

/** Canonical: parameters by name. Nothing in it is secret. */
function questionOf(action: string, parameters: Parameters, note: string): string {
  const sorted = Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return [action, ...sorted.map(([name, value]) => `${name}=${value}`), ...(note === '' ? [] : [note])].join(' ')
}
