import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { connectionString, readConfig } from '../../src/config/index.js'
import { createLog } from '../../src/log.js'
import { folderWith } from './folder.js'

const SERVER = 'postgres://ledger@db:5432/ledger'

test('a password comes from a variable and joins the address only for pg', () => {
  const cwd = folderWith({ 'tokenledger.yaml': `database: { url: '${SERVER}', password: { env: PGPASSWORD } }\n` })

  const { database } = readConfig({ cwd, env: { PGPASSWORD: 'p@ss/w#rd%' } })

  expect(database?.url).toBe(SERVER)
  expect(database && connectionString(database)).toBe('postgres://ledger:p%40ss%2Fw%23rd%25@db:5432/ledger')
})

test('a password comes from a file beside the settings, without its last newline', () => {
  const cwd = folderWith({
    'project/tokenledger.yaml': `database: { url: '${SERVER}', password: { file: secrets/pg } }\n`,
    'project/secrets/pg': 'hunter2\n',
  })

  const { database } = readConfig({ cwd, file: 'project/tokenledger.yaml', env: {} })

  expect(database?.password?.reveal()).toBe('hunter2')
})

test('DATABASE_URL may hold a password and wins over the file, whose secret is then not asked for', () => {
  const cwd = folderWith({ 'tokenledger.yaml': `database: { url: '${SERVER}', password: { env: NOT_SET } }\n` })

  const { database } = readConfig({ cwd, env: { DATABASE_URL: 'postgresql://ann:h%40nter2@other/db?sslmode=require' } })

  expect(database?.url).toBe('postgresql://ann@other/db')
  expect(database?.password?.reveal()).toBe('h@nter2')
  expect(database?.ssl).toEqual({ rejectUnauthorized: false })
})

test('a Unix socket takes its password as a parameter, there being no host to write it before', () => {
  const cwd = folderWith({})
  const env = { DATABASE_URL: 'postgres:///ledger?host=/run/pg&user=ann&password=a%20b&application_name=my%20ledger' }

  const { database } = readConfig({ cwd, env })

  expect(database?.url).toBe('postgres:///ledger?host=%2Frun%2Fpg&user=ann&application_name=my%20ledger')
  expect(database && connectionString(database)).toBe(`${database?.url}&password=a%20b`)
})

test.each([
  ['disable', false, false],
  ['require', false, { rejectUnauthorized: false }],
  ['require', true, { rejectUnauthorized: true, ca: 'PEM', checkServerIdentity: expect.any(Function) }],
  ['verify-ca', true, { rejectUnauthorized: true, ca: 'PEM', checkServerIdentity: expect.any(Function) }],
  ['verify-full', false, { rejectUnauthorized: true }],
  ['verify-full', true, { rejectUnauthorized: true, ca: 'PEM' }],
])(
  'TLS mode %s with a certificate authority (%s) trusts as libpq does, in file and address alike',
  (mode, named, ssl) => {
    const tls = `{ mode: ${mode}${named ? ', ca_file: ca.pem' : ''} }`
    const cwd = folderWith({ 'tokenledger.yaml': `database: { url: '${SERVER}', tls: ${tls} }\n`, 'ca.pem': 'PEM' })

    const fromFile = readConfig({ cwd, env: {} })
    const DATABASE_URL = `${SERVER}?sslmode=${mode}${named ? '&sslrootcert=ca.pem' : ''}`
    const fromAddress = readConfig({ cwd, env: { DATABASE_URL } })

    expect(fromFile.database).toEqual({ url: SERVER, password: undefined, ssl })
    expect(fromAddress.database).toEqual(fromFile.database)
  },
)

test('an address that says nothing of TLS leaves it to pg', () => {
  const cwd = folderWith({ 'tokenledger.yaml': `database: { url: '${SERVER}' }\n` })

  const { database } = readConfig({ cwd, env: {} })

  expect(database).toEqual({ url: SERVER, password: undefined, ssl: undefined })
})

