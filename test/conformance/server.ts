/** Two servers of the system's PostgreSQL: one whose certificate is for localhost, one whose is for another name. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { type Certificates, makeCertificates } from './certificates.js'
import { openFolder, PASSWORD, removeFolder, startPostgres, USER } from './postgres.js'

declare module 'vitest' {
  interface ProvidedContext {
    readonly named: TlsServer
    readonly misnamed: TlsServer
  }
}

export interface TlsServer {
  /** Without the password. */
  readonly url: string
  readonly password: string
  /** The PEM file of who signed its certificate, and of somebody who did not. */
  readonly authority: string
  readonly otherAuthority: string
}

/** `named` is for `localhost`; `misnamed` says it is `db.example.com`, though one reaches it as `localhost`. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await openFolder()
  const named = await start(folder, 'named', 'localhost')
  const misnamed = await start(folder, 'misnamed', 'db.example.com')
  project.provide('named', named.server)
  project.provide('misnamed', misnamed.server)
  // test/support/server.ts takes it from here.
  process.env['TEST_DATABASE_URL'] = Object.assign(new URL(named.server.url), { password: PASSWORD }).href
  return async () => {
    await named.stop()
    await misnamed.stop()
    await removeFolder(folder)
  }
}

async function start(
  folder: string,
  name: string,
  host: string,
): Promise<{ server: TlsServer; stop: () => Promise<void> }> {
  const certificates = join(folder, `${name}-tls`)
  await mkdir(certificates)
  const tls: Certificates = makeCertificates(certificates, host)
  const { port, stop } = await startPostgres(folder, name, tls)
  const { authority, otherAuthority } = tls
  const url = `postgres://${USER}@localhost:${port}/postgres`
  return { server: { url, password: PASSWORD, authority, otherAuthority }, stop }
}
