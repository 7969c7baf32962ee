/** The official SDK over HTTP, with each of its traps in the way. */
import { describe, expect, test } from 'vitest'
import { Secret } from '../../../src/config/index.js'
import { LedgerError, MalformedBill, SourceDown, SourceRefused } from '../../../src/errors.js'
import { alibabaBills, type AlibabaSettings } from '../../../src/sources/alibaba/index.js'
import { shown } from '../../../src/sources/alibaba/refusals.js'
import { endpointOf } from '../../../src/sources/alibaba/settings.js'
import type { AlibabaFault, AlibabaManners } from '../../../src/world/alibaba.js'
import { aBill, ACCOUNT, anAlibaba, machine, reading, settingsFor } from './bills.js'

const thrice = { retries: 2, firstWaitMs: 1 }

/** What comes of a day that meets these, and how often it was asked for. */
async function meeting(manners: AlibabaManners, more: Partial<AlibabaSettings> = {}) {
  const world = await anAlibaba(aBill([machine]), manners)
  const read = reading(alibabaBills(settingsFor(world.url, { patience: thrice, ...more })), '2026-08-22')
  const error = await read.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return { error, told: error instanceof Error ? error.message : undefined, times: world.asked.length, url: world.url }
}

const twice = (fault: AlibabaFault): AlibabaManners => ({ fault: ({ n }) => (n <= 2 ? fault : undefined) })
const always = (fault: AlibabaFault): AlibabaManners => ({ fault: () => fault })

describe('what passes', () => {
  test.each<readonly [string, AlibabaFault]>([
    ['a throttle with HTTP 400', { kind: 'error', status: 400, code: 'Throttling.User' }],
    ['a throttle with HTTP 429', { kind: 'error', status: 429, code: 'Throttling' }],
    ['a throttle with HTTP 200', { kind: 'error', status: 200, code: 'Throttling.Api' }],
    ['ServiceUnavailable', { kind: 'error', status: 503, code: 'ServiceUnavailable' }],
    ['InternalError', { kind: 'error', status: 500, code: 'InternalError' }],
    ['UnknownError', { kind: 'error', status: 400, code: 'UnknownError' }],
    ['SDK.ServerUnreachable', { kind: 'error', status: 400, code: 'SDK.ServerUnreachable' }],
    ['a nonce that met its twin', { kind: 'error', status: 400, code: 'SignatureNonceUsed' }],
    ['any code with HTTP 502', { kind: 'error', status: 502, code: 'SomethingElse' }],
    ['a page of a proxy', { kind: 'html', status: 503 }],
    ['a page of a proxy that says it is fine', { kind: 'html', status: 200 }],
    ['an answer that is cut', { kind: 'cut' }],
    ['a connection that ends', { kind: 'reset' }],
    ['half an answer that says it is whole', { kind: 'text', text: '{"Data":{"Items":[' }],
  ])('%s is asked again', async (_, fault) => {
    const { error, times } = await meeting(twice(fault))

    expect(error).toBeUndefined()
    expect(times).toBe(3)
  })

  test('what does not pass is told as being down, with its last words', async () => {
    const { error, told, times, url } = await meeting(always({ kind: 'error', status: 400, code: 'Throttling.User' }))

    expect(error).toBeInstanceOf(SourceDown)
    expect(told).toBe(
      `Alibaba does not answer DescribeInstanceBill of 2026-08-22 at ${new URL(url).host}: ` +
        'Throttling.User Something failed. Check the network, then run it again.',
    )
    expect(times).toBe(3)
  })

  test('a page of a proxy is told as one', async () => {
    const { error, told } = await meeting(always({ kind: 'html', status: 503 }))

    expect(error).toBeInstanceOf(SourceDown)
    expect(told).toContain('it sends something that is not JSON, the page of a proxy perhaps')
    expect(told).not.toContain('Service Unavailable')
  })

  test('a far end that never answers is left after the time that is set, and not after 3 s', async () => {
    const { error, told, times } = await meeting(always({ kind: 'hang' }), { timeoutMs: 150 })

    expect(error).toBeInstanceOf(SourceDown)
    expect(told).toContain('ReadTimeout(150)')
    expect(times).toBe(3)
  })

  test('nobody at the other end is told with the address', async () => {
    const world = await anAlibaba(aBill([]))
    await world.close()

    const failed = reading(alibabaBills(settingsFor(world.url)), '2026-08-22')

    await expect(failed).rejects.toThrow(/ECONNREFUSED/)
    await expect(failed).rejects.toBeInstanceOf(SourceDown)
  })
})

