/** The simulated Alibaba is as strict as the real one, and as silent where the real one says nothing. */
import { createHmac, randomUUID } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import {
  ALIBABA_KEY,
  type AlibabaBill,
  type AlibabaKey,
  type AlibabaManners,
  type AlibabaRow,
  startAlibaba,
} from '../../src/world/alibaba.js'

const row: AlibabaRow = { BillingDate: '2026-08-22', InstanceID: 'i-1', PretaxAmount: '-12345.678901234567' }
const bill: AlibabaBill = {
  accountId: '1830000000000001',
  rows: (month) =>
    [row, { ...row, BillingDate: '2026-08-23', InstanceID: 'i-2' }].filter((one) =>
      one['BillingDate']?.startsWith(month),
    ),
  usage: () => [
    { InstanceId: 'i-1', StartTime: '2026-08-24T01:00:00Z', EndTime: '2026-08-24T02:00:00Z' },
    { InstanceId: 'i-1', StartTime: '2026-08-24T02:00:00Z', EndTime: '2026-08-24T03:00:00Z' },
  ],
  overview: () => [{ PretaxAmount: '1.5', RoundDownDiscount: '0.004', Currency: 'CNY' }],
}
const day = { Action: 'DescribeInstanceBill', BillingCycle: '2026-08', BillingDate: '2026-08-22', Granularity: 'DAILY' }
const hours = {
  Action: 'QueryUserOmsData',
  Table: 'ecs',
  DataType: 'Hour',
  StartTime: '2026-08-23T00:00:00Z',
  EndTime: '2026-08-25T00:00:00Z',
}

type Asked = Readonly<Record<string, string>>

