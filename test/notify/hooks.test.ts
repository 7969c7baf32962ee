import { expect, test } from 'vitest'
import { Secret } from '../../src/config/index.js'
import { same } from '../../src/notify/index.js'
import { isSigned, signatureOf } from '../../src/notify/signature.js'
import { startHook, startPagerduty, startSlack } from '../../src/world/hooks.js'
import { dear, given, many, opened, over, robot } from './told.js'

const KEY = '0123456789abcdef0123456789abcdef'

const pager = (url: string) =>
  ({ kind: 'pagerduty', name: 'pager', language: 'en', url, routingKey: new Secret(KEY) }) as const

test('Slack takes a section an alert, with signs of markup shown', async () => {
  const world = await given(startSlack())
  const channel = opened(robot('slack', world.url, { language: 'en' }))

  const delivered = await channel.send([{ ...dear, title: same('a <b> & c') }, over])

  expect(delivered).toMatchObject({ alerts: 2, posts: 1, undelivered: [] })
  expect(world.taken[0]).toMatchObject({ text: 'tokenledger: Firing 1, Resolved 1' })
  expect(world.heard[0]?.text).toContain('*[Firing] a &lt;b&gt; &amp; c*')
  expect(world.heard[0]?.text).toContain('Since: 2026-08-22 09:30 (Asia/Shanghai)')
  expect(world.heard[0]?.text).toContain(
    '<https://grafana.example.com/d/llmcost-version?var-version=v3&amp;viewPanel=2|Open the panel>',
  )
})

test('Slack that throttles is asked again when it says, and one that was deleted is a refusal', async () => {
  const slow = { status: 429, body: '', headers: { 'retry-after': '0' } }
  const [throttled, gone] = [await given(startSlack({ first: [slow] })), await given(startSlack())]

  const first = await opened(robot('slack', throttled.url)).send([dear])
  const second = await opened(robot('slack', `${gone.url}x`)).send([dear])

  expect(first).toMatchObject({ alerts: 1, undelivered: [] })
  expect(second.undelivered[0]?.error).toBe(
    'Slack (oncall) did not take the message (HTTP 404: no_service). Look at the app and its webhook.',
  )
})

test('PagerDuty opens an incident by a key and closes it by the same', async () => {
  const world = await given(startPagerduty(KEY))

  const delivered = await opened(pager(world.url)).send([dear, over])

  expect(delivered).toMatchObject({ alerts: 2, posts: 2, undelivered: [] })
  expect(world.taken).toMatchObject([
    {
      event_action: 'trigger',
      dedup_key: 'day_over_mean:7',
      payload: {
        summary: '[Firing] qwen2.5-32b v3 costs 150 % of its mean',
        severity: 'warning',
        timestamp: '2026-08-22T01:30:00.000Z',
        custom_details: { Today: '¥300.00 ($42.00)', 'Mean of 7 days': '¥200.00 ($28.00)' },
      },
      links: [{ href: dear.link }],
    },
    { event_action: 'resolve', dedup_key: 'day_over_mean:7' },
  ])
})

test('PagerDuty that does not know the key is told without it', async () => {
  const world = await given(startPagerduty('f'.repeat(32)))

  const { undelivered } = await opened(pager(world.url)).send([dear])

  expect(undelivered[0]?.error).toContain("HTTP 400: Event object is invalid: 'routing_key' is not of an integration")
  expect(JSON.stringify(undelivered)).not.toContain(KEY)
})

test("a webhook of one's own is signed, and one that wants another secret refuses", async () => {
  const [right, wrong] = [await given(startHook('hook-secret')), await given(startHook('another-secret'))]
  const secret = new Secret('hook-secret')

  const first = await opened(robot('webhooks', right.url, { secret, language: 'en' })).send(many(3))
  const second = await opened(robot('webhooks', wrong.url, { secret })).send([dear])

  expect(first).toMatchObject({ alerts: 3, posts: 1, undelivered: [] })
  expect(right.taken[0]).toMatchObject({
    version: 1,
    alerts: [
      { key: 'day_over_mean:0', state: 'firing', title: '[Firing] version 0', since: '2026-08-22T01:30:00.000Z' },
      {},
      {},
    ],
  })
  expect(second.undelivered).toMatchObject([{ exitCode: 3 }])
})

// Worked out with openssl dgst -sha256 -hmac.
test('a signature is of the time, a colon and the body, and holds for five minutes', () => {
  const hex = '5be4e9d5973ab92ea985e74c631b67e6553f43c5dc825c12289f3984ec513303'
  const body = Buffer.from('{"alerts":[]}')
  const signed = { timestamp: '1787373000', signature: hex, body }
  const at = (seconds: number): Date => new Date((1_787_373_000 + seconds) * 1000)

  expect(signatureOf('1787373000', '{"alerts":[]}', 'grafana-secret')).toBe(hex)
  expect(isSigned(signed, 'grafana-secret', at(300))).toBe(true)
  expect(isSigned(signed, 'grafana-secret', at(301))).toBe(false)
  expect(isSigned(signed, 'grafana-secret', at(-301))).toBe(false)
  expect(isSigned(signed, 'other-secret', at(0))).toBe(false)
  expect(isSigned({ ...signed, body: Buffer.from('{"alerts":[ ]}') }, 'grafana-secret', at(0))).toBe(false)
  expect(isSigned({ ...signed, timestamp: '1787373001' }, 'grafana-secret', at(0))).toBe(false)
  expect(isSigned({ ...signed, timestamp: undefined }, 'grafana-secret', at(0))).toBe(false)
})
