/** Any address that takes JSON. With a secret, messages are signed as Grafana signs its own. */
import type { RobotChannel } from '../config/index.js'
import { type Message, told } from './message.js'
import { post, type Receiver, refused } from './receiver.js'
import { SIGNATURE, signatureOf, TIMESTAMP } from './signature.js'

export function webhook(channel: RobotChannel, timeZone: string): Receiver {
  const { url, secret } = channel
  return {
    mostAlerts: 100,
    mostBytes: 500_000,
    perMinute: 300,
    write: (messages, now) => {
      const written = post(url.reveal(), bodyOf(messages, channel, timeZone))
      if (secret === undefined) return written
      const timestamp = String(Math.floor(now.getTime() / 1000))
      const signature = signatureOf(timestamp, written.body, secret.reveal())
      return { ...written, headers: { ...written.headers, [TIMESTAMP]: timestamp, [SIGNATURE]: signature } }
    },
    check: async (answer) => {
      const said = (await answer.text()).trim()
      if (answer.ok) return
      throw refused(
        `The webhook ${channel.name}`,
        `HTTP ${answer.status}: ${said.slice(0, 200)}`,
        'Look at its address, and at what it wants to be signed with.',
      )
    },
  }
}

function bodyOf(messages: readonly Message[], { language }: RobotChannel, timeZone: string): unknown {
  return {
    version: 1,
    alerts: messages.map((message) => {
      const { title, lines, link } = told(message, language, timeZone)
      const { state, severity, key, since } = message
      return { key, state, severity, title, since: since.toISOString(), facts: lines, link: link ?? null }
    }),
  }
}
