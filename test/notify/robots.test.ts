/** Robots that answer 200 to everything: what they are sent, and that their bodies are read. */
import { expect, test } from 'vitest'
import { Secret } from '../../src/config/index.js'
import { signOf as signOfDingtalk } from '../../src/notify/dingtalk.js'
import { signOf as signOfFeishu } from '../../src/notify/feishu.js'
import { same } from '../../src/notify/index.js'
import { startDingtalk, startFeishu, startWecom } from '../../src/world/robots.js'
import { aroundFrom, dear, given, many, opened, over, robot } from './told.js'

// Worked out with openssl dgst -sha256 -hmac.
test('Feishu is signed with the time and the secret as the key, DingTalk with the secret as the key', () => {
  const feishu = signOfFeishu('1787373000', 'feishu-secret-1')
  const dingtalk = signOfDingtalk('1787373000123', 'SECdingtalk0001')

  expect(feishu).toBe('kA1AlopeZq8NpfyF8yGgdFssuWon78RYEtDJTxuRyjs=')
  expect(dingtalk).toBe('d2b40tGqoBRrTLDf4xtYh9HSu42sKX0lUcMbKdwnH2c=')
})

test('Feishu takes a signed card that says in Chinese what it is about, since when, and leads to the panel', async () => {
  const world = await given(startFeishu({ secret: 'feishu-secret-1' }))
  const channel = opened(robot('feishu', world.url, { secret: new Secret('feishu-secret-1') }))

  const delivered = await channel.send([dear])

  expect(delivered).toEqual({ channel: 'oncall', alerts: 1, posts: 1, undelivered: [] })
  expect(world.taken[0]?.['card']).toEqual({
    config: { wide_screen_mode: true },
    header: { template: 'orange', title: { tag: 'plain_text', content: 'tokenledger: 告警 1' } },
    elements: [
      {
        tag: 'markdown',
        content: [
          '**【告警】qwen2.5-32b v3 今日成本为均值的 150%**',
          '版本: v3',
          '今日: ¥300.00 &#40;$42.00&#41;',
          '7 日均值: ¥200.00 &#40;$28.00&#41;',
          '开始时间: 2026-08-22 09:30 &#40;Asia/Shanghai&#41;',
        ].join('\n'),
      },
      {
        tag: 'action',
        actions: [
          {
            tag: 'button',
            type: 'default',
            text: { tag: 'plain_text', content: '查看面板' },
            url: 'https://grafana.example.com/d/llmcost-version?var-version=v3&viewPanel=2',
          },
        ],
      },
    ],
  })
})

test.each([
  ['another secret', { secret: 'another' }, {}],
  ['a clock two hours ahead', { secret: 'feishu-secret-1' }, { now: () => Date.now() + 7_200_000 }],
])('Feishu refuses %s with 200 and a code, and that is no success', async (_, manners, around) => {
  const world = await given(startFeishu(manners))
  const channel = opened(robot('feishu', world.url, { secret: new Secret('feishu-secret-1') }), around)

  const { alerts, undelivered } = await channel.send([dear])

  expect(alerts).toBe(0)
  expect(undelivered).toMatchObject([{ channel: 'oncall', kind: 'feishu', exitCode: 3, messages: [dear] }])
  expect(undelivered[0]?.error).toBe(
    'Feishu (oncall) did not take the message (code 19021: sign match fail or timestamp is not within one hour from ' +
      'current time). Compare the secret with that of the robot, and the clock of this machine with the time.',
  )
  expect(world.heard).toHaveLength(1) // asking again would not help
})

test('a robot that is too busy for a moment is asked again', async () => {
  const busy = { status: 200, body: { code: 11232, msg: 'frequency limited', data: {} } }
  const world = await given(startFeishu({ first: [busy, { status: 502, body: '' }] }))

  const delivered = await opened(robot('feishu', world.url)).send([dear])

  expect(delivered).toMatchObject({ alerts: 1, undelivered: [] })
  expect(world.heard).toHaveLength(3)
})

