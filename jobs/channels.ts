/** The channels of the settings, opened, and what is kept of messages that they did not take. */
import type { Config } from '../src/config/index.js'
import { ConfigError } from '../src/errors.js'
import { type Around, type Channel, openChannel, storedMessages, type Undelivered, USUAL } from '../src/notify/index.js'
import { type Store, withClient } from '../src/store/index.js'
import { endUndelivered, failedAgain, keepUndelivered, openUndelivered } from '../src/store/undelivered.js'

export function channelsOf(
  { alerts, businessTimeZone: timeZone }: Config,
  around: Partial<Around> = {},
): readonly Channel[] {
  return alerts.channels.map((channel) => openChannel(channel, { ...USUAL, timeZone, ...around }))
}

/** @throws ConfigError when there is none of that name */
export function channelNamed(config: Config, name: string, around: Partial<Around> = {}): Channel {
  const found = channelsOf(config, around).find((one) => one.name === name)
  if (found !== undefined) return found
  const known = config.alerts.channels.map((one) => one.name)
  if (known.length > 0) throw new ConfigError(`alerts names no channel ${name}. Known: ${known.join(', ')}.`)
  throw new ConfigError(`No channel is configured. In tokenledger.yaml:\n${EXAMPLE}`)
}

const EXAMPLE = `
alerts:
  feishu:
    - name: oncall
      url: { env: FEISHU_URL }
      secret: { env: FEISHU_SECRET }
`

export async function keep(store: Store, undelivered: readonly Undelivered[]): Promise<void> {
  await withClient(store.pool, (client) => keepUndelivered(client, undelivered))
}

export interface Resent {
  readonly sent: number
  /** Alerts of channels that did not take them again, or that are not configured any more. */
  readonly waiting: number
  readonly exitCode: number
}

/** Sends what was not taken once more, oldest first. What fails again stays, with its new reason. */
export async function resend(store: Store, channels: readonly Channel[]): Promise<Resent> {
  const open = await withClient(store.pool, (client) => openUndelivered(client))
  const done = { sent: 0, waiting: 0, exitCode: 0 }
  for (const { id, channel: name, messages: kept } of open) {
    const messages = storedMessages(kept)
    const channel = channels.find((one) => one.name === name)
    const failed = channel === undefined ? [] : (await channel.send(messages)).undelivered
    const [first] = failed
    if (channel !== undefined && first === undefined) {
      done.sent += messages.length
      await withClient(store.pool, (client) => endUndelivered(client, id, 'sent'))
      continue
    }
    done.waiting += messages.length
    done.exitCode = first?.exitCode ?? 2
    const error = first?.error ?? `alerts names no channel ${name} any more. Add it, or drop what it was to hear.`
    await withClient(store.pool, (client) => failedAgain(client, id, error))
  }
  return done
}

/** Nobody will hear them. How many alerts there were. */
export async function drop(store: Store, name: string | undefined): Promise<number> {
  return withClient(store.pool, async (client) => {
    const open = await openUndelivered(client, name)
    for (const { id } of open) await endUndelivered(client, id, 'dropped')
    return open.reduce((sum, { messages }) => sum + storedMessages(messages).length, 0)
  })
}
