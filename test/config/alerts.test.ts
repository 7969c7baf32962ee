import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/index.js'
import { folderWith } from './folder.js'

function reading(yaml: string, env: Readonly<Record<string, string>> = {}) {
  return () => readConfig({ cwd: folderWith({ 'tokenledger.yaml': yaml }), env: { HOME: '/nowhere', ...env } })
}

test('channels of every kind are read, their secrets hidden', () => {
  const { alerts } = reading(
    `alerts:
  feishu: [{ name: oncall, url: { env: FEISHU_URL }, secret: { env: SIGN } }]
  slack: [{ name: team, url: { env: SLACK_URL } }]
  pagerduty: [{ name: pager, routing_key: { env: KEY }, language: zh }]
  email: [{ name: mail, host: smtp.example.com, username: u, password: { env: SIGN }, from: a@example.com, to: [b@example.com] }]
  relay: { listen: "127.0.0.1:9999", secret: { env: SIGN } }
`,
    {
      FEISHU_URL: 'https://open.feishu.cn/hook/t',
      SLACK_URL: 'https://hooks.slack.com/services/t',
      KEY: 'k',
      SIGN: 's',
    },
  )()

  expect(alerts.channels.map(({ kind, name, language }) => [kind, name, language])).toEqual([
    ['feishu', 'oncall', 'zh'],
    ['slack', 'team', 'en'],
    ['pagerduty', 'pager', 'zh'],
    ['email', 'mail', 'en'],
  ])
  expect(alerts.channels[3]).toMatchObject({ port: 587, tls: 'starttls', login: { username: 'u' } })
  expect(alerts.relay.listen).toEqual({ host: '127.0.0.1', port: 9999 })
  expect(alerts.relay.secret?.reveal()).toBe('s')
  expect(JSON.stringify(alerts)).not.toMatch(/hook\/t|services\/t|"s"|"k"/)
})

test.each([
  ['feishu: [{ name: a }]', 'tokenledger.yaml:2:12: alerts.feishu[0].url is missing. Write url: { env: NAME }'],
  ['wecom: [{ name: a, url: https://robot.example.com/hook/hunter2 }]', 'alerts.wecom[0].url is no place of a secret.'],
  ['slack: [{ name: a, url: { env: NOT_SET } }]', 'alerts.slack[0].url names the variable NOT_SET, which is not set.'],
  ['slack: [{ name: a, url: { env: PLAIN } }]', 'alerts.slack[0].url names what is no http or https address.'],
  [
    'budgets: [{ name: all, month: 5, currency: CNY }, { name: all, month: 6, currency: USD }]',
    'expected a list of budgets of a month, each with a name of its own',
  ],
  ['relay: { secret: hunter2 }', 'alerts.relay.secret is no place of a secret.'],
  ['pagerduty: [{ name: a, routing_key: hunter2 }]', 'alerts.pagerduty[0].routing_key is no place of a secret.'],
  [
    'slack: [{ name: a, url: { env: URL } }, { name: a, url: { env: URL } }]',
    'alerts.slack[1].name is the name of alerts.slack[0] already.',
  ],
  [
    'email: [{ name: a, host: h, username: u, from: a@b, to: [c@d] }]',
    'alerts.email[0] needs username and password, or neither.',
  ],
  ['email: [{ name: a, host: h, from: "A <a@b>", to: [c@d] }]', 'expected an address of e-mail, without a name'],
])('%s is told with its place, and no secret with it', (written, told) => {
  const wrong = reading(`alerts:\n  ${written}\n`, { PLAIN: 'hunter2', URL: 'https://hooks.slack.com/hunter2' })

  expect(wrong).toThrow(told)
  expect(wrong).not.toThrow('hunter2')
})