test.each([
  [
    'url: postgres://ann:hunter2@db/x',
    '1:18: database.url holds a password. Take it out and write password: { env: NAME }',
  ],
  ['url: postgres://ann@db/x?password=hunter2', 'database.url holds a password.'],
  ['url: postgres://ann:hun/ter2@db/x', 'database.url is not the address of a PostgreSQL database'],
  ['url: "postgres://ann:12#hunter2@db/x"', 'database.url is not the address of a PostgreSQL database'],
  ['url: mysql://ann:hunter2@db/x', 'database.url is not the address of a PostgreSQL database'],
  ['url: [hunter2]', 'database.url is a list; expected the address of a PostgreSQL database, without a password.'],
  [
    'url: postgres://db/x?sslmode=prefer',
    'database.url has an sslmode that is not disable, require, verify-ca or verify-full.',
  ],
  ['url: postgres://db/x?sslkey=hunter2', 'database.url has sslkey; of TLS it may say sslmode and sslrootcert only.'],
  [
    'url: postgres://db/x, password: hunter2',
    '1:45: database.password is a secret in plain text; expected where the secret is',
  ],
  ['url: postgres://db/x, password: 2222222', 'database.password is a secret in plain text'],
  ['url: postgres://db/x, password: { env: NONE }', 'database.password names the variable NONE, which is not set.'],
  ['url: postgres://db/x, password: { env: EMPTY }', 'database.password names EMPTY, which is empty.'],
  ['url: postgres://db/x, password: { file: none }', 'none, which cannot be read (ENOENT)'],
  ['url: postgres://db/x, passwrd: hunter2', 'database.passwrd is not a setting. Did you mean password?'],
  [
    'url: postgres://db/x, tls: { mode: strict }',
    'database.tls.mode is "strict"; expected disable, require, verify-ca or',
  ],
  ['url: postgres://db/x, tls: { mode: verify-ca, ca_file: no.pem }', 'no.pem, which cannot be read (ENOENT)'],
  [
    'url: postgres://db/x?sslmode=require, tls: { mode: require }',
    'database.tls says what sslmode in database.url says too.',
  ],
])('a database of { %s } is refused, and no secret is told', (fields, told) => {
  const cwd = folderWith({ 'tokenledger.yaml': `database: { ${fields} }\n` })

  const read = () => readConfig({ cwd, env: { EMPTY: '' } })

  expect(read).toThrow(told)
  expect(read).not.toThrow(/hunter2|2222222|ter2/)
})

test('a whole database written as one line is refused without being quoted', () => {
  const cwd = folderWith({ 'tokenledger.yaml': 'database: postgres://ann:hunter2@db/x\n' })

  const read = () => readConfig({ cwd, env: {} })

  expect(read).toThrow('database does not fit; expected the PostgreSQL to write to')
  expect(read).not.toThrow('hunter2')
})

test('broken YAML is not quoted either', () => {
  const cwd = folderWith({ 'tokenledger.yaml': 'database: { url: "postgres://ann:hunter2@db/x\n' })

  const read = () => readConfig({ cwd, env: {} })

  expect(read).toThrow('this is not YAML')
  expect(read).not.toThrow('hunter2')
})

test('an address in DATABASE_URL that is none is refused without being quoted', () => {
  const cwd = folderWith({})

  const read = () => readConfig({ cwd, env: { DATABASE_URL: 'ann:hunter2@db/x' } })

  expect(read).toThrow('environment: DATABASE_URL is not the address of a PostgreSQL database')
  expect(read).not.toThrow('hunter2')
})

test('a mistake in the password hides none in the address nor in TLS', () => {
  const cwd = folderWith({
    'tokenledger.yaml': 'database: { url: mysql://db, password: { env: NONE }, tls: { mode: disabled, ca: x } }\n',
  })

  const read = () => readConfig({ cwd, env: {} })

  expect(read).toThrow(/has 4 mistakes:\n.*database\.url.*\n.*database\.password.*\n.*tls\.mode.*\n.*tls\.ca .*ca_file/)
})

test('a secret shows itself neither in text, JSON, at a prompt nor in the log', () => {
  const cwd = folderWith({})
  const config = readConfig({ cwd, env: { DATABASE_URL: 'postgres://ann:hunter2@db/x' } })
  const lines: string[] = []

  createLog('info', { write: (line) => lines.push(line) }).info({ config, place: config.database?.password }, 'read')

  const shown = [
    `${String(config.database?.password)}`,
    JSON.stringify(config),
    inspect(config, { depth: 9 }),
    ...lines,
  ]
  expect(shown.join('\n')).not.toContain('hunter2')
  expect(shown[0]).toBe('[hidden]')
})
