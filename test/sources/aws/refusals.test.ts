/** What AWS refuses, told by name: what is missing, what to do, and never a secret. */
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Secret } from '../../../src/config/index.js'
import { ConfigError, LedgerError, MalformedBill, SourceDown, SourceRefused } from '../../../src/errors.js'
import type { CostManners } from '../../../src/world/aws-cost-explorer.js'
import type { CostExplorerSettings } from '../../../src/sources/aws/index.js'
import { asking } from './asking.js'
import { aCloud, charge, KEY, NOW, read } from './cloud.js'

const SECRET = 'marked-secret-key-0123456789'
const TOKEN = 'marked-session-token-0123456789'

async function failure(manners: Partial<CostManners>, settings: Partial<CostExplorerSettings> = {}): Promise<unknown> {
  const { bills } = await aCloud({ charges: [charge({ unblended: '1', resourceId: 'i-1' })], manners, settings })
  const around = asking({ now: NOW })
  const [piece] = (await bills.due(around)).slice(-1)
  return read(bills, piece, around).then(
    () => undefined,
    (error: unknown) => error,
  )
}

const failing = (name: string, message = 'Some words of AWS'): Partial<CostManners> => ({
  fault: () => ({ kind: 'error', name, message }),
})

describe('a refusal', () => {
  test.each<readonly [string, abstract new (...args: never[]) => LedgerError, string]>([
    ['AccessDeniedException', SourceRefused, 'Grant what docs/aws.md lists'],
    ['UnrecognizedClientException', SourceRefused, 'does not take the key'],
    ['ExpiredTokenException', SourceRefused, 'the session token has expired'],
    ['BillExpirationException', SourceRefused, 'no longer keeps the bill'],
    ['ValidationException', SourceRefused, 'look at the dates first'],
    ['DataUnavailableException', SourceDown, 'has no data yet'],
    ['BillingViewHealthStatusException', SourceDown, 'not healthy'],
    ['ResourceNotFoundException', ConfigError, 'none of that name'],
    ['SomethingNewException', MalformedBill, 'in a way that is not known (SomethingNewException)'],
  ])('%s is known by its name, which most have instead of a class', async (name, kind, words) => {
    const error = await failure(failing(name))

    expect(error).toBeInstanceOf(kind)
    expect(String(error)).toContain(words)
  })

  test('of a key that AWS does not know is one of credentials', async () => {
    const error = await failure({ keys: [{ id: 'AKIDOTHER', secret: 'another' }] })

    expect(error).toBeInstanceOf(SourceRefused)
    expect(String(error)).toContain('Look at the access key')
  })

  test('of a token that has expired says to log in again', async () => {
    const session = { ...KEY, session: TOKEN, expires: 0 }
    const credentials = {
      kind: 'keys',
      accessKeyId: KEY.id,
      secretAccessKey: new Secret(KEY.secret),
      sessionToken: new Secret(TOKEN),
    } as const

    const error = await failure({ keys: [session] }, { credentials })

    expect(String(error)).toContain('Log in again')
  })

  test.each([
    'InvalidSignatureException',
    'AccessDeniedException',
    'ValidationException',
    'SomethingNewException',
    'DataUnavailableException',
  ])('%s tells no secret, though AWS repeats it', async (name) => {
    const credentials = {
      kind: 'keys',
      accessKeyId: KEY.id,
      secretAccessKey: new Secret(SECRET),
      sessionToken: new Secret(TOKEN),
    } as const
    const keys = [{ id: KEY.id, secret: SECRET, session: TOKEN }]
    const words = `The canonical string should have been 'x-amz-security-token:${TOKEN}' and the key ${SECRET}`

    const error = await failure({ keys, ...failing(name, words) }, { credentials })

    expect(error).toBeInstanceOf(LedgerError)
    const everything = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)
    expect(everything).not.toContain(SECRET)
    expect(everything).not.toContain(TOKEN)
  })

  test('of a wrong signature tells no token, though AWS shows what it would have signed', async () => {
    const credentials = {
      kind: 'keys',
      accessKeyId: KEY.id,
      secretAccessKey: new Secret('wrong'),
      sessionToken: new Secret(TOKEN),
    } as const

    const error = await failure({ keys: [{ id: KEY.id, secret: SECRET, session: TOKEN }] }, { credentials })

    expect(error).toBeInstanceOf(SourceRefused)
    expect(inspect(error, { depth: 20 })).not.toContain(TOKEN)
  })
})

describe('a far end that is not there', () => {
  test('is down, and tried as often as was said', async () => {
    const error = await failure({}, { endpoint: 'http://127.0.0.1:9' })

    expect(error).toBeInstanceOf(SourceDown)
    expect(String(error)).toContain('after 3 tries')
  })

  test('through a proxy that refuses is down too', async () => {
    const error = await failure(
      {},
      { endpoint: 'https://ce.invalid', proxy: 'http://user:marked-password@127.0.0.1:9' },
    )

    expect(error).toBeInstanceOf(SourceDown)
    expect(inspect(error, { depth: 20 })).not.toContain('marked-password')
  })
})