describe('what was meant', () => {
  const other = { accountSite: 'international' } as const
  test.each<readonly [string, AlibabaManners, Partial<AlibabaSettings>, RegExp]>([
    ['no permission', { forbidden: ['DescribeInstanceBill'] }, {}, /NotAuthorized.*Grant AliyunBSSReadOnlyAccess/],
    ['the other site', other, {}, /NotApplicable.*site: international for alibabacloud\.com/],
    ['a wrong secret', {}, { accessKeySecret: new Secret('wrong') }, /SignatureDoesNotMatch.*secret is not that/],
    ['an unknown key', {}, { accessKeyId: new Secret('LTAIother') }, /NotFound.*does not know the access key id/],
    [
      'an expired token',
      {
        expired: true,
        key: { accessKeyId: 'LTAIexample', accessKeySecret: 'example-secret', securityToken: 'token-of-mine' },
      },
      { securityToken: new Secret('token-of-mine') },
      /InvalidSecurityToken\.Expired.*have expired\. Fetch new ones/,
    ],
    [
      'a token of other keys',
      { key: { accessKeyId: 'LTAIexample', accessKeySecret: 'example-secret', securityToken: 'token-of-mine' } },
      { securityToken: new Secret('token-of-another') },
      /InvalidSecurityToken\.Malformed.*all three of STS together/,
    ],
    ['a clock', always({ kind: 'error', status: 400, code: 'InvalidTimeStamp.Expired' }), {}, /clock of this machine/],
    ['anything else', always({ kind: 'error', status: 400, code: 'NotSeenYet' }), {}, /NotSeenYet.*errorCode/],
    ['a no without a code', always({ kind: 'silent' }), {}, /The request has failed/],
  ])('%s is refused once, with a remedy', async (_, manners, more, words) => {
    const { error, told, times } = await meeting(manners, more)

    expect(error).toBeInstanceOf(SourceRefused)
    expect(told).toMatch(words)
    expect(told).toMatch(/^Alibaba refused DescribeInstanceBill of 2026-08-22 \(/)
    expect(times).toBe(1)
  })

  test('an answer with a name that poisons objects is no answer', async () => {
    const { error, times } = await meeting(always({ kind: 'text', text: '{"Success":true,"__proto__":{"Data":1}}' }))

    expect(error).toBeInstanceOf(MalformedBill)
    expect(times).toBe(1)
  })

  test('temporary keys that last are taken', async () => {
    const key = { accessKeyId: 'LTAIexample', accessKeySecret: 'example-secret', securityToken: 'token/with+signs=' }

    const { error } = await meeting({ key }, { securityToken: new Secret(key.securityToken) })

    expect(error).toBeUndefined()
  })
})

describe('secrets', () => {
  const secrets = { accessKeyId: 'LTAImarkedid', accessKeySecret: 'marked secret*', securityToken: 'marked+token/=' }
  const own = {
    accessKeyId: new Secret(secrets.accessKeyId),
    accessKeySecret: new Secret(secrets.accessKeySecret),
    securityToken: new Secret(secrets.securityToken),
  }
  const echo = `No, ${secrets.accessKeyId}! ${encodeURIComponent(secrets.securityToken)} at https://x/?Signature=abc`
  const mean: readonly (readonly [string, AlibabaManners])[] = [
    ['an unknown key', {}],
    ['a wrong secret', { key: { ...secrets, accessKeySecret: 'another' } }],
    ['an expired token', { key: secrets, expired: true }],
    ['a refusal', { key: secrets, forbidden: ['DescribeInstanceBill'] }],
    ['an echo of the keys', always({ kind: 'error', status: 400, code: 'Odd', message: echo })],
    ['an echo of the keys, for later', always({ kind: 'error', status: 429, code: 'Throttling', message: echo })],
    ['an echo in a page', always({ kind: 'text', text: `<p>${echo}</p>` })],
    ['a silent no', always({ kind: 'silent' })],
    ['a proxy', always({ kind: 'html', status: 502 })],
    ['a cut', always({ kind: 'cut' })],
    ['a reset', always({ kind: 'reset' })],
    ['a hang', always({ kind: 'hang' })],
    ['a poisoned name', always({ kind: 'text', text: '{"__proto__":1}' })],
    ['an answer of another form', always({ kind: 'text', text: '{"Success":true,"Code":"Success"}' })],
  ]

  test.each(mean)('are in no error after %s', async (_, manners) => {
    const { error } = await meeting(manners, { ...own, timeoutMs: 150 })

    expect(error).toBeInstanceOf(LedgerError)
    const everything = everythingIn(error)
    for (const secret of Object.values(secrets)) {
      expect(everything).not.toContain(secret)
      expect(everything).not.toContain(encodeURIComponent(secret))
    }
    expect(everything).not.toMatch(/Signature(=|%)|AccessKeyId(=|%)|SecurityToken(=|%)/)
  })

  // Of what pop-core, httpx and Alibaba write around them, none is wanted, whether a secret stands in it or not.
  test.each([
    ['No., URL: https://business.aliyuncs.com/?Action=A&Timestamp=T', 'No'],
    ['read ECONNRESETPOST https://business.aliyuncs.com/ failed.', 'read ECONNRESET'],
    ['ConnectTimeout: Connect https://business.aliyuncs.com/?A=B failed.', 'ConnectTimeout: Connect failed'],
    ['Not matched. server string to sign is:POST&%2F&Action%3DA', 'Not matched'],
    ['See SignatureNonce%3D12-34%26x and AccessKeyId=LTAI', 'See [hidden] and [hidden]'],
  ])('%j is shown as %j', (text, seen) => {
    expect(shown(text, [])).toBe(seen)
  })

  test('are in no question that is kept', async () => {
    const world = await anAlibaba(aBill([machine]), { key: secrets })

    const { around } = await reading(alibabaBills(settingsFor(world.url, own)), '2026-08-22')

    const kept = JSON.stringify([around.questions, [...around.answers]])
    for (const secret of Object.values(secrets)) expect(kept).not.toContain(secret)
  })
})

/** An error with its causes, its fields, its stack. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const fields = Object.getOwnPropertyNames(error).filter((name) => name !== 'cause')
  const said = fields.map((name) => `${name}: ${JSON.stringify(Reflect.get(error, name))}`)
  return [...said, error.cause === undefined ? '' : everythingIn(error.cause)].join('\n')
}

test('numbers longer than a double holds, and objects without a prototype, come as text to the last digit', async () => {
  const row = {
    ...machine,
    PretaxAmount: '9007199254740993.123456789',
    PretaxGrossAmount: '-12345.678901234',
    InvoiceDiscount: '0',
  }
  const world = await anAlibaba(aBill([row]))

  const { lines, around } = await reading(alibabaBills(settingsFor(world.url)), '2026-08-22')

  expect(lines[0]?.billedCost).toBe('9007199254740993.123456789')
  expect(lines[0]?.listCost).toBe('-12345.678901234')
  expect([...around.answers.values()][0]).toContain('"PretaxAmount":"9007199254740993.123456789"')
})

test('an id that comes as a number of 16 digits is that id', async () => {
  const Data = `{"BillingCycle":"2026-08","AccountID":${ACCOUNT},"TotalCount":0,"NextToken":null,"Items":null}`
  const world = await anAlibaba(aBill([]), always({ kind: 'text', text: `{"Success":true,"Data":${Data}}` }))

  const { pages } = await reading(alibabaBills(settingsFor(world.url)), '2026-08-22')

  expect(pages[0]?.windows?.[0]?.billingAccountId).toBe(ACCOUNT)
})

test('each site has an endpoint of its own, and a setting goes before it', () => {
  const endpoints = [
    endpointOf({ site: 'china', endpoint: undefined }),
    endpointOf({ site: 'international', endpoint: undefined }),
    endpointOf({ site: 'china', endpoint: 'http://127.0.0.1:1' }),
  ]

  expect(endpoints).toEqual([
    'https://business.aliyuncs.com',
    'https://business.ap-southeast-1.aliyuncs.com',
    'http://127.0.0.1:1',
  ])
})

test('an account that has a name of its own is told by it', async () => {
  const { told } = await meeting({ forbidden: ['DescribeInstanceBill'] }, { name: 'cn-prod' })

  expect(told).toMatch(/^Alibaba \(cn-prod\) refused/)
})
