/** The real SDK against a far end that fails: what is tried again, what is told, and what never is. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { inspect } from 'node:util'
import { Secret } from '../../../src/config/index.js'
import { ConfigError, LedgerError, SourceDown, SourceRefused } from '../../../src/errors.js'
import type { TencentFault } from '../../../src/world/tencent.js'
import { aTencent, cents, credentials, monthOf } from './given.js'

afterEach(() => {
  vi.unstubAllEnvs()
})

async function failing(fault: TencentFault, times = Number.POSITIVE_INFINITY) {
  return aTencent({ rows: () => cents(2) }, { fault: ({ n }) => (n <= times ? fault : undefined) })
}

async function errorOf(work: Promise<unknown>): Promise<LedgerError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof LedgerError) return error
  throw new Error('no error of ours', { cause: error })
}

const passing: readonly (readonly [string, TencentFault])[] = [
  ['a throttle', { code: 'RequestLimitExceeded' }],
  ['a throttle of the account', { code: 'RequestLimitExceeded.UinLimitExceeded' }],
  ['a fault of the gateway', { code: 'InternalError.GatewayError' }],
  ['a service that is not to be had', { code: 'ServiceUnavailable' }],
  ['a count that failed', { code: 'FailedOperation.QueryCountFailed' }],
  ['a page of a proxy with 200', { html: 200 }],
  ['a page of a proxy with 503', { html: 503 }],
  ['too many requests at a proxy', { html: 429 }],
  ['a connection that ends before the answer', 'hangup'],
  ['a connection that ends in the middle of it', 'cut'],
  ['JSON that is not of Tencent', 'json'],
]

describe('what passes', () => {
  test.each(passing)('%s is tried again', async (_, fault) => {
    const { world, source } = await failing(fault, 2)

    const { lines } = await monthOf(source)

    expect(lines).toHaveLength(2)
    expect(world.asked).toHaveLength(4)
  })

  test.each(passing)('%s that stays is a service that is down', async (_, fault) => {
    const { world, source } = await failing(fault)

    const error = await errorOf(monthOf(source))

    expect(error).toBeInstanceOf(SourceDown)
    expect(error.message).toMatch(
      /^Tencent does not answer DescribeBillDetail of tencent at 127\.0\.0\.1:\d+: .+ run it again\.$/,
    )
    expect(world.asked).toHaveLength(3)
  })

  test('an answer cut in the middle is seen at once, which the SDK sees when its time is over', async () => {
    const { source } = await failing('cut')

    await expect(monthOf(source)).rejects.toThrow(/the connection ended in the middle of the answer/)
  })

  test('a port that nobody listens at is one, too', async () => {
    const { world, source } = await aTencent({})
    await world.close()

    await expect(monthOf(source)).rejects.toThrow(/ECONNREFUSED/)
  })
})

describe('what is refused', () => {
  test.each<readonly [string, TencentFault, RegExp]>([
    ['a permission', { code: 'UnauthorizedOperation.CamNoAuth' }, /Allow DescribeBillDetail to the CAM user/],
    ['another permission', { code: 'AuthFailure.UnauthorizedOperation' }, /Allow DescribeBillDetail to the CAM user/],
    ['a key', { code: 'AuthFailure.SecretIdNotFound' }, /Check secret_id and secret_key/],
    ['a clock', { code: 'AuthFailure.SignatureExpire' }, /Set the clock/],
    ['a token', { code: 'AuthFailure.TokenFailure' }, /get new ones/],
    ['a bill that is not switched on', { code: 'UnsupportedOperation' }, /Switch on the bill/],
    ['a parameter', { code: 'InvalidParameterValue' }, /Look the code up/],
    ['a firewall', { html: 403 }, /A proxy or a firewall/],
  ])('%s is told with what to do, and not tried again', async (_, fault, remedy) => {
    const { world, source } = await failing(fault)

    const error = await errorOf(monthOf(source))

    expect(error).toBeInstanceOf(SourceRefused)
    expect(error.message).toMatch(remedy)
    expect(world.asked).toHaveLength(1)
  })

  test('an answer that is too large is mended in the settings', async () => {
    const { source } = await failing({ code: 'ResponseSizeLimitExceeded' })

    const error = await errorOf(monthOf(source))

    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('page_size')
  })

  test('a wrong key is refused by its signature', async () => {
    const { source } = await aTencent({}, {}, { secretKey: new Secret('another') })

    expect((await errorOf(monthOf(source))).facts['code']).toBe('AuthFailure.SignatureFailure')
  })
})

describe('secrets', () => {
  test('stand in no error, though Tencent repeats them', async () => {
    const message = `The SecretId ${credentials.secretId} with ${credentials.secretKey} and a-token is not found.`
    const faults: TencentFault[] = [
      { code: 'AuthFailure.SecretIdNotFound', message },
      { code: 'InternalError', message },
    ]
    for (const fault of [...faults, ...passing.map(([, one]) => one)]) {
      const more = { token: new Secret('a-token') }
      const { source } = await aTencent({}, { fault: () => fault }, more)

      const error = await errorOf(monthOf(source))

      const told = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error) + String(error.stack)
      expect(told).not.toMatch(/id-of-a-test|key-of-a-test|a-token/)
    }
  })
})

describe('the way there', () => {
  test('is not what http_proxy says, which the SDK would follow even to loopback', async () => {
    vi.stubEnv('http_proxy', 'http://127.0.0.1:9')
    const { source } = await aTencent({ rows: () => cents(1) })

    expect((await monthOf(source)).lines).toHaveLength(1)
  })

  test('is a proxy where settings name one', async () => {
    const { source } = await aTencent({ rows: () => cents(1) }, {}, { proxy: 'http://127.0.0.1:9' })

    await expect(monthOf(source)).rejects.toThrow(/127\.0\.0\.1:9/)
  })

  test('ends when the whole answer takes too long', async () => {
    const { source } = await aTencent({ rows: () => cents(1) }, { fault: () => 'silence' }, { timeoutMs: 50 })

    const error = await errorOf(monthOf(source))

    expect(error).toBeInstanceOf(SourceDown)
    expect(error.message).toContain('no answer in 0.05 seconds')
  })

  test('to an address that is none is a mistake of the settings', async () => {
    const { source } = await aTencent({}, {}, { endpoint: 'billing' })

    expect(await errorOf(monthOf(source))).toBeInstanceOf(ConfigError)
  })

  test('carries a token of temporary credentials', async () => {
    const { source } = await aTencent({}, {}, { token: new Secret('a-token') })

    expect((await errorOf(monthOf(source))).facts['code']).toBe('AuthFailure.TokenFailure')
  })
})

describe('the rate', () => {
  test('is five requests a second, tries again included', async () => {
    let now = 0
    const clock = () => now
    const pause = (ms: number): Promise<void> => {
      now += ms
      return Promise.resolve()
    }
    const { world, source } = await aTencent({ rows: () => cents(3000) }, { clock }, { clock })

    const { lines } = await monthOf(source, '2026-08', { pause })

    expect(lines).toHaveLength(3000)
    // 11 pages, two looked at again and the sum: 14 requests, none of them refused.
    expect(world.asked).toHaveLength(14)
    expect(now).toBe(13 * 200)
  })

  test('kept by nobody is refused by the far end, six times in a second', async () => {
    const { source } = await aTencent({ rows: () => cents(3000) }, { clock: () => 0 }, { clock: () => 0 })

    await expect(monthOf(source)).rejects.toThrow(/RequestLimitExceeded/)
  })
})