test('a robot that never answers is given up, and what it was to hear is kept without its address', async () => {
  const world = await given(startFeishu({ first: ['hang', 'cut', 'hang'] }))
  const token = new URL(world.url).pathname.split('/').at(-1) ?? ''

  const { undelivered } = await opened(robot('feishu', world.url), { timeoutMs: 100 }).send([dear, over])

  expect(undelivered).toMatchObject([{ messages: [dear, over], exitCode: 4 }])
  expect(undelivered[0]?.error).toContain('The channel oncall does not answer at 127.0.0.1')
  expect(JSON.stringify(undelivered)).not.toContain(token)
})

test('a refusal that says back the secret and the address is kept without them', async () => {
  const secret = 'feishu-secret-1'
  const echo = { status: 200, body: { code: 9499, msg: `bad ${secret} at /hook/0b1e9f3a-7c52-4a8e-9d10-5b6c7d8e9fa0` } }
  const world = await given(startFeishu({ first: [echo] }))

  const { undelivered } = await opened(robot('feishu', world.url, { secret: new Secret(secret) })).send([dear])

  expect(undelivered[0]?.error).toContain('code 9499: bad [hidden] at /hook/[hidden]')
})

test('DingTalk takes one alert as a card that leads to the panel, and several as one text', async () => {
  const world = await given(startDingtalk({ secret: 'SECdingtalk0001' }))
  const channel = opened(robot('dingtalk', world.url, { secret: new Secret('SECdingtalk0001'), language: 'en' }))

  await channel.send([dear])
  await channel.send([dear, over])

  expect(world.taken[0]).toEqual({
    msgtype: 'actionCard',
    actionCard: {
      title: 'tokenledger: Firing 1',
      text: [
        'tokenledger: Firing 1',
        '---',
        '**［Firing］ qwen2.5-32b v3 costs 150 % of its mean**',
        'Version: v3',
        'Today: ¥300.00 ($42.00)',
        'Mean of 7 days: ¥200.00 ($28.00)',
        'Since: 2026-08-22 09:30 (Asia/Shanghai)',
      ].join('\n\n'),
      singleTitle: 'Open the panel',
      singleURL: 'https://grafana.example.com/d/llmcost-version?var-version=v3&viewPanel=2',
    },
  })
  expect(world.taken[1]).toMatchObject({
    msgtype: 'markdown',
    markdown: {
      title: 'tokenledger: Firing 1, Resolved 1',
      text: expect.stringContaining(
        '[Open the panel](https://grafana.example.com/d/llmcost-version?var-version=v3&viewPanel=2)',
      ),
    },
  })
})

test('a robot that wants the keyword tokenledger finds it in every message', async () => {
  const [ding, feishu] = [
    await given(startDingtalk({ keyword: 'tokenledger' })),
    await given(startFeishu({ keyword: 'tokenledger' })),
  ]

  const delivered = [
    await opened(robot('dingtalk', ding.url)).send([dear]),
    await opened(robot('feishu', feishu.url)).send([dear]),
  ]

  expect(delivered.map(({ alerts }) => alerts)).toEqual([1, 1])
})

test('DingTalk refuses a wrong signature with 200 and a code', async () => {
  const world = await given(startDingtalk({ secret: 'SECanother' }))

  const { undelivered } = await opened(robot('dingtalk', world.url, { secret: new Secret('SECdingtalk0001') })).send([
    dear,
  ])

  expect(undelivered[0]?.error).toContain('DingTalk (oncall) did not take the message (errcode 310000: sign not match)')
})

test('DingTalk refuses a clock two hours ahead, although the signature is right', async () => {
  const world = await given(startDingtalk({ secret: 'SECdingtalk0001' }))
  const around = { now: () => Date.now() + 7_200_000 }

  const { undelivered } = await opened(
    robot('dingtalk', world.url, { secret: new Secret('SECdingtalk0001') }),
    around,
  ).send([dear])

  expect(undelivered[0]?.error).toContain(
    "errcode 310000: invalid timestamp). Compare the secret, this machine's clock",
  )
})

test('DingTalk that somebody else has sent twenty messages is not asked again: each more makes its silence longer', async () => {
  const around = aroundFrom(Date.parse('2026-08-22T01:30:00Z'))
  const world = await given(startDingtalk({ now: around.now }))
  for (let i = 0; i < 20; i += 1) await opened(robot('dingtalk', world.url), around).send([dear])

  const { undelivered } = await opened(robot('dingtalk', world.url), around).send([dear])

  expect(world.taken).toHaveLength(20)
  expect(world.heard).toHaveLength(21)
  expect(undelivered).toMatchObject([{ exitCode: 3, messages: [dear] }])
  expect(undelivered[0]?.error).toContain('The robot was sent more than 20 messages in a minute and is silent for ten')
})

