/** Stand-ins for the robots of Feishu, DingTalk and WeCom: all answer 200, and say in the body whether they took it. */
import { createHmac } from 'node:crypto'
import { type Heard, type Manners, type ReceiverWorld, type Reply, startReceiver, within } from './receiver.js'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

export interface RobotManners extends Manners {
  /** Undefined: it wants no signature. */
  readonly secret?: string
  /** A word that each message must have. */
  readonly keyword?: string
}

type Answered = Reply & { readonly took: boolean }

const TOKEN = '0b1e9f3a-7c52-4a8e-9d10-5b6c7d8e9fa0'

/** Signed in the body, with seconds; the clocks may differ by an hour. */
export function startFeishu(manners: RobotManners = {}): Promise<ReceiverWorld> {
  const { secret, keyword, now = Date.now } = manners
  const said = (code: number, msg: string): Answered => ({
    status: 200,
    body: { code, msg, data: {} },
    took: code === 0,
  })
  return startReceiver(`/open-apis/bot/v2/hook/${TOKEN}`, manners, ({ method, url, text, body, headers }) => {
    if (method !== 'POST' || !url.pathname.endsWith(`/hook/${TOKEN}`))
      return said(19001, 'param invalid: incoming webhook access token invalid')
    if (!isJson(headers) || body === undefined || Buffer.byteLength(text) > 20_480) return said(9499, 'Bad Request')
    if (secret !== undefined) {
      const { timestamp, sign } = body
      const right = createHmac('sha256', `${String(timestamp)}\n${secret}`).digest('base64')
      const late = typeof timestamp !== 'string' || Math.abs(now() - Number(timestamp) * 1000) > HOUR_MS
      if (late || sign !== right)
        return said(19021, 'sign match fail or timestamp is not within one hour from current time')
    }
    if (keyword !== undefined && !text.includes(keyword)) return said(19024, 'Key Words Not Found')
    if (body['msg_type'] !== 'interactive' || !isCard(body['card'])) return said(9499, 'Bad Request')
    return said(0, 'success')
  })
}

function isCard(card: unknown): boolean {
  const elements = within(card, 'elements')
  const title = within(card, 'header', 'title')
  const tags = new Set(['markdown', 'hr', 'action'])
  return (
    within(title, 'tag') === 'plain_text' &&
    typeof within(title, 'content') === 'string' &&
    Array.isArray(elements) &&
    elements.length > 0 &&
    elements.every((one) => tags.has(String(within(one, 'tag'))))
  )
}

/** Signed in the address, with milliseconds. Who sends more than 20 in a minute is not heard for ten. */
export function startDingtalk(manners: RobotManners = {}): Promise<ReceiverWorld> {
  const { secret, keyword, now = Date.now } = manners
  const rate = throttle(20, 10 * MINUTE_MS)
  const said = (errcode: number, errmsg: string): Answered => ({
    status: 200,
    body: { errcode, errmsg },
    took: errcode === 0,
  })
  return startReceiver(`/robot/send?access_token=${TOKEN}`, manners, ({ method, url, text, body, headers }) => {
    if (method !== 'POST') return said(43002, 'require POST request')
    if (url.searchParams.get('access_token') !== TOKEN) return said(300001, 'token is not exist')
    if (rate(now())) return said(130101, 'send too fast, exceed 20 times per minute')
    if (!isJson(headers)) return said(43004, 'invalid http header Content-Type')
    if (secret !== undefined) {
      const timestamp = url.searchParams.get('timestamp') ?? ''
      const right = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
      if (url.searchParams.get('sign') !== right) return said(310000, 'sign not match')
      if (!/^\d{13}$/.test(timestamp) || Math.abs(now() - Number(timestamp)) > HOUR_MS)
        return said(310000, 'invalid timestamp')
    }
    if (keyword !== undefined && !text.includes(keyword)) return said(310000, 'keywords not in content')
    const kind = String(body?.['msgtype'])
    const needs: Readonly<Record<string, readonly string[]>> = {
      markdown: ['title', 'text'],
      actionCard: ['title', 'text', 'singleTitle', 'singleURL'],
    }
    const lacks = needs[kind]?.find((name) => typeof within(body, kind, name) !== 'string')
    if (needs[kind] === undefined || lacks !== undefined) return said(40035, `缺少参数 ${lacks ?? 'msgtype'}`)
    if (Buffer.byteLength(text) > 20_000) return said(460101, 'message too long, exceed 20000 bytes')
    return said(0, 'ok')
  })
}

/** No signature; a text of at most 4096 bytes, 20 a minute. */
export function startWecom(manners: Manners = {}): Promise<ReceiverWorld> {
  const { now = Date.now } = manners
  const rate = throttle(20, 0)
  const said = (errcode: number, errmsg: string): Answered => ({
    status: 200,
    body: { errcode, errmsg },
    took: errcode === 0,
  })
  return startReceiver(`/cgi-bin/webhook/send?key=${TOKEN}`, manners, ({ method, url, body }) => {
    if (method !== 'POST' || url.searchParams.get('key') !== TOKEN) return said(93000, 'invalid webhook url')
    if (rate(now())) return said(45009, 'api freq out of limit')
    const content = within(body, 'markdown', 'content')
    if (body?.['msgtype'] !== 'markdown' || typeof content !== 'string') return said(40008, 'invalid message type')
    if (Buffer.byteLength(content) > 4096) return said(40058, 'markdown.content exceed max length 4096')
    return said(0, 'ok')
  })
}

function isJson(headers: Heard['headers']): boolean {
  return String(headers['content-type']).startsWith('application/json')
}

/** Whether this one is too many: of the last minute, or within the silence that one too many begins. */
function throttle(perMinute: number, silenceMs: number): (now: number) => boolean {
  let times: number[] = []
  let silentUntil = -Infinity
  return (now) => {
    times = times.filter((time) => time > now - MINUTE_MS)
    if (now < silentUntil) return true
    if (times.length >= perMinute) {
      silentUntil = now + silenceMs
      return true
    }
    times.push(now)
    return false
  }
}
