/** A channel that is open: it batches, keeps the pace that its receiver allows, and tells what it could not tell. */
import type { ChannelConfig } from '../config/index.js'
import { LedgerError } from '../errors.js'
import { hidden } from '../hidden.js'
import { ask, type Patience } from '../http.js'
import { dingtalk } from './dingtalk.js'
import { MAIL, mail } from './email.js'
import { feishu } from './feishu.js'
import type { Message } from './message.js'
import { Pace } from './pace.js'
import { pagerduty } from './pagerduty.js'
import type { Receiver } from './receiver.js'
import { slack } from './slack.js'
import { webhook } from './webhook.js'
import { wecom } from './wecom.js'

export interface Around {
  readonly timeZone: string
  readonly now: () => number
  readonly pause: (ms: number) => Promise<void>
  readonly patience: Patience
  readonly timeoutMs: number
}

export const USUAL: Omit<Around, 'timeZone'> = {
  now: () => Date.now(),
  pause: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
  patience: { retries: 4, firstWaitMs: 1000 },
  timeoutMs: 10_000,
}

/** What did not arrive, for a table of such: no secret stands in it. */
export interface Undelivered {
  readonly channel: string
  readonly kind: ChannelConfig['kind']
  readonly messages: readonly Message[]
  readonly error: string
  readonly exitCode: number
}

export interface Delivered {
  readonly channel: string
  /** Alerts that the receiver took, and requests or letters that they took. */
  readonly alerts: number
  readonly posts: number
  readonly undelivered: readonly Undelivered[]
}

export interface Channel {
  readonly name: string
  readonly kind: ChannelConfig['kind']
  /** Throws no refusal and no failure of the network: what did not arrive is in the answer. */
  readonly send: (messages: readonly Message[]) => Promise<Delivered>
}

export function openChannel(config: ChannelConfig, around: Around): Channel {
  const { name, kind } = config
  const out =
    config.kind === 'email' ? letters(config, around) : posts(receiverOf(config, around.timeZone), config, around)
  const pace = new Pace(out.perMinute)
  return {
    name,
    kind,
    send: async (messages) => {
      const undelivered: Undelivered[] = []
      const batches = out.batches(messages)
      for (const batch of batches) {
        await pace.wait(around)
        await out.send(batch).catch((error: unknown) => {
          if (!(error instanceof LedgerError)) throw error
          const said = hidden(error.message, secretsOf(config))
          undelivered.push({ channel: name, kind, messages: batch, error: said, exitCode: error.exitCode })
        })
      }
      const failed = undelivered.reduce((sum, one) => sum + one.messages.length, 0)
      const alerts = messages.length - failed
      return { channel: name, alerts, posts: batches.length - undelivered.length, undelivered }
    },
  }
}

interface Way {
  readonly perMinute: number
  readonly batches: (messages: readonly Message[]) => readonly (readonly Message[])[]
  readonly send: (batch: readonly Message[]) => Promise<void>
}

function letters(config: Extract<ChannelConfig, { kind: 'email' }>, around: Around): Way {
  return {
    perMinute: MAIL.perMinute,
    batches: (messages) => cut(messages, MAIL.mostAlerts),
    send: (batch) => mail(config, batch, around),
  }
}

function posts(receiver: Receiver, { name }: ChannelConfig, { now, pause, patience: often, timeoutMs }: Around): Way {
  const patience = { ...often, pause }
  const fits = (batch: readonly Message[]): boolean =>
    Buffer.byteLength(receiver.write(batch, new Date(now())).body) <= receiver.mostBytes
  return {
    perMinute: receiver.perMinute,
    batches: (messages) => cut(messages, receiver.mostAlerts).flatMap((batch) => halved(batch, fits)),
    send: async (batch) => {
      const written = receiver.write(batch, new Date(now()))
      await ask({ who: `The channel ${name}`, method: 'POST', timeoutMs, patience, ...written }, receiver.check)
    },
  }
}

function cut(messages: readonly Message[], most: number): (readonly Message[])[] {
  return Array.from({ length: Math.ceil(messages.length / most) }, (_, i) => messages.slice(i * most, (i + 1) * most))
}

/** Until each fits; one alert alone is sent as it is, and its receiver says what it thinks of it. */
function halved(batch: readonly Message[], fits: (batch: readonly Message[]) => boolean): (readonly Message[])[] {
  if (batch.length < 2 || fits(batch)) return [batch]
  const middle = Math.ceil(batch.length / 2)
  return [...halved(batch.slice(0, middle), fits), ...halved(batch.slice(middle), fits)]
}

function receiverOf(config: Exclude<ChannelConfig, { kind: 'email' }>, timeZone: string): Receiver {
  if (config.kind === 'pagerduty') return pagerduty(config, timeZone)
  const kinds = { feishu, dingtalk, wecom, slack, webhooks: webhook } as const
  return kinds[config.kind](config, timeZone)
}

function secretsOf(config: ChannelConfig): (string | undefined)[] {
  switch (config.kind) {
    case 'email':
      return [config.login?.password.reveal()]
    case 'pagerduty':
      return [config.routingKey.reveal()]
    default: {
      const url = new URL(config.url.reveal())
      // The host may be told; what follows it lets one in.
      const parts = [...url.pathname.split('/'), ...url.searchParams.values(), url.password, config.secret?.reveal()]
      return parts.filter((part) => part !== undefined && part.length >= 8)
    }
  }
}
