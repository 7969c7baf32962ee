/** The settings of messages: channels by their kind, and the relay. */
import { z } from 'zod'
import { budgets, rules } from './schema-alert-rules.js'
import { name, secretPlace, text } from './schema-parts.js'
import { addressOf } from './schema-schedule.js'
import { httpUrl } from './schema-telemetry.js'

const channelName = name.meta({ description: 'what this channel is called; no two share a name', examples: ['oncall'] })

const language = (usual: 'en' | 'zh') =>
  z
    .enum(['en', 'zh'])
    .default(usual)
    .meta({ description: 'en or zh: the language of its messages', examples: ['zh'] })

/** The address of a robot lets everybody in who knows it. What is wrong with it is told by `checkAlerts`. */
const secretUrl = secretPlace
  .optional()
  .catch(undefined)
  .meta({
    description: 'where the address of the webhook is, { env: NAME } or { file: path }: who knows it may write',
    examples: [{ env: 'FEISHU_URL' }],
  })

const signingSecret = secretPlace
  .optional()
  .catch(undefined)
  .meta({
    description: 'where the secret is that messages are signed with, { env: NAME } or { file: path }',
    examples: [{ env: 'FEISHU_SECRET' }],
  })

const channels = <T extends z.ZodType>(channel: T, what: string, example: Record<string, unknown>) =>
  z
    .array(channel)
    .default([])
    .meta({ description: what, examples: [[example]] })

const described = { description: 'a channel', examples: [{ name: 'oncall', url: { env: 'FEISHU_URL' } }] }

export const signedRobot = z
  .strictObject({ name: channelName, url: secretUrl, secret: signingSecret, language: language('zh') })
  .meta(described)

export const robot = z.strictObject({ name: channelName, url: secretUrl, language: language('zh') }).meta(described)

export const slack = z.strictObject({ name: channelName, url: secretUrl, language: language('en') }).meta(described)

export const pagerduty = z
  .strictObject({
    name: channelName,
    routing_key: secretPlace
      .optional()
      .catch(undefined)
      .meta({
        description: 'where the integration key of Events API v2 is, { env: NAME } or { file: path }',
        examples: [{ env: 'PAGERDUTY_KEY' }],
      }),
    url: httpUrl.default('https://events.pagerduty.com/v2/enqueue'),
    language: language('en'),
  })
  .meta({ description: 'a service of PagerDuty', examples: [{ name: 'pager', routing_key: { env: 'PAGERDUTY_KEY' } }] })

export const webhook = z
  .strictObject({ name: channelName, url: secretUrl, secret: signingSecret, language: language('en') })
  .meta(described)

const address = text
  .regex(/^[^\s@<>,;"]+@[^\s@<>,;"]+$/)
  .meta({ description: 'an address of e-mail, without a name', examples: ['finops@example.com'] })

export const email = z
  .strictObject({
    name: channelName,
    host: text.meta({ description: 'the SMTP server', examples: ['smtp.example.com'] }),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .default(587)
      .meta({ description: 'its port', examples: [465] }),
    tls: z
      .enum(['starttls', 'implicit', 'none'])
      .default('starttls')
      .meta({ description: 'starttls, implicit (port 465) or none', examples: ['implicit'] }),
    username: text.meta({ description: 'who logs in; nobody when not set', examples: ['ledger'] }).optional(),
    password: secretPlace.optional().catch(undefined),
    from: address,
    to: z
      .array(address)
      .min(1)
      .meta({ description: 'a list of addresses', examples: [['finops@example.com']] }),
    language: language('en'),
  })
  .meta({
    description: 'an SMTP server and who is written to',
    examples: [{ name: 'mail', host: 'smtp.example.com', from: 'ledger@example.com', to: ['finops@example.com'] }],
  })

export const relay = z
  .strictObject({
    listen: text
      .refine((written) => addressOf(written) !== undefined)
      .default('127.0.0.1:9465')
      .meta({ description: 'host:port where notify relay listens', examples: ['127.0.0.1:9465'] }),
    secret: secretPlace
      .optional()
      .catch(undefined)
      .meta({
        description: 'where the secret is that Grafana signs with (hmacConfig), { env: NAME } or { file: path }',
        examples: [{ env: 'GRAFANA_HMAC' }],
      }),
  })
  .meta({ description: 'what takes the webhook of Grafana', examples: [{ secret: { env: 'GRAFANA_HMAC' } }] })

const FEISHU = { name: 'oncall', url: { env: 'FEISHU_URL' }, secret: { env: 'FEISHU_SECRET' } }

/** Each kind of channel and what one entry of it may say. */
export const kinds = {
  feishu: signedRobot,
  dingtalk: signedRobot,
  wecom: robot,
  slack,
  pagerduty,
  webhooks: webhook,
  email,
} as const
export type ChannelKind = keyof typeof kinds

export const alerts = z
  .strictObject({
    feishu: channels(signedRobot, 'a list of robots of Feishu', FEISHU),
    dingtalk: channels(signedRobot, 'a list of robots of DingTalk', { ...FEISHU, url: { env: 'DINGTALK_URL' } }),
    wecom: channels(robot, 'a list of robots of WeCom', { name: 'group', url: { env: 'WECOM_URL' } }),
    slack: channels(slack, 'a list of incoming webhooks of Slack', { name: 'slack', url: { env: 'SLACK_URL' } }),
    pagerduty: channels(pagerduty, 'a list of services of PagerDuty', {
      name: 'pager',
      routing_key: { env: 'PAGERDUTY_KEY' },
    }),
    webhooks: channels(webhook, 'a list of addresses that take JSON', { name: 'hook', url: { env: 'HOOK_URL' } }),
    email: channels(email, 'a list of SMTP servers and who is written to', {
      name: 'mail',
      host: 'smtp.example.com',
      from: 'ledger@example.com',
      to: ['finops@example.com'],
    }),
    relay: relay.prefault({}),
    panel_url: httpUrl.optional().meta({
      description: 'the panel that messages lead to; var-model, var-version and var-provider are added',
      examples: ['https://grafana.example.com/d/llmcost-version'],
    }),
    rules,
    budgets,
  })
  .meta({ description: 'who is told, and how', examples: [{ feishu: [FEISHU] }] })