test('WeCom that is written to too fast is asked again, and takes it when the minute is over', async () => {
  const around = aroundFrom(Date.parse('2026-08-22T01:30:00Z'))
  const world = await given(startWecom({ now: around.now }))
  for (let i = 0; i < 20; i += 1) await opened(robot('wecom', world.url), around).send([dear])
  const patience = { retries: 2, firstWaitMs: 30_000 }

  const delivered = await opened(robot('wecom', world.url), { ...around, patience }).send([dear])

  expect(delivered).toMatchObject({ alerts: 1, undelivered: [] })
  expect(world.heard.length).toBeGreaterThan(21)
  expect(world.taken).toHaveLength(21)
})

test.each([
  ['dingtalk', startDingtalk],
  ['wecom', startWecom],
] as const)(
  '%s that hangs once is asked again, and one that hangs for ever is kept without its address',
  async (kind, start) => {
    const [once, always] = [
      await given(start({ first: ['hang'] })),
      await given(start({ first: ['hang', 'hang', 'cut'] })),
    ]
    const key = [...new URL(always.url).searchParams.values()][0] ?? ''

    const first = await opened(robot(kind, once.url), { timeoutMs: 100 }).send([dear])
    const second = await opened(robot(kind, always.url), { timeoutMs: 100 }).send([dear])

    expect(first).toMatchObject({ alerts: 1, undelivered: [] })
    expect(second.undelivered).toMatchObject([{ exitCode: 4, messages: [dear] }])
    expect(key).not.toBe('')
    expect(JSON.stringify(second)).not.toContain(key)
  },
)

test('of 500 alerts none is lost to the twenty a minute of DingTalk: ten go in a message, and the rest waits', async () => {
  const around = aroundFrom(Date.parse('2026-08-22T01:30:00Z'))
  const world = await given(startDingtalk({ secret: 'SECdingtalk0001', now: around.now }))
  const channel = opened(robot('dingtalk', world.url, { secret: new Secret('SECdingtalk0001') }), around)

  const delivered = await channel.send(many(500))

  expect(delivered).toMatchObject({ alerts: 500, posts: 50, undelivered: [] })
  expect(world.taken).toHaveLength(50)
  expect(around.paused).toEqual([60_000, 60_000])
})

test('a name that is markup, or calls somebody, is shown and not obeyed', async () => {
  const [ding, feishu] = [await given(startDingtalk()), await given(startFeishu())]
  const nasty = { ...dear, title: same('**a** <at id=all></at> [x](http://evil) @all'), facts: [], link: undefined }

  await opened(robot('dingtalk', ding.url)).send([nasty])
  await opened(robot('feishu', feishu.url)).send([nasty])

  expect(ding.heard[0]?.text).toContain('＊＊a＊＊ ＜at id=all＞＜/at＞ ［x］(http://evil) ＠all')
  expect(feishu.heard[0]?.text).toContain(
    '&#42;&#42;a&#42;&#42; &#60;at id=all&#62;&#60;/at&#62; &#91;x&#93;&#40;http://evil&#41;',
  )
})

test('WeCom is sent at most 4096 bytes, which Chinese fills three times as fast', async () => {
  const world = await given(startWecom())
  const long = { ...dear, title: same('成本'.repeat(150)) }

  const delivered = await opened(robot('wecom', world.url)).send(Array.from({ length: 10 }, () => long))

  expect(delivered).toMatchObject({ alerts: 10, undelivered: [] })
  expect(delivered.posts).toBeGreaterThan(1)
  expect(delivered.posts).toBeLessThan(10)
})

test('WeCom that does not know the key says so in the body', async () => {
  const world = await given(startWecom())

  const { undelivered } = await opened(robot('wecom', `${world.url}x`)).send([dear])

  expect(undelivered[0]?.error).toBe(
    'WeCom (oncall) did not take the message (errcode 93000: invalid webhook url). The address holds no key of a robot: copy it anew.',
  )
})
