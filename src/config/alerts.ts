/** The settings of messages as the rest of the program takes them: secrets read, addresses looked at. */
import type { z } from 'zod'
import { type Path, valueAt } from './document.js'
import { type AlertRule, rules as ruleSchema } from './schema-alert-rules.js'
import { type alerts, type ChannelKind, kinds } from './schema-alerts.js'
import { addressOf, type Listen } from './schema-schedule.js'
import { secretPlace } from './schema-parts.js'
import { readSecret, type Secret, type SecretPlace, type Surroundings } from './secrets.js'

export type Language = 'en' | 'zh'

interface Named {
  readonly name: string
  readonly language: Language
}

/** A robot that a message is posted to. Its address is a secret as a whole. */
export interface RobotChannel extends Named {
  readonly kind: 'feishu' | 'dingtalk' | 'wecom' | 'slack' | 'webhooks'
  readonly url: Secret
  /** Undefined: messages are not signed. */
  readonly secret: Secret | undefined
}

export interface PagerdutyChannel extends Named {
  readonly kind: 'pagerduty'
  readonly url: string
  readonly routingKey: Secret
}

export interface EmailChannel extends Named {
  readonly kind: 'email'
  readonly host: string
  readonly port: number
  readonly tls: 'starttls' | 'implicit' | 'none'
  readonly login: { readonly username: string; readonly password: Secret } | undefined
  readonly from: string
  readonly to: readonly string[]
}

export type ChannelConfig = RobotChannel | PagerdutyChannel | EmailChannel

export interface RuleSettings {
  readonly rule: AlertRule
  readonly enabled: boolean
  /** Decimal text. */
  readonly threshold: string
  /** Names of channels; none: all. */
  readonly channels: readonly string[]
}

/** `amount` is decimal text of whole dollars or yuan; an empty model or provider is all of them. */
export interface BudgetSettings {
  readonly budget: string
  readonly model: string
  readonly provider: string
  readonly currency: 'USD' | 'CNY'
  readonly amount: string
}

export interface AlertSettings {
  readonly rules: readonly RuleSettings[]
  readonly budgets: readonly BudgetSettings[]
  /** Undefined: messages lead nowhere. */
  readonly panels: string | undefined
  readonly channels: readonly ChannelConfig[]
  readonly relay: { readonly listen: Listen; readonly secret: Secret | undefined }
}

type Complain = (path: Path, text: string) => void

export function alertsOf(data: z.infer<typeof alerts>, around: Surroundings): AlertSettings {
  const read = (place: SecretPlace | undefined): Secret | undefined =>
    place === undefined ? undefined : readSecret(place, around, () => undefined)
  const listen = addressOf(data.relay.listen)
  const robots = (['feishu', 'dingtalk', 'wecom', 'slack', 'webhooks'] as const).flatMap((kind) =>
    data[kind].flatMap((one): ChannelConfig[] => {
      const url = read(one.url)
      const secret = 'secret' in one ? read(one.secret) : undefined
      return url === undefined ? [] : [{ kind, name: one.name, language: one.language, url, secret }]
    }),
  )
  const pagers = data.pagerduty.flatMap(({ name, language, url, routing_key: key }): ChannelConfig[] => {
    const routingKey = read(key)
    return routingKey === undefined ? [] : [{ kind: 'pagerduty', name, language, url, routingKey }]
  })
  const mails = data.email.map(({ username, password: place, ...one }): ChannelConfig => {
    const password = read(place)
    const login = username === undefined || password === undefined ? undefined : { username, password }
    return { kind: 'email', ...one, login }
  })
  return {
    channels: [...robots, ...pagers, ...mails],
    panels: data.panel_url,
    rules: RULES.map((rule) => {
      const { enabled, threshold, channels } = data.rules[rule]
      return { rule, enabled, threshold: String(threshold), channels }
    }),
    budgets: data.budgets.map(({ name: budget, month, ...one }) => ({ budget, amount: String(month), ...one })),
    relay: { listen: listen ?? { host: '127.0.0.1', port: 9465 }, secret: read(data.relay.secret) },
  }
}

export const RULES = ruleSchema.unwrap().keyof().options
const KINDS = Object.keys(kinds).filter((kind): kind is ChannelKind => kind in kinds)
/** Which of its settings are secrets, and whether each must be there. */
const SECRETS: Readonly<Record<ChannelKind, readonly (readonly [name: string, needed: boolean])[]>> = {
  feishu: [
    ['url', true],
    ['secret', false],
  ],
  dingtalk: [
    ['url', true],
    ['secret', false],
  ],
  wecom: [['url', true]],
  slack: [['url', true]],
  pagerduty: [['routing_key', true]],
  webhooks: [
    ['url', true],
    ['secret', false],
  ],
  email: [['password', false]],
}

/** What no schema sees: two channels of one name, secrets that are not there or stand in plain text, addresses that are none. */
export function checkAlerts(value: unknown, around: Surroundings, complain: Complain): void {
  const names = new Map<string, string>()
  for (const kind of KINDS) {
    const entries = valueAt(value, [kind])
    for (const [index, one] of (Array.isArray(entries) ? entries : []).entries()) {
      const path: Path = ['alerts', kind, index]
      const within: Complain = (inside, text) => complain([...path, ...inside], text)
      for (const [key, needed] of SECRETS[kind]) checkSecret(one, key, needed, around, within)
      if (kind === 'email') checkLogin(one, within)
      const name = valueAt(one, ['name'])
      if (typeof name !== 'string') continue
      const first = names.get(name)
      if (first === undefined) names.set(name, `alerts.${kind}[${index}]`)
      else within(['name'], `is the name of ${first} already. Give each its own.`)
    }
  }
  for (const rule of RULES) {
    const written = valueAt(value, ['rules', rule, 'channels'])
    for (const [index, one] of (Array.isArray(written) ? written : []).entries()) {
      if (typeof one !== 'string' || names.has(one)) continue
      complain(
        ['alerts', 'rules', rule, 'channels', index],
        `names no channel. Known: ${[...names.keys()].join(', ')}.`,
      )
    }
  }
  checkSecret(valueAt(value, ['relay']), 'secret', false, around, (path, text) =>
    complain(['alerts', 'relay', ...path], text),
  )
}

function checkSecret(one: unknown, key: string, needed: boolean, around: Surroundings, complain: Complain): void {
  const written = valueAt(one, [key])
  if (written === undefined) {
    if (needed && one !== undefined)
      complain([key], `is missing. Write ${key}: { env: NAME }, and put it into the variable NAME.`)
    return
  }
  const place = secretPlace.safeParse(written)
  if (!place.success) {
    // Nothing that stands there is repeated: whatever it is, it may be the secret.
    complain([key], `is no place of a secret. Write ${key}: { env: NAME }, and put it into the variable NAME.`)
    return
  }
  const secret = readSecret(place.data, around, (text) => complain([key], text))
  if (key !== 'url' || secret === undefined || isWebUrl(secret.reveal())) return
  complain([key], 'names what is no http or https address. Put the whole address of the webhook there.')
}

function checkLogin(one: unknown, complain: Complain): void {
  const has = (key: string): boolean => valueAt(one, [key]) !== undefined
  if (has('username') === has('password')) return
  complain([], 'needs username and password, or neither. Write both.')
}

function isWebUrl(written: string): boolean {
  return URL.canParse(written) && /^https?:$/.test(new URL(written).protocol)
}
