/** A secret that is written where it does not belong, or that cannot be used, is not quoted in the complaint. */
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../../src/config/index.js'
import { folderWith } from '../../config/folder.js'
import { type Mark, mark, tellsOf } from './marks.js'
import type { Service } from './service.js'
import { services } from './services.js'
import { allOf } from './told.js'

const URL = 'http://127.0.0.1:9'

function complaintOf(yaml: string, env: Readonly<Record<string, string>>): string {
  try {
    readConfig({ cwd: folderWith({ 'tokenledger.yaml': yaml }), env })
    return ''
  } catch (error) {
    return allOf(error)
  }
}

/** Each place of a secret with something else in it. */
function instead({ yaml, env }: Service, write: (variable: string) => string): string[] {
  return Object.keys(env)
    .filter((variable) => variable !== 'KEY_ID')
    .map((variable) => yaml(URL).replace(`{ env: ${variable} }`, write(variable)))
}

const secret: Mark = mark('secret in the wrong place')
const quoted = JSON.stringify(secret.value)

describe.each(services)('$name', (service) => {
  test.each<readonly [string, string]>([
    ['in plain text', quoted],
    ['as the name of a variable', `{ env: ${quoted} }`],
    ['as the name of a setting', `{ ${quoted}: KEY }`],
    ['in a list', `[${quoted}]`],
    ['beside its place', `{ env: KEY, value: ${quoted} }`],
  ])(`a secret of ${service.name} that stands %s is not repeated`, (_, written) => {
    for (const yaml of instead(service, () => written)) {
      const complaint = complaintOf(yaml, service.env)

      expect(complaint).toContain('ConfigError')
      expect(tellsOf(complaint, [secret, ...service.marks])).toEqual([])
    }
  })

  test(`other secrets of ${service.name} are not told when one is missing`, () => {
    for (const lacking of Object.keys(service.env)) {
      const env = Object.fromEntries(Object.entries(service.env).filter(([name]) => name !== lacking))

      const complaint = complaintOf(service.yaml(URL), env)

      expect(complaint).toContain(lacking)
      expect(tellsOf(complaint, service.marks)).toEqual([])
    }
  })
})

test.each([
  'postgres://u:SECRET@h:port/db',
  'postgres://u:a#SECRET@h/db',
  'http://u:SECRET@h/db',
  'SECRET',
  'postgres:SECRET',
])('a database address that is none (%s) is not repeated', (address) => {
  const complaint = complaintOf('', { DATABASE_URL: address.replace('SECRET', secret.value) })

  expect(complaint).toContain('DATABASE_URL')
  expect(tellsOf(complaint, [secret])).toEqual([])
})
