/** The markdown of DingTalk and WeCom. Neither says how a sign is escaped, so that those of markup are shown wide. */
import type { Told } from './message.js'

/** Title, lines, and the link when it is given a word. */
export function paragraphs({ title, lines, link }: Told, linkWord: string | undefined, between: string): string {
  const shown = [`**${wide(title)}**`, ...lines.map(({ label, value }) => `${wide(label)}: ${wide(value)}`)]
  const leads = link === undefined || linkWord === undefined ? [] : [`[${linkWord}](${link.replaceAll(')', '%29')})`]
  return [...shown, ...leads].join(between)
}

const WIDE: Readonly<Record<string, string>> = {
  '<': '＜',
  '>': '＞',
  '[': '［',
  ']': '］',
  '*': '＊',
  '`': '｀',
  '@': '＠',
  '#': '＃',
}

/** Nobody is called by an @ in the name of a model, and no link is made of it. */
function wide(text: string): string {
  return text.replaceAll(/[<>[\]*`@#]/g, (sign) => WIDE[sign] ?? sign)
}
