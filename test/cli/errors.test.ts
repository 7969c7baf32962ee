import { expect } from 'vitest'
import { test } from '../support/ledger.js'
import { aHome, json, tokenledger } from './tool.js'

test.for([
  [['--nope'], 'tokenledger --help'],
  [['nope'], 'tokenledger --help'],
  [['status', '--nope'], 'tokenledger status --help'],
  [['bills', 'focus', '--nope'], 'tokenledger bills focus --help'],
  [['db', 'export'], 'tokenledger db export --help'],
] as const)('tokenledger %j exits 2 and says how help is asked for', async ([args, help]) => {
  const said = await tokenledger(args, {})

  expect(said.code).toBe(2)
  expect(said.out).toBe('')
  expect(said.err).toContain(`(${help} shows how it is called)`)
})

test.for([
  [['status', '--nope'], "unknown option '--nope'"],
  [['fold', 'all'], "too many arguments for 'fold'. Expected 0 arguments but got 1."],
  [['backfill', 'all'], "required option '--from <day>' not specified"],
  [['statuss'], "unknown command 'statuss'\n(Did you mean status?)"],
  [['db'], 'No command is named. --help shows which there are.'],
] as const)('of %j a machine is told in one document what is wrong with the call', async ([args, message]) => {
  const said = await tokenledger([...args, '--json'], {})

  expect([said.code, said.out]).toEqual([2, ''])
  expect(json({ ...said, out: said.err })).toMatchObject({ error: { name: 'ConfigError', exitCode: 2, message } })
})

test('each command teaches how it is called', async () => {
  const { out } = await tokenledger(['--help'], {})

  for (const command of ['bills', 'rates', 'usage', 'status', 'check', 'sql', 'doctor', 'db', 'migrate', 'demo']) {
    expect(out).toMatch(new RegExp(`^ {2}${command} `, 'm'))
    expect(await tokenledger([command, '--help'], {})).toMatchObject({ code: 0, err: '' })
  }
})

test('a wrong password is refused in words, and neither the right nor the wrong one is printed', async ({ ledger }) => {
  const url = new URL(ledger.url)
  const right = url.password
  url.password = 'hunter2'

  const said = await tokenledger(['status'], { DATABASE_URL: url.href })
  const document = await tokenledger(['status', '--json'], { DATABASE_URL: url.href })

  expect(said).toMatchObject({ code: 2, out: '' })
  expect(said.err).toMatch(/^tokenledger: PostgreSQL refused the connection: .*Check the user, the password/)
  expect(said.err + document.err).not.toContain('hunter2')
  expect(said.err + document.err).not.toContain(right)
  expect(json({ ...document, out: document.err })).toMatchObject({ error: { name: 'ConfigError', exitCode: 2 } })
})

test('an address that is none is refused without being quoted', async () => {
  const said = await tokenledger(['check'], { DATABASE_URL: 'mysql://ledger:hunter2@db/costs' })

  expect(said).toMatchObject({ code: 2, out: '' })
  expect(said.err).toContain('DATABASE_URL is not the address of a PostgreSQL database')
  expect(said.err).not.toContain('hunter2')
})

test('two commands at once on a home without a server both succeed', async () => {
  const env = { TOKENLEDGER_HOME: await aHome() }

  const [one, other] = await Promise.all([
    tokenledger(['status', '--json'], env),
    tokenledger(['check', '--json'], env),
  ])

  expect([one.code, other.code]).toEqual([0, 0])
  expect(json(one)).toMatchObject({ bills: [] })
  expect(json(other)).toMatchObject({ ok: true })
})
