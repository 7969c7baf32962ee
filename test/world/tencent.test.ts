/** The stand-in for Tencent is as strict as Tencent: it is asked by hand here, so that every refusal can be seen. */
import { createHash, createHmac } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startTencent, type TencentManners, type TencentWorld } from '../../src/world/tencent.js'

const credentials = { secretId: 'an-id', secretKey: 'a-key' }

interface Written {
  readonly action?: string
  readonly body?: unknown
  readonly timestamp?: number
  readonly version?: string
  readonly key?: string
  readonly id?: string
  readonly service?: string
  readonly host?: string
  readonly token?: string
  /** Sent instead of what was signed. */
  readonly sent?: string
}

/** What anybody signs who reads the documentation of TC3-HMAC-SHA256. */
function signed({ body = {}, timestamp = Math.floor(Date.now() / 1000), ...written }: Written): RequestInit {
  const { key = 'a-key', id = 'an-id', service = '127', host = '127.0.0.1', action = 'DescribeBillDetail' } = written
  const text = JSON.stringify(body)
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10)
  const canonical = ['POST', '/', '', `content-type:application/json\nhost:${host}\n`, 'content-type;host', sha(text)]
  const scope = `${date}/${service}/tc3_request`
  const toSign = ['TC3-HMAC-SHA256', timestamp, scope, sha(canonical.join('\n'))].join('\n')
  const signing = [date, service, 'tc3_request'].reduce<Buffer | string>((k, part) => mac(k, part), `TC3${key}`)
  const signature = mac(signing, toSign).toString('hex')
  return {
    method: 'POST',
    body: written.sent ?? text,
    headers: {
      'content-type': 'application/json',
      'x-tc-action': action,
      'x-tc-version': written.version ?? '2018-07-09',
      'x-tc-timestamp': String(timestamp),
      ...(written.token === undefined ? {} : { 'x-tc-token': written.token }),
      authorization: `TC3-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=content-type;host, Signature=${signature}`,
    },
  }
}

const sha = (text: string): string => createHash('sha256').update(text).digest('hex')
const mac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest()

async function aWorld(rows = 5, manners: TencentManners = {}): Promise<TencentWorld> {
  const bill = { account: '1', rows: () => Array.from({ length: rows }, (_, i) => ({ Id: String(i) })) }
  const world = await startTencent(bill, credentials, { now: () => new Date('2026-08-15T00:00:00Z'), ...manners })
  onTestFinished(() => world.close())
  return world
}

async function said(world: TencentWorld, written: Written): Promise<Record<string, unknown>> {
  const answer: unknown = await (await fetch(world.url, signed(written))).json()
  if (typeof answer !== 'object' || answer === null || !('Response' in answer)) throw new Error('no Response')
  const { Response: response } = answer
  if (typeof response !== 'object' || response === null) throw new Error('no Response')
  return Object.fromEntries(Object.entries(response))
}

async function codeOf(written: Written, world?: TencentWorld): Promise<unknown> {
  const { Error: error } = await said(world ?? (await aWorld()), written)
  return typeof error === 'object' && error !== null && 'Code' in error ? error.Code : undefined
}

const good = { Month: '2026-08', Offset: 0, Limit: 300 }
const now = Math.floor(Date.now() / 1000)

