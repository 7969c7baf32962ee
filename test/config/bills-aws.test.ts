/** The settings of AWS's bills: what may stand there, and what becomes of it. */
import { describe, expect, test } from 'vitest'
import { awsBill, awsBillOf, awsExport, awsExportOf } from '../../src/config/schema-bills-aws.js'

const around = { env: { ID: 'AKID', SECRET: 'marked-secret', EMPTY: '' }, folder: '/' }
const least = { account: '111122223333', from: '2026-01-01' }
const keys = { access_key_id: { env: 'ID' }, secret_access_key: { env: 'SECRET' } }

describe('an account', () => {
  test('needs its number and a first day; the rest has a default', () => {
    const settings = awsBillOf(awsBill.parse(least), around, () => undefined)

    expect(settings).toMatchObject({
      name: 'aws',
      accountId: '111122223333',
      partition: 'aws',
      hourly: true,
      credentials: { kind: 'found', profile: undefined },
      timeoutMs: 60_000,
      tag: undefined,
      maxRequests: { perRun: 200, perMonth: 3000 },
    })
  })

  test('takes keys from where they are, and shows none', () => {
    const settings = awsBillOf(
      awsBill.parse({ ...least, credentials: keys, tag: 'model-version' }),
      around,
      () => undefined,
    )

    expect(settings?.credentials.kind).toBe('keys')
    expect(settings?.tag).toEqual({ key: 'model-version', services: ['Amazon SageMaker'] })
    expect(JSON.stringify(settings)).not.toContain('marked-secret')
  })

  test.each(['NONE', 'EMPTY'])('says what is wrong with the secret %s', (variable) => {
    const complaints: string[] = []
    const data = awsBill.parse({ ...least, credentials: { ...keys, session_token: { env: variable } } })

    const settings = awsBillOf(data, around, (complaint) => complaints.push(complaint))

    expect(settings).toBeUndefined()
    expect(complaints.join()).toContain(variable)
  })

  test.each([
    [{ account: '1111' }],
    [{ account: 111122223333 }],
    [{ from: '2026-02-30' }],
    [{ partition: 'aws-eu' }],
    [{ record_types: { X: 'gift' } }],
    [{ endpoint: 'ftp://x' }],
    [{ proxy: 'https://x' }],
    [{ credentials: { access_key_id: 'AKID', secret_access_key: 'plain' } }],
    [{ max_requests_per_run: -1 }],
    [{ secret: 'x' }],
  ])('is not %j', (over) => {
    expect(awsBill.safeParse({ ...least, ...over }).success).toBe(false)
  })
})

describe('an export', () => {
  const there = { bucket: 'acme', region: 'us-east-1', export: 'focus', from: '2026-01' }

  test('is where AWS delivers it', () => {
    const settings = awsExportOf(awsExport.parse({ ...there, table: 'cur' }), around, () => undefined)

    expect(settings).toMatchObject({
      name: 'aws-export',
      bucket: 'acme',
      prefix: '',
      exportName: 'focus',
      table: 'cur',
      from: '2026-01',
      pathStyle: false,
    })
  })

  test.each([[{ from: '2026-13' }], [{ table: 'legacy' }], [{ memory_limit: 'much' }]])(
    'does not lie at %j',
    (over) => {
      expect(awsExport.safeParse({ ...there, ...over }).success).toBe(false)
    },
  )
})
