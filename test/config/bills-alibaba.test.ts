/** Which Alibaba accounts are read, as people write it. */
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { alibaba, alibabaAccount, alibabaOf, checkAlibaba } from '../../src/config/schema-bills-alibaba.js'
import { folderWith } from './folder.js'

const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIexample', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'marked' }
const keys = `credentials:
    access_key_id: { env: ALIBABA_CLOUD_ACCESS_KEY_ID }
    access_key_secret: { env: ALIBABA_CLOUD_ACCESS_KEY_SECRET }`

function complaintsAbout(yaml: string, surroundings: NodeJS.ProcessEnv = env): string[] {
  const told: string[] = []
  checkAlibaba(
    parse(yaml),
    { env: surroundings, folder: '.' },
    (path, text) => void told.push(`${path.join('.')}: ${text}`),
  )
  return told
}

const expectedOf = (yaml: string): string[] =>
  (alibaba.safeParse(parse(yaml)).error?.issues ?? []).map(({ path }) => path.join('.'))

test('an account needs its keys and nothing else', () => {
  const yaml = `- ${keys}`

  const [account] = alibabaOf(alibaba.parse(parse(yaml)), { env, folder: '.' })

  expect(complaintsAbout(yaml)).toEqual([])
  expect(account).toMatchObject({
    name: 'alibaba',
    site: 'china',
    endpoint: undefined,
    usageTables: ['ecs'],
    requestsPerSecond: 10,
    timeoutMs: 60_000, // the SDK's own 3 s cut the answers of a large account
    from: undefined,
  })
  expect(account?.accessKeySecret.reveal()).toBe('marked')
  expect(JSON.stringify(account)).not.toContain('marked')
})

test('everything can be said', () => {
  const folder = folderWith({ token: 'a-token\n' })
  const yaml = `
- name: sg
  site: international
  endpoint: http://127.0.0.1:41234
  account_id: '1830000000000001'
  bill_owner_id: '1830000000000002'
  from: 2026-01-01
  usage_tables: []
  requests_per_second: 2
  timeout_seconds: 120
  ${keys}
    security_token: { file: token }`

  const [account] = alibabaOf(alibaba.parse(parse(yaml)), { env, folder })

  expect(account).toMatchObject({
    name: 'sg',
    site: 'international',
    endpoint: 'http://127.0.0.1:41234',
    accountId: '1830000000000001',
    billOwnerId: '1830000000000002',
    from: '2026-01-01',
    usageTables: [],
    requestsPerSecond: 2,
    timeoutMs: 120_000,
  })
  expect(account?.securityToken?.reveal()).toBe('a-token')
})

test.each([
  ['site: mars', '0.site'],
  ['endpoint: https://u:p@x.com', '0.endpoint'],
  ['endpoint: https://x.com/path', '0.endpoint'],
  ['account_id: 1830000000000001', '0.account_id'],
  ['bill_owner_id: me', '0.bill_owner_id'],
  ['from: 2026-02-30', '0.from'],
  ['requests_per_second: 11', '0.requests_per_second'],
  ['timeout_seconds: 0', '0.timeout_seconds'],
  ['acount_id: "1"', '0'],
])('%s is a mistake', (line, path) => {
  expect(expectedOf(`- ${line}\n  ${keys}`)).toEqual([path])
})

test('keys that are missing, not set or in plain text are told, and no key is repeated', () => {
  const told = [
    complaintsAbout('- site: china'),
    complaintsAbout(`- ${keys}`, {}),
    complaintsAbout('- credentials: { access_key_id: LTAImarked, access_key_secret: { env: X } }'),
    complaintsAbout('- credentials: LTAImarked'),
    complaintsAbout('- credentials: { access_key_id: { env: ALIBABA_CLOUD_ACCESS_KEY_ID } }'),
  ].map((one) => one.join('\n'))

  expect(told[0]).toMatch(/^0\.credentials: is missing\. Write for example credentials: \{ access_key_id/)
  expect(told[1]).toMatch(
    /^0\.credentials\.access_key_id: names the variable ALIBABA_CLOUD_ACCESS_KEY_ID, which is not set/,
  )
  expect(told[2]).toMatch(/^0\.credentials\.access_key_id: stands in the file in plain text/)
  expect(told[3]).toMatch(/^0\.credentials: is not understood/)
  expect(told[4]).toMatch(/^0\.credentials: is not understood/)
  expect(told.join('\n')).not.toContain('marked')
})

test('two accounts have two names', () => {
  const told = complaintsAbout(`- ${keys}\n- ${keys}`)

  expect(told).toEqual(['1.name: is the name of entry 1 of the list already. Give each its own.'])
})

test('an example of every setting is one', () => {
  const { properties = {} } = z.toJSONSchema(alibabaAccount, { io: 'input' })
  const wrong = Object.entries(properties).filter(([key, setting]) => {
    const [example] = typeof setting === 'object' ? (setting.examples ?? []) : []
    return example === undefined || alibabaAccount.safeParse({ [key]: example }).error !== undefined
  })

  expect(wrong).toEqual([])
})
