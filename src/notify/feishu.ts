/** Feishu: a robot of a group, interactive cards, signed in the body. */
import { createHmac } from 'node:crypto'
import type { RobotChannel } from '../config/index.js'
import { headline, LINK, type Message, told } from './message.js'
import { checkCode, post, type Receiver } from './receiver.js'

/** https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: at most 20 KB, 100 a minute and 5 a second. */
export function feishu(channel: RobotChannel, timeZone: string): Receiver {
  const { url, secret, language } = channel
  return {
    mostAlerts: 10,
    mostBytes: 18_000,
    perMinute: 60,
    write: (messages, now) => {
      const timestamp = String(Math.floor(now.getTime() / 1000))
      const signed = secret === undefined ? {} : { timestamp, sign: signOf(timestamp, secret.reveal()) }
      return post(url.reveal(), { ...signed, msg_type: 'interactive', card: card(messages, language, timeZone) })
    },
    check: checkCode({
      who: `Feishu (${channel.name})`,
      code: 'code',
      words: 'msg',
      later: [11232], // frequency limited
      remedies: {
        19021: 'Compare the secret with that of the robot, and the clock of this machine with the time.',
        19022: "The robot's list of addresses does not have this machine: add it.",
        19024: 'The robot wants a keyword in each message: set "tokenledger", or sign instead.',
      },
    }),
  }
}

/** The key is the timestamp and the secret, and what is signed is empty: so it is documented. */
export function signOf(timestamp: string, secret: string): string {
  return createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64')
}

function card(messages: readonly Message[], language: RobotChannel['language'], timeZone: string): unknown {
  const blocks = messages.map((message) => {
    const { title, lines, link } = told(message, language, timeZone)
    const content = [`**${plain(title)}**`, ...lines.map(({ label, value }) => `${plain(label)}: ${plain(value)}`)]
    const button = {
      tag: 'action',
      actions: [{ tag: 'button', type: 'default', text: { tag: 'plain_text', content: LINK[language] }, url: link }],
    }
    return [{ tag: 'markdown', content: content.join('\n') }, ...(link === undefined ? [] : [button])]
  })
  return {
    config: { wide_screen_mode: true },
    header: {
      template: colour(messages),
      title: { tag: 'plain_text', content: headline(messages, language) },
    },
    elements: blocks.flatMap((block, i) => (i === 0 ? block : [{ tag: 'hr' }, ...block])),
  }
}

function colour(messages: readonly Message[]): string {
  const firing = messages.filter(({ state }) => state === 'firing')
  if (firing.some(({ severity }) => severity === 'critical')) return 'red'
  if (firing.length > 0) return 'orange'
  return messages.some(({ state }) => state === 'test') ? 'blue' : 'green'
}

/** Signs that cards read as markup, as the entities which they show. */
function plain(text: string): string {
  return text.replaceAll(/[&<>*_~`[\]()#]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
