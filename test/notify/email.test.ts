import { expect, test } from 'vitest'
import { type EmailChannel, Secret } from '../../src/config/index.js'
import { dear, given, opened, over } from './told.js'
import { startSmtp } from './smtp.js'

const mail = (port: number, more: Partial<EmailChannel> = {}): EmailChannel => ({
  kind: 'email',
  name: 'mail',
  language: 'zh',
  host: '127.0.0.1',
  port,
  tls: 'none',
  login: undefined,
  from: 'ledger@example.com',
  to: ['finops@example.com', 'mlops@example.com'],
  ...more,
})

/** What a letter says, out of the base64 or the quoted-printable in which Chinese travels. */
function read(text: string): string {
  const [head = '', ...body] = text.split('\r\n\r\n')
  const subject = /Subject: ((?:.|\r\n )*)/.exec(head)?.[1] ?? ''
  const words = [...subject.matchAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi)].map(([, way, written = '']) =>
    way?.toUpperCase() === 'B' ? Buffer.from(written, 'base64') : quoted(written.replaceAll('_', ' ')),
  )
  const inside = body.join('\r\n\r\n')
  const plain = /transfer-encoding: base64/i.test(head) ? Buffer.from(inside, 'base64') : quoted(inside)
  return [Buffer.concat(words).toString(), plain.toString()].join('\n')
}

function quoted(text: string): Buffer {
  const joined = text.replaceAll(/=\r?\n/g, '')
  const latin = joined.replaceAll(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(latin, 'latin1')
}

test('a letter in Chinese reaches all it is for, after a login', async () => {
  const world = await given(startSmtp({ login: { username: 'ledger', password: 'smtp-password' } }))
  const login = { username: 'ledger', password: new Secret('smtp-password') }

  const delivered = await opened(mail(world.port, { login })).send([dear])

  expect(delivered).toEqual({ channel: 'mail', alerts: 1, posts: 1, undelivered: [] })
  expect(world.letters).toMatchObject([
    { from: 'ledger@example.com', to: ['finops@example.com', 'mlops@example.com'], secure: false },
  ])
  const said = read(world.letters[0]?.text ?? '')
    .replaceAll('\r\n', '\n')
    .trim()
  expect(said).toBe(
    [
      '【告警】qwen2.5-32b v3 今日成本为均值的 150%',
      '【告警】qwen2.5-32b v3 今日成本为均值的 150%',
      '版本: v3',
      '今日: ¥300.00 ($42.00)',
      '7 日均值: ¥200.00 ($28.00)',
      '开始时间: 2026-08-22 09:30 (Asia/Shanghai)',
      '查看面板: https://grafana.example.com/d/llmcost-version?var-version=v3&viewPanel=2',
    ].join('\n'),
  )
})

test('two alerts are one letter whose subject counts them', async () => {
  const world = await given(startSmtp())

  await opened(mail(world.port, { language: 'en' })).send([dear, over])

  expect(world.letters).toHaveLength(1)
  expect(world.letters[0]?.text).toContain('Subject: tokenledger: Firing 1, Resolved 1')
})

test('a wrong password is a refusal that does not tell it', async () => {
  const world = await given(startSmtp({ login: { username: 'ledger', password: 'right-password' } }))
  const login = { username: 'ledger', password: new Secret('wrong-password') }

  const { undelivered } = await opened(mail(world.port, { login })).send([dear])

  expect(undelivered).toMatchObject([{ exitCode: 3, kind: 'email' }])
  expect(JSON.stringify(undelivered)).not.toMatch(/wrong-password|d3JvbmctcGFzc3dvcmQ/)
})

test('a server that says later is asked again, and one that says never is not', async () => {
  const [later, never] = [await given(startSmtp({ first: [451] })), await given(startSmtp({ first: [550, 550] }))]

  const first = await opened(mail(later.port)).send([dear])
  const second = await opened(mail(never.port)).send([dear])

  expect(first).toMatchObject({ alerts: 1, undelivered: [] })
  expect(second.undelivered[0]?.error).toContain('127.0.0.1 did not take the letter (mail)')
  expect(never.letters).toEqual([])
})

test('a letter is not sent in plain text where STARTTLS is asked for and cannot be had', async () => {
  const world = await given(startSmtp())

  const { undelivered } = await opened(mail(world.port, { tls: 'starttls' })).send([dear])

  expect(undelivered).toMatchObject([{ exitCode: 4 }])
  expect(world.letters).toEqual([])
})
