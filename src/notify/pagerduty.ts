/** PagerDuty: Events API v2. What fires triggers, what ends resolves, and the key puts the two together. */
import { createHash } from 'node:crypto'
import type { PagerdutyChannel } from '../config/index.js'
import { LINK, type Message, told } from './message.js'
import { objectOf, post, type Receiver, refused } from './receiver.js'

/** https://developer.pagerduty.com/docs/events-api-v2/trigger-events: 202, or 400 with what is wrong. */
export function pagerduty(channel: PagerdutyChannel, timeZone: string): Receiver {
  return {
    mostAlerts: 1,
    mostBytes: 500_000,
    perMinute: 120,
    write: ([message]) => {
      if (message === undefined) throw new RangeError('An event is of one alert.')
      return post(channel.url, eventOf(message, channel, timeZone))
    },
    check: async (answer) => {
      const body = objectOf(await answer.text())
      if (answer.status === 202 && body['status'] === 'success') return
      const errors = Array.isArray(body['errors']) ? body['errors'].map(String) : []
      const said = [`HTTP ${answer.status}`, String(body['message'] ?? ''), ...errors].filter((one) => one !== '')
      throw refused(`PagerDuty (${channel.name})`, said.join(': ').slice(0, 300), 'Look at the integration key.')
    },
  }
}

function eventOf(message: Message, { routingKey, language }: PagerdutyChannel, timeZone: string): unknown {
  const named = { routing_key: routingKey.reveal(), dedup_key: keyOf(message.key) }
  if (message.state === 'resolved') return { ...named, event_action: 'resolve' }
  const { title, lines, link } = told(message, language, timeZone)
  return {
    ...named,
    event_action: 'trigger',
    client: 'tokenledger',
    payload: {
      summary: title.slice(0, 1024),
      source: 'tokenledger',
      severity: message.severity,
      timestamp: message.since.toISOString(),
      custom_details: Object.fromEntries(lines.map(({ label, value }) => [label, value])),
    },
    ...(link === undefined ? {} : { links: [{ href: link, text: LINK[language] }] }),
  }
}

/** At most 255 signs; a longer one by its hash. */
function keyOf(key: string): string {
  return key.length <= 255 ? key : createHash('sha256').update(key).digest('hex')
}
