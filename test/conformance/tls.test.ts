import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { expect, inject, test as base } from 'vitest'
import { connectionString, readConfig } from '../../src/config/index.js'
import { readHours } from '../../src/sources/prometheus/index.js'
import { createPool, withClient } from '../../src/store/index.js'
import { parseHour } from '../../src/units/hour.js'
import { makeCertificates } from './certificates.js'
import type { TlsServer } from './server.js'

/** Reads the configuration as a command does, connects, and says how the connection is encrypted. */
type Connect = (server: TlsServer, config: { tls?: string; url?: string }) => Promise<string>

const test = base.extend<{ connect: Connect }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest asks for a destructured first argument
  connect: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'tokenledger-tls-'))
    await use(async (server, { tls, url = server.url }) => {
      await writeFile(
        join(folder, 'tokenledger.yaml'),
        `database:\n  url: ${url}\n  password: { env: LEDGER_PASSWORD }\n${tls === undefined ? '' : `  tls: ${tls}\n`}`,
      )
      const { database } = readConfig({ cwd: folder, env: { LEDGER_PASSWORD: server.password } })
      if (database === undefined) throw new Error('the configuration names a database')
      const pool = createPool({ connectionString: connectionString(database), ssl: database.ssl })
      try {
        return await withClient(pool, async (client) => {
          const { rows } = await client.query<{ ssl: boolean; version: string }>(
            'select ssl, version from pg_catalog.pg_stat_ssl where pid = pg_backend_pid()',
          )
          return rows[0]?.ssl === true ? rows[0].version : 'in clear'
        })
      } finally {
        await pool.end()
      }
    })
    await rm(folder, { recursive: true, force: true })
  },
})

const [named, misnamed] = [inject('named'), inject('misnamed')]

test('require encrypts and asks for no certificate', async ({ connect }) => {
  const encrypted = await connect(named, { tls: '{ mode: require }' })

  expect(encrypted).toBe('TLSv1.3')
})

test('sslmode in the address does as tls in the file', async ({ connect }) => {
  const encrypted = await connect(named, { url: `${named.url}?sslmode=verify-full&sslrootcert=${named.authority}` })

  expect(encrypted).toBe('TLSv1.3')
})

test('disable does not encrypt, though the server would', async ({ connect }) => {
  const encrypted = await connect(named, { tls: '{ mode: disable }' })

  expect(encrypted).toBe('in clear')
})

test('verify-full takes a server that the authority signed for this name', async ({ connect }) => {
  const encrypted = await connect(named, { tls: `{ mode: verify-full, ca_file: ${named.authority} }` })

  expect(encrypted).toBe('TLSv1.3')
})

test('verify-full refuses a server that another authority signed, and says what to check', async ({ connect }) => {
  const connected = connect(named, { tls: `{ mode: verify-full, ca_file: ${named.otherAuthority} }` })

  await expect(connected).rejects.toMatchObject({
    name: 'ConfigError',
    exitCode: 2,
    message: expect.stringMatching(
      /^The encrypted connection .* failed: .*certificate.* database\.tls\.mode and ca_file/,
    ),
  })
})

test('verify-full refuses a server that nobody known signed when no authority is named', async ({ connect }) => {
  const connected = connect(named, { tls: '{ mode: verify-full }' })

  await expect(connected).rejects.toMatchObject({ name: 'ConfigError', exitCode: 2 })
})

test('verify-full refuses a server that was signed for another name, verify-ca takes it', async ({ connect }) => {
  const { authority } = misnamed

  const taken = await connect(misnamed, { tls: `{ mode: verify-ca, ca_file: ${authority} }` })
  const refused = connect(misnamed, { tls: `{ mode: verify-full, ca_file: ${authority} }` })

  expect(taken).toBe('TLSv1.3')
  await expect(refused).rejects.toMatchObject({
    name: 'ConfigError',
    message: expect.stringContaining('db.example.com'),
  })
})

test('verify-full refuses an address of digits that the certificate does not name', async ({ connect }) => {
  const url = named.url.replace('localhost', '127.0.0.1')

  const connected = connect(named, { url, tls: `{ mode: verify-full, ca_file: ${named.authority} }` })

  await expect(connected).rejects.toMatchObject({ name: 'ConfigError' })
})

test('a Prometheus that asks for a certificate gets ours, and one that nobody signed gets no question', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tokenledger-mtls-'))
  const { key, certificate, authority, otherAuthority } = makeCertificates(folder, 'localhost')
  const answers = '{"status":"success","data":{"resultType":"matrix","result":[]}}'
  const shown: boolean[] = []
  const server = createServer(
    {
      key: await readFile(key),
      cert: await readFile(certificate),
      ca: await readFile(authority),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (request, response) => {
      shown.push(request.socket instanceof TLSSocket && request.socket.authorized)
      response.end(answers)
    },
  ).listen(0, 'localhost')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const read = async (tls: string): Promise<unknown> => {
    const yaml = `usage:\n  prometheus:\n    - { name: prod, url: 'https://localhost:${port}', tls: { ${tls} } }\n`
    await writeFile(join(folder, 'tokenledger.yaml'), yaml)
    const [one] = readConfig({ cwd: folder, env: {} }).usage.prometheus
    if (one === undefined) throw new Error('the configuration names a Prometheus')
    const hours = readHours(
      { ...one, patience: { retries: 0, firstWaitMs: 1 } },
      [parseHour('2026-08-01T05:00:00Z')],
      () => Promise.resolve(new Map()),
    )
    for await (const hour of hours) return hour.complete
    return undefined
  }
  try {
    const mine = `cert_file: ${certificate}, key_file: ${key}`
    expect(await read(`ca_file: ${authority}, ${mine}`)).toBe(true)
    await expect(read(`ca_file: ${authority}`)).rejects.toThrow('does not answer at localhost')
    await expect(read(`ca_file: ${otherAuthority}, ${mine}`)).rejects.toThrow('does not answer at localhost')
    expect(new Set(shown)).toEqual(new Set([true]))
  } finally {
    server.closeAllConnections()
    server.close()
    await rm(folder, { recursive: true, force: true })
  }
})
