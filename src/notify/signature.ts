/** The signature of webhooks: HMAC-SHA256 of the timestamp, a colon and the body, in hexadecimal digits. */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** Grafana's own name; that of the time is what `timestampHeader` of its contact point says. */
export const SIGNATURE = 'x-grafana-alerting-signature'
export const TIMESTAMP = 'x-grafana-alerting-timestamp'

/** A message that was heard may be told again for so long, and no longer. */
const MOST_AGE_S = 300

/** https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/ */
export function signatureOf(timestamp: string, body: string | Uint8Array, secret: string): string {
  return createHmac('sha256', secret).update(`${timestamp}:`).update(body).digest('hex')
}

export interface Signed {
  readonly timestamp: string | undefined
  readonly signature: string | undefined
  readonly body: Uint8Array
}

/** Whether somebody who knows the secret signed it within the last five minutes; clocks may differ by as much. */
export function isSigned({ timestamp, signature, body }: Signed, secret: string, now: Date): boolean {
  if (timestamp === undefined || signature === undefined || !/^\d{1,12}$/.test(timestamp)) return false
  const right = Buffer.from(signatureOf(timestamp, body, secret))
  const given = Buffer.from(signature)
  if (right.length !== given.length || !timingSafeEqual(right, given)) return false
  return Math.abs(now.getTime() / 1000 - Number(timestamp)) <= MOST_AGE_S
}
