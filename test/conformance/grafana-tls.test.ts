/** `grafana install` over TLS: who signed the certificate of Grafana is asked for. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startGrafana } from '../../src/world/grafana.js'
import { tokenledger } from '../cli/tool.js'
import { folderWith } from '../config/folder.js'
import { given } from '../notify/told.js'
import { makeCertificates } from './certificates.js'

test('a Grafana of a private authority is believed with its --ca-file, and not without', async () => {
  const cwd = folderWith({})
  const { key, certificate, authority, otherAuthority } = makeCertificates(cwd, 'localhost')
  const tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(certificate, 'utf8') }
  const world = await given(startGrafana({ token: 'glsa_0123456789abcdef', tls }))
  const env = {
    cwd,
    DATABASE_URL: 'postgres://ledger@db/costs',
    TOKENLEDGER_GRAFANA_PASSWORD: 'p',
    GRAFANA_TOKEN: 'glsa_0123456789abcdef',
  }
  const args = ['grafana', 'install', '--grafana', world.url.replace('127.0.0.1', 'localhost'), '--quiet']

  const without = await tokenledger(args, env)
  const other = await tokenledger([...args, '--ca-file', otherAuthority], env)
  const believed = await tokenledger([...args, '--ca-file', authority], env)

  expect([without.code, other.code, believed.code]).toEqual([4, 4, 0])
  expect(without.err).toMatch(/unable to verify the first certificate|self-signed/)
  expect(world.org().dashboards.size).toBe(6)
})
