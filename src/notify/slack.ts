/** Slack: an incoming webhook, one message a second. */
import type { RobotChannel } from '../config/index.js'
import { headline, LINK, type Message, told } from './message.js'
import { post, type Receiver, refused } from './receiver.js'

/** https://api.slack.com/messaging/webhooks: it answers `ok`, or a status and a word. */
export function slack(channel: RobotChannel, timeZone: string): Receiver {
  const { url, language } = channel
  return {
    mostAlerts: 10,
    mostBytes: 30_000,
    perMinute: 60,
    write: (messages) =>
      post(url.reveal(), {
        text: plain(headline(messages, language)),
        blocks: messages.map((message) => section(message, language, timeZone)),
      }),
    check: async (answer) => {
      const said = (await answer.text()).trim()
      if (answer.ok && said === 'ok') return
      throw refused(
        `Slack (${channel.name})`,
        `HTTP ${answer.status}: ${said.slice(0, 200)}`,
        'Look at the app and its webhook.',
      )
    },
  }
}

function section(message: Message, language: RobotChannel['language'], timeZone: string): unknown {
  const { title, lines, link } = told(message, language, timeZone)
  const shown = [`*${plain(title)}*`, ...lines.map(({ label, value }) => `${plain(label)}: ${plain(value)}`)]
  // `|` ends an address, and nothing else does.
  const leads = link === undefined ? [] : [`<${plain(link).replaceAll('|', '%7C')}|${LINK[language]}>`]
  return { type: 'section', text: { type: 'mrkdwn', text: [...shown, ...leads].join('\n').slice(0, 3000) } }
}

/** https://api.slack.com/reference/surfaces/formatting#escaping */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
