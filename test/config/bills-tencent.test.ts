/** Accounts of Tencent Cloud as people write them. */
import { describe, expect, test } from 'vitest'
import { checkTencent, tencent, tencentOf } from '../../src/config/schema-bills-tencent.js'

const around = { env: { ID: 'the-id', KEY: 'the-key', EMPTY: '' }, folder: '/nowhere' }
const credentials = { secret_id: { env: 'ID' }, secret_key: { env: 'KEY' } }
const account = { account: '100000000001', credentials }

function complaints(list: readonly unknown[]): string[] {
  const told: string[] = []
  checkTencent(list, around, (path, text) => told.push(`${path.join('.')} ${text}`))
  return told
}

describe('an account of the China site', () => {
  test('needs its UIN and its credentials, and is billed in yuan', () => {
    const [one] = tencentOf(tencent.parse([account]), around)

    expect(complaints([account])).toEqual([])
    expect(one).toMatchObject({
      name: 'tencent',
      account: '100000000001',
      currency: 'CNY',
      endpoint: 'https://billing.tencentcloudapi.com',
      language: 'zh-CN',
      pageSize: 300,
      timeoutMs: 60_000,
      member: false,
    })
    expect([one?.secretId.reveal(), one?.secretKey.reveal(), one?.token]).toEqual(['the-id', 'the-key', undefined])
  })
})

describe('an account of the international site', () => {
  test('says its currency, for nobody else does', () => {
    const without = { ...account, site: 'international' }

    expect(complaints([without])).toEqual([
      '0.currency is missing: bills of the international site do not say it. Write for example USD',
    ])
    expect(tencentOf(tencent.parse([without]), around)).toEqual([])
  })

  test('is asked at its own address', () => {
    const [one] = tencentOf(tencent.parse([{ ...account, site: 'international', currency: 'USD' }]), around)

    expect(one).toMatchObject({
      currency: 'USD',
      endpoint: 'https://billing.intl.tencentcloudapi.com',
      language: 'en-US',
    })
  })
})

describe('what is wrong with an account is told:', () => {
  test.each<readonly [string, object, RegExp]>([
    ['a secret in plain text', { ...account, credentials: { ...credentials, secret_key: 'hush' } }, /plain text/],
    ['a variable that is empty', { ...account, credentials: { ...credentials, token: { env: 'EMPTY' } } }, /EMPTY/],
    ['a variable that is not set', { ...account, credentials: { ...credentials, token: { env: 'NONE' } } }, /NONE/],
    ['no credentials', { account: '1' }, /credentials is missing/],
  ])('of Tencent, %s', (_, one, told) => {
    expect(complaints([one])).toEqual([expect.stringMatching(told)])
    expect(complaints([one]).join()).not.toContain('hush')
  })

  test('two accounts of Tencent of one name', () => {
    expect(complaints([account, account])).toEqual([
      '1.name is the name of entry 1 of the list already. Give each its own.',
    ])
  })

  test.each([
    { account: '12-34' },
    { page_size: 301 },
    { currency: 'RMB' },
    { endpoint: 'billing.tencentcloudapi.com' },
    { proxy: 'http://user:password@proxy' },
    { from: '2026-02-30' },
    { region: 'ap-guangzhou' },
  ])('and %j is no setting of a Tencent account', (wrong) => {
    expect(tencent.safeParse([{ ...account, ...wrong }]).success).toBe(false)
  })
})
