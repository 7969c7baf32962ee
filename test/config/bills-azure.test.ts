/** Exports of Azure as people write them. */
import { describe, expect, test } from 'vitest'
import { azure, azureOf, checkAzure } from '../../src/config/schema-bills-azure.js'

const around = { env: { SAS: 'sv=1&sig=2', KEY: 'a2V5' }, folder: '/nowhere' }
const exports = { storage_account: 'exampleexports', container: 'costs', prefix: 'focus/' }

function complaints(list: readonly unknown[]): string[] {
  const told: string[] = []
  checkAzure(list, around, (path, text) => told.push(`${path.join('.')} ${text}`))
  return told
}

describe('exports of Azure', () => {
  test('need account, container and one secret', () => {
    const list = [
      { ...exports, credentials: { sas: { env: 'SAS' } } },
      { ...exports, name: 'second', credentials: { account_key: { env: 'KEY' } } },
    ]

    const [first, second] = azureOf(azure.parse(list), around)

    expect(complaints(list)).toEqual([])
    expect(first).toMatchObject({
      name: 'azure',
      endpoint: 'https://exampleexports.blob.core.windows.net',
      container: 'costs',
      prefix: 'focus/',
      access: { kind: 'sas' },
      timeoutMs: 300_000,
    })
    expect(second?.access).toMatchObject({ kind: 'account key', account: 'exampleexports' })
    expect(second?.access.secret.reveal()).toBe('a2V5')
  })

  test.each<readonly [string, object | undefined, RegExp]>([
    ['no secret', undefined, /credentials is missing/],
    ['two secrets', { sas: { env: 'SAS' }, account_key: { env: 'KEY' } }, /is not one of/],
    ['a secret in plain text', { sas: 'sv=1&sig=hush' }, /sas stands in the file in plain text/],
    ['a variable that nobody set', { sas: { env: 'NONE' } }, /NONE, which is not set/],
  ])('with %s are told', (_, credentials, told) => {
    const list = [{ ...exports, ...(credentials === undefined ? {} : { credentials }) }]

    expect(complaints(list)).toEqual([expect.stringMatching(told)])
    expect(complaints(list).join()).not.toContain('hush')
  })

  test('of one name twice are told', () => {
    const one = { ...exports, credentials: { sas: { env: 'SAS' } } }

    expect(complaints([one, one])).toEqual(['1.name is the name of entry 1 of the list already. Give each its own.'])
  })

  test.each([
    { storage_account: 'Example' },
    { container: 'c' },
    { endpoint: 'http://x/path' },
    { from: '2026-13-01' },
  ])('have no setting such as %j', (wrong) => {
    expect(azure.safeParse([{ ...exports, ...wrong }]).success).toBe(false)
  })
})
