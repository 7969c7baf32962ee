/** What is told, before it is known to whom: both languages stand in it, and the channel picks one. */
import type { Language } from '../config/index.js'

export type Words = Readonly<Record<Language, string>>

export interface Fact {
  readonly label: Words
  readonly value: Words
}

export interface Message {
  /** `test`: somebody tries the channel. */
  readonly state: 'firing' | 'resolved' | 'test'
  readonly severity: 'info' | 'warning' | 'critical'
  /** Which alert it is, the same when it fires and when it ends: receivers put two messages of one key together. */
  readonly key: string
  readonly title: Words
  readonly facts: readonly Fact[]
  readonly since: Date
  /** To the panel that shows it. */
  readonly link: string | undefined
}

/** The same words in both languages: names and numbers. */
export function same(text: string): Words {
  return { en: text, zh: text }
}

const STATES: Readonly<Record<Message['state'], Words>> = {
  firing: { en: 'Firing', zh: '告警' },
  resolved: { en: 'Resolved', zh: '已恢复' },
  test: { en: 'Test', zh: '测试' },
}
const SINCE: Words = { en: 'Since', zh: '开始时间' }
export const LINK: Words = { en: 'Open the panel', zh: '查看面板' }

/** Long names are somebody's mistake, and no reason for a message that is refused. */
const MOST = 300

export interface Line {
  readonly label: string
  readonly value: string
}

export interface Told {
  /** `[Firing] qwen v1: …` */
  readonly title: string
  readonly lines: readonly Line[]
  readonly link: string | undefined
}

/** A message in one language, its times in a zone that people live in. */
export function told({ state, title, facts, since, link }: Message, language: Language, timeZone: string): Told {
  const word = STATES[state][language]
  const head = language === 'zh' ? `【${word}】` : `[${word}] `
  const lines = facts.map(({ label, value }) => ({ label: label[language], value: short(value[language]) }))
  return {
    title: `${head}${short(title[language])}`,
    lines: [...lines, { label: SINCE[language], value: momentIn(since, timeZone) }],
    link,
  }
}

/** Of several messages in one: how many there are of which state. */
export function headline(messages: readonly Message[], language: Language): string {
  const counts = (['firing', 'resolved', 'test'] as const)
    .map((state) => ({ state, many: messages.filter((one) => one.state === state).length }))
    .filter(({ many }) => many > 0)
    .map(({ state, many }) => `${STATES[state][language]} ${many}`)
  return `tokenledger: ${counts.join(language === 'zh' ? '，' : ', ')}`
}

/** `2026-08-22 09:30 (Asia/Shanghai)`. */
export function momentIn(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at)
  return `${parts} (${timeZone})`
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > MOST ? `${line.slice(0, MOST - 1)}…` : line
}