/** Signed by hand, as the documentation of RPC says. */
function signed(asked: Asked, key: AlibabaKey = ALIBABA_KEY, method = 'POST'): URLSearchParams {
  const all: Record<string, string> = {
    Format: 'JSON',
    Version: '2017-12-14',
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: randomUUID(),
    Timestamp: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    AccessKeyId: key.accessKeyId,
    ...(key.securityToken === undefined ? {} : { SecurityToken: key.securityToken }),
    ...asked,
  }
  const hex = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`
  const encode = (text: string): string => encodeURIComponent(text).replaceAll(/[!'()*]/g, hex)
  const pairs = Object.keys(all)
    .toSorted()
    .map((name) => `${encode(name)}=${encode(all[name] ?? '')}`)
  const text = `${method}&%2F&${encode(pairs.join('&'))}`
  const signature = createHmac('sha1', `${key.accessKeySecret}&`).update(text).digest('base64')
  return new URLSearchParams({ ...all, Signature: signature })
}

interface Said {
  readonly status: number
  readonly text: string
  readonly Code?: string
  readonly Message?: string
  readonly Data?: {
    Items?: { BillingDate: string }[]
    TotalCount?: number
    NextToken?: string
    OmsData?: unknown
    Marker?: string
  }
}

async function aWorld(
  manners: AlibabaManners = {},
  what: AlibabaBill = bill,
): Promise<(asked: URLSearchParams, method?: string) => Promise<Said>> {
  const world = await startAlibaba(what, { now: () => new Date('2026-08-24T02:30:00Z'), ...manners })
  onTestFinished(() => world.close())
  return async (asked, method = 'POST') => {
    const url = method === 'GET' ? `${world.url}/?${asked.toString()}` : `${world.url}/`
    const response = await fetch(url, method === 'GET' ? {} : { method, body: asked })
    const text = await response.text()
    return { ...JSON.parse(text), status: response.status, text }
  }
}

test('a signed question is answered, by POST and by GET', async () => {
  const ask = await aWorld()

  const posted = await ask(signed(day))
  const got = await ask(signed(day, ALIBABA_KEY, 'GET'), 'GET')

  expect(posted).toMatchObject({ status: 200, Code: 'Success', Data: { TotalCount: 1, NextToken: '' } })
  expect(got).toMatchObject({ status: 200, Code: 'Success' })
})

test('an amount is a number of all its digits on the wire', async () => {
  const ask = await aWorld()

  const { text } = await ask(signed(day))

  expect(text).toContain('"PretaxAmount":-12345.678901234567')
})

test('signs that encodeURIComponent leaves alone are signed encoded', async () => {
  const ask = await aWorld()

  const { Code } = await ask(signed({ ...day, InstanceID: "a*b~c'd!(e)" }))

  expect(Code).toBe('Success')
})

test.each<readonly [string, (asked: URLSearchParams) => void, string]>([
  ['changed after it was signed', (asked) => asked.set('BillingDate', '2026-08-23'), 'SignatureDoesNotMatch'],
  ['without a signature', (asked) => asked.delete('Signature'), 'MissingSignature'],
  ['of an unknown key', (asked) => asked.set('AccessKeyId', 'LTAIother'), 'InvalidAccessKeyId.NotFound'],
  ['of another version', (asked) => asked.set('Version', '2014-05-26'), 'InvalidVersion'],
])('a question %s is refused', async (_, change, code) => {
  const ask = await aWorld()
  const asked = signed(day)
  change(asked)

  const said = await ask(asked)

  expect(said.Code).toBe(code)
  expect(said.status).toBeGreaterThanOrEqual(400)
})

test('a wrong signature is answered with the string to sign, in which the key stands', async () => {
  const ask = await aWorld()

  const { Message } = await ask(signed(day, { ...ALIBABA_KEY, accessKeySecret: 'another' }))

  expect(Message).toContain('server string to sign is:POST&%2F&AccessKeyId%3DLTAIexample')
})

test('a question is heard once, and within a quarter of an hour', async () => {
  const ask = await aWorld()
  const asked = signed(day)
  await ask(asked)

  const again = await ask(asked)
  const old = await ask(signed({ ...day, Timestamp: '2026-01-01T00:00:00Z' }))

  expect(again.Code).toBe('SignatureNonceUsed')
  expect(old.Code).toBe('InvalidTimeStamp.Expired')
})

test('temporary keys come with their token, while it lasts', async () => {
  const key = { ...ALIBABA_KEY, securityToken: 'token-1' }
  const [fresh, stale] = [await aWorld({ key }), await aWorld({ key, expired: true })]

  const codes = [await fresh(signed(day, key)), await fresh(signed(day)), await stale(signed(day, key))].map(
    ({ Code }) => Code,
  )

  expect(codes).toEqual(['Success', 'InvalidSecurityToken.Malformed', 'InvalidSecurityToken.Expired'])
})

test.each([400, 429, 200])('the eleventh question of a second is one too many, with HTTP %i', async (throttledAs) => {
  let now = 0
  const ask = await aWorld({ clock: () => now, throttledAs })
  for (let n = 0; n < 10; n += 1) await ask(signed(day))

  const eleventh = await ask(signed(day))
  now = 1001
  const later = await ask(signed(day))

  expect(eleventh).toMatchObject({ status: throttledAs, Code: 'Throttling.User' })
  expect(later.Code).toBe('Success')
})

test.each<readonly [string, Asked, string]>([
  ['more than 300 rows a page', { MaxResults: '301' }, 'InvalidParameter'],
  ['a token that nobody gave out', { NextToken: 'undefined' }, 'InvalidParameter'],
  ['days without a day', { BillingDate: '' }, 'InvalidParameter'],
  ['no month', { BillingCycle: '' }, 'MissingBillingCycle'],
  ['a month of 2024', { BillingCycle: '2024-08', BillingDate: '2024-08-01' }, 'InvalidBillingCycle'],
  ['something else', { Action: 'DescribeInstanceBills' }, 'InvalidAction.NotFound'],
])('a question for %s is refused', async (_, more, code) => {
  const ask = await aWorld()

  const said = await ask(signed({ ...day, ...more }))

  expect(said.Code).toBe(code)
})

test('a page is of twenty rows where nobody says how many, and its token is good for the same question only', async () => {
  const rows = Array.from({ length: 25 }, (_, n) => ({ ...row, InstanceID: `i-${n}` }))
  const ask = await aWorld({}, { ...bill, rows: () => rows })
  const first = await ask(signed(day))
  const NextToken = first.Data?.NextToken ?? ''

  const second = await ask(signed({ ...day, NextToken }))
  const other = await ask(signed({ ...day, NextToken, IsBillingItem: 'true' }))

  expect([first.Data?.Items?.length, second.Data?.Items?.length]).toEqual([20, 5])
  expect(second.Data?.NextToken).toBe('')
  expect(other.Code).toBe('InvalidParameter')
})

test('a day outside the month is answered with the month, and no word of it', async () => {
  const ask = await aWorld()

  const said = await ask(signed({ ...day, BillingDate: '2026-07-22' }))

  expect(said.Code).toBe('Success')
  expect(said.Data?.Items?.map(({ BillingDate }) => BillingDate)).toEqual(['2026-08-22', '2026-08-23'])
})

test('an account of the other site is sent away', async () => {
  const ask = await aWorld({ site: 'china', accountSite: 'international' })

  const said = await ask(signed(day))

  expect(said).toMatchObject({ status: 400, Code: 'NotApplicable' })
  expect(said.Message).toContain('the API domain regionId')
})

test('what a user may not ask is not answered', async () => {
  const ask = await aWorld({ forbidden: ['DescribeInstanceBill'] })

  const codes = [await ask(signed(day)), await ask(signed({ Action: 'QueryBillOverview', BillingCycle: '2026-08' }))]

  expect(codes.map(({ Code }) => Code)).toEqual(['NotAuthorized', 'Success'])
})

test('meters tell whole hours, at most 200 a page, and not the one that runs', async () => {
  const ask = await aWorld()

  const said = await ask(signed(hours))
  const many = await ask(signed({ ...hours, PageSize: '201' }))
  const beijing = await ask(signed({ ...hours, StartTime: '2026-08-23 00:00:00' }))

  expect(said.Data?.OmsData).toEqual([
    { InstanceId: 'i-1', StartTime: '2026-08-24T01:00:00Z', EndTime: '2026-08-24T02:00:00Z' },
  ])
  expect([many.Code, beijing.Code]).toEqual(['InvalidParameter', 'InvalidParameter'])
})
