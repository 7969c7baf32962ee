/** Certificates for an hour, made by openssl: an authority, a server's for one name, and an authority that signed nothing. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Certificates {
  readonly key: string
  readonly certificate: string
  readonly authority: string
  readonly otherAuthority: string
}

/** Server certificates name the host they are for in subjectAltName; `name` is that host. */
export function makeCertificates(folder: string, name: string): Certificates {
  const at = (file: string): string => join(folder, file)
  const authority = makeAuthority(at('ca'), 'tokenledger test authority')
  const other = makeAuthority(at('other-ca'), 'another authority')
  const names = at('names.txt')
  writeFileSync(names, `subjectAltName=DNS:${name}\n`)
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`, '-keyout', at('key.pem'), '-out', at('csr'))
  const signer = ['-CA', authority.certificate, '-CAkey', authority.key, '-CAcreateserial']
  openssl('x509', '-req', '-in', at('csr'), ...signer, '-days', '1', '-extfile', names, '-out', at('server.pem'))
  return {
    key: at('key.pem'),
    certificate: at('server.pem'),
    authority: authority.certificate,
    otherAuthority: other.certificate,
  }
}

function makeAuthority(path: string, name: string): { key: string; certificate: string } {
  const made = { key: `${path}.key.pem`, certificate: `${path}.pem` }
  const files = ['-keyout', made.key, '-out', made.certificate]
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', `/CN=${name}`, ...files)
  return made
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}