describe('a signature', () => {
  test('by who has the key is accepted', async () => {
    expect(await codeOf({ body: good })).toBeUndefined()
  })

  test.each<readonly [string, Written, string]>([
    ['with another key', { key: 'other' }, 'SignatureFailure'],
    ['with another id', { id: 'other' }, 'SecretIdNotFound'],
    ['of another body', { sent: '{"Month":"2026-08","Offset":0,"Limit":1}' }, 'SignatureFailure'],
    ['of another service', { service: 'cvm' }, 'SignatureFailure'],
    ['of a host with its port', { host: '127.0.0.1:80' }, 'SignatureFailure'],
    ['five minutes and a bit old', { timestamp: now - 310 }, 'SignatureExpire'],
    ['of the future', { timestamp: now + 310 }, 'SignatureExpire'],
    ['with a token that nobody gave', { token: 'x' }, 'TokenFailure'],
  ])('%s is refused by TC3', async (_, written, code) => {
    expect(await codeOf({ body: good, ...written })).toBe(`AuthFailure.${code}`)
  })

  test('that is not there is refused', async () => {
    const world = await aWorld()

    const answer = await (await fetch(world.url, { method: 'POST', body: '{}' })).text()

    expect(answer).toContain('AuthFailure.InvalidAuthorization')
  })
})

describe('parameters', () => {
  test.each<readonly [string, Written, string]>([
    ['a version', { version: '2017-03-12' }, 'NoSuchVersion'],
    ['an action', { action: 'DescribeEverything' }, 'InvalidAction'],
    ['more than 300 rows', { body: { ...good, Limit: 301 } }, 'InvalidParameterValue'],
    ['a negative place', { body: { ...good, Offset: -1 } }, 'InvalidParameterValue'],
    ['a place as text', { body: { ...good, Offset: '0' } }, 'InvalidParameterValue'],
    ['no place', { body: { Month: '2026-08', Limit: 1 } }, 'MissingParameter'],
    ['a month of 18 months ago', { body: { ...good, Month: '2025-02' } }, 'InvalidParameterValue'],
    ['a month to come', { body: { ...good, Month: '2026-09' } }, 'InvalidParameterValue'],
    ['a month of another form', { body: { ...good, Month: '202608' } }, 'InvalidParameterValue'],
    ['a parameter that nobody knows', { body: { ...good, Page: 1 } }, 'UnknownParameter'],
    ['the context of another month', { body: { ...good, Context: 'x' } }, 'InvalidParameterValue'],
    ['the bill of another payer', { body: { ...good, PayerUin: '2' } }, 'UnauthorizedOperation.CamNoAuth'],
    [
      'two months at once',
      { body: { Offset: 0, Limit: 1, BeginTime: '2026-07-31 00:00:00', EndTime: '2026-08-01 00:00:00' } },
      'InvalidParameterValue',
    ],
    ['a summary by nothing', { action: 'DescribeBillSummary', body: { Month: '2026-08' } }, 'InvalidParameterValue'],
  ])('that have %s are refused', async (_, written, code) => {
    expect(await codeOf({ body: good, ...written })).toBe(code)
  })
})

describe('a bill', () => {
  test('of some hours is that of the whole month, and nothing is said', async () => {
    const body = { Offset: 0, Limit: 300, BeginTime: '2026-08-01 00:00:00', EndTime: '2026-08-01 00:59:59' }

    expect((await said(await aWorld(5), { body }))['DetailSet']).toHaveLength(5)
  })

  test('has a Total of the first time it was counted', async () => {
    let many = 3
    const bill = { account: '1', rows: () => Array.from({ length: many }, () => ({})) }
    const world = await startTencent(bill, credentials, { now: () => new Date('2026-08-15T00:00:00Z') })
    onTestFinished(() => world.close())
    const body = { ...good, NeedRecordNum: 1 }
    await said(world, { body })
    many = 9

    const answer = await said(world, { body })

    expect([answer['Total'], answer['DetailSet']]).toEqual([3, Array.from({ length: 9 }, () => ({}))])
  })

  test('is asked for five times a second, and not six times', async () => {
    let ms = 0
    const world = await aWorld(5, { clock: () => ms })
    for (let i = 0; i < 5; i += 1) expect(await codeOf({ body: good }, world)).toBeUndefined()

    expect(await codeOf({ body: good }, world)).toBe('RequestLimitExceeded')
    ms = 1000
    expect(await codeOf({ body: good }, world)).toBeUndefined()
  })
})
