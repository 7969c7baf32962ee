/** DingTalk: a robot of a group, signed in the address, 20 messages a minute. */
import { createHmac } from 'node:crypto'
import type { RobotChannel } from '../config/index.js'
import { headline, LINK, type Message, told } from './message.js'
import { checkCode, post, type Receiver } from './receiver.js'
import { paragraphs } from './robot-text.js'

/** https://open.dingtalk.com/document/robots/custom-robot-access: who sends more than 20 a minute is silenced for ten. */
export function dingtalk(channel: RobotChannel, timeZone: string): Receiver {
  const { url, secret } = channel
  return {
    mostAlerts: 10,
    mostBytes: 18_000,
    perMinute: 20,
    write: (messages, now) => {
      const address = new URL(url.reveal())
      if (secret !== undefined) {
        const timestamp = String(now.getTime())
        address.searchParams.set('timestamp', timestamp)
        address.searchParams.set('sign', signOf(timestamp, secret.reveal()))
      }
      return post(address, bodyOf(messages, channel, timeZone))
    },
    check: checkCode({
      who: `DingTalk (${channel.name})`,
      code: 'errcode',
      words: 'errmsg',
      later: [-1],
      remedies: {
        130101: 'The robot was sent more than 20 messages in a minute and is silent for ten: are there other senders?',
        300001: 'The address holds no token of a robot: copy it anew.',
        310000: "Compare the secret, this machine's clock, keywords and addresses with the robot's security settings.",
      },
    }),
  }
}

export function signOf(timestamp: string, secret: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
}

/** One alert with a link is a card that leads to it; several are one text. */
function bodyOf(messages: readonly Message[], { language }: RobotChannel, timeZone: string): unknown {
  const all = messages.map((message) => told(message, language, timeZone))
  const [first] = all
  const title = headline(messages, language)
  const texts = all.map((one) => paragraphs(one, all.length > 1 ? LINK[language] : undefined, '\n\n'))
  // A robot that wants a keyword looks for it in the text.
  const text = [title, ...texts].join('\n\n---\n\n')
  if (all.length > 1 || first?.link === undefined) return { msgtype: 'markdown', markdown: { title, text } }
  return { msgtype: 'actionCard', actionCard: { title, text, singleTitle: LINK[language], singleURL: first.link } }
}
