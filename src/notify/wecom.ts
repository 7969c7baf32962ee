/** WeCom: a robot of a group. Its address is all that lets one in; 20 messages a minute of 4096 bytes. */
import type { RobotChannel } from '../config/index.js'
import { headline, LINK, told } from './message.js'
import { checkCode, post, type Receiver } from './receiver.js'
import { paragraphs } from './robot-text.js'

/** https://developer.work.weixin.qq.com/document/path/91770 */
export function wecom(channel: RobotChannel, timeZone: string): Receiver {
  const { url, language } = channel
  return {
    mostAlerts: 10,
    mostBytes: 4000, // of the whole body, which is a little more than the 4096 of its text
    perMinute: 20,
    write: (messages) => {
      const texts = messages.map((message) => paragraphs(told(message, language, timeZone), LINK[language], '\n'))
      return post(url.reveal(), {
        msgtype: 'markdown',
        markdown: { content: [headline(messages, language), ...texts].join('\n\n') },
      })
    },
    check: checkCode({
      who: `WeCom (${channel.name})`,
      code: 'errcode',
      words: 'errmsg',
      later: [-1, 45009], // busy; too fast
      remedies: { 93000: 'The address holds no key of a robot: copy it anew.' },
    }),
  }
}
