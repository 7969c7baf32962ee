/** Stand-ins for Slack's incoming webhooks, PagerDuty's Events API v2, and an address of one's own that wants a signature. */
import { createHmac } from 'node:crypto'
import { type Manners, type ReceiverWorld, startReceiver, within } from './receiver.js'

const SLACK_PATH = '/services/T0000000/B0000000/0123456789abcdefABCDEFgh'

/** It answers `ok`, or a status and a word. */
export function startSlack(manners: Manners = {}): Promise<ReceiverWorld> {
  return startReceiver(SLACK_PATH, manners, ({ method, url, body }) => {
    const said = (status: number, words: string) => ({ status, body: words, took: status === 200 })
    if (method !== 'POST' || url.pathname !== SLACK_PATH) return said(404, 'no_service')
    if (body === undefined || typeof body['text'] !== 'string') return said(400, 'invalid_payload')
    const blocks = body['blocks'] ?? []
    const isSection = (block: unknown): boolean => {
      const text = within(block, 'text', 'text')
      const isRight = within(block, 'type') === 'section' && within(block, 'text', 'type') === 'mrkdwn'
      return isRight && typeof text === 'string' && text !== '' && text.length <= 3000
    }
    if (!Array.isArray(blocks) || blocks.length > 50 || !blocks.every(isSection)) return said(400, 'invalid_blocks')
    return said(200, 'ok')
  })
}

/** 202 with the key, or 400 with what is wrong. */
export function startPagerduty(routingKey: string, manners: Manners = {}): Promise<ReceiverWorld> {
  return startReceiver('/v2/enqueue', manners, ({ method, url, body = {} }) => {
    if (method !== 'POST' || url.pathname !== '/v2/enqueue') return { status: 404, body: 'Not Found', took: false }
    const errors = [
      ...(body['routing_key'] === routingKey ? [] : ["'routing_key' is not of an integration"]),
      ...(routingKey.length === 32 ? [] : ["Length of 'routing_key' is incorrect (should be 32 characters)"]),
      ...(['trigger', 'acknowledge', 'resolve'].includes(String(body['event_action']))
        ? []
        : ["'event_action' is invalid"]),
      ...(String(body['dedup_key'] ?? '').length <= 255 ? [] : ["'dedup_key' is too long (maximum is 255 characters)"]),
      ...(body['event_action'] === 'trigger' ? wrongIn(body['payload']) : []),
      ...(body['event_action'] === 'resolve' && body['dedup_key'] === undefined
        ? ["'dedup_key' is missing or blank"]
        : []),
    ]
    if (errors.length > 0) {
      return { status: 400, body: { status: 'invalid event', message: 'Event object is invalid', errors }, took: false }
    }
    const { dedup_key: key } = body
    return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: key }, took: true }
  })
}

function wrongIn(payload: unknown): string[] {
  const missing = ['summary', 'source', 'severity'].filter((name) => {
    const value = within(payload, name)
    return typeof value !== 'string' || value === ''
  })
  const severity = String(within(payload, 'severity'))
  return [
    ...missing.map((name) => `'payload.${name}' is missing or blank`),
    ...(String(within(payload, 'summary')).length <= 1024 ? [] : ["'payload.summary' is too long"]),
    ...(['critical', 'warning', 'error', 'info'].includes(severity) ? [] : ["'payload.severity' is invalid"]),
  ]
}

/** Wants the signature of Grafana's webhooks, not older than five minutes. */
export function startHook(secret: string, manners: Manners = {}): Promise<ReceiverWorld> {
  const { now = Date.now } = manners
  return startReceiver('/hook', manners, ({ headers, text }) => {
    const timestamp = String(headers['x-grafana-alerting-timestamp'])
    const right = createHmac('sha256', secret).update(`${timestamp}:${text}`).digest('hex')
    const late = !/^\d+$/.test(timestamp) || Math.abs(now() / 1000 - Number(timestamp)) > 300
    if (late || headers['x-grafana-alerting-signature'] !== right)
      return { status: 401, body: 'who are you?', took: false }
    return { status: 204, body: '', took: true }
  })
}
