/** What a command says, to people and to machines, when a service says back all that it was sent. */
import { describe, expect } from 'vitest'
import { tellsOf, mark } from '../jobs/secrets/marks.js'
import { aParrot } from '../jobs/secrets/parrot.js'
import type { Service } from '../jobs/secrets/service.js'
import { services } from '../jobs/secrets/services.js'
import { databaseTold } from '../jobs/secrets/told.js'
import { type Ledger, test } from '../support/ledger.js'
import { tokenledger } from './tool.js'

async function sayAll(ledger: Ledger, env: Readonly<Record<string, string>>, commands: readonly (readonly string[])[]) {
  const around = { cwd: ledger.folder, DATABASE_URL: ledger.url, TOKENLEDGER_HOME: ledger.folder, ...env }
  const said = []
  for (const words of commands) said.push(await tokenledger(words, around))
  return said
}

function commandsOf({ job }: Service): readonly (readonly string[])[] {
  const lastly = [
    ['doctor', '--ask', '--json'],
    ['status', '--json'],
  ]
  // Registries keep no history.
  if (job === 'versions') {
    const sync = ['versions', 'sync']
    return [[...sync, '--verbose'], [...sync, '--json'], ['run', job, '--json'], ['run', job, '--verbose'], ...lastly]
  }
  const command = job === 'usage' ? ['usage'] : ['bills', job.replace('bills-', '')]
  const history = job === 'usage' ? 'usage' : `bills:${job.replace('bills-', '')}`
  return [
    [...command, '--verbose'],
    [...command, '--json'],
    ['run', job, '--json'],
    ['backfill', history, '--from', '2026-08-01', '--to', '2026-08-02', '--verbose'],
    ...lastly,
  ]
}

describe.each(services.filter(({ noes }) => noes.length > 0))('$name', (service) => {
  test(`commands that ask ${service.name} tell no secret when it refuses and says back what it was sent`, async ({
    ledger,
  }) => {
    const parrot = await aParrot()
    const [status, code] = service.noes.find(
      ([of, name]) => of !== 429 && /denied|NotAuth|Unauth|AuthorizationF|forbidden/i.test(name),
    ) ?? [400, '']
    parrot.teach((quote) => service.no(status, code, quote))
    await ledger.file('tokenledger.yaml', service.yaml(parrot.url))

    const said = await sayAll(ledger, service.env, commandsOf(service))

    const words = said.map(({ out, err }) => out + err).join('\n') + (await databaseTold(ledger.url))
    expect(said.slice(0, 4).map((one) => one.code)).toEqual([3, 3, 3, 3])
    expect(tellsOf(words, [...service.marks, ...parrot.heard])).toEqual([])
  })
})

test('a password of the database is told by no command that cannot log in', async ({ ledger }) => {
  const password = mark('password of the database')
  const address = new URL(ledger.url)
  address.password = encodeURIComponent(password.value)
  const elsewhere = new URL(address)
  elsewhere.port = '9'
  const commands = [['status'], ['status', '--json'], ['doctor', '--json'], ['run', 'fold', '--verbose'], ['migrate']]

  const wrong = await sayAll(ledger, { DATABASE_URL: address.href }, commands)
  const nobody = await sayAll(ledger, { DATABASE_URL: elsewhere.href }, commands)

  const said = [...wrong, ...nobody]
  expect(said.filter(({ code }) => code === 0)).toEqual([])
  expect(tellsOf(said.map(({ out, err }) => out + err).join('\n'), [password])).toEqual([])
})
