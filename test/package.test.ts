/** The package as people get it: packed from a clean copy, installed into an empty folder, run from there. */
import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shipped } from '../src/shipped.js'

const run = promisify(execFile)
const sources = [
  'package.json tsconfig.json tsconfig.build.json LICENSE CHANGELOG.md README.md README.zh-CN.md',
  'src jobs sql migrations pricing dashboards examples schema docs',
].flatMap((names) => names.split(' '))

let folder = ''
let tarball = ''
let packed: readonly string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'tokenledger-package-'))
  await chmod(folder, 0o755) // root's server runs as somebody else, who has to get to its home
  const copy = join(folder, 'copy')
  await mkdir(copy)
  // A copy, because packing builds, and dist of the checkout may hold what is no longer there.
  for (const name of sources) await cp(shipped(name), join(copy, name), { recursive: true })
  await symlink(shipped('node_modules'), join(copy, 'node_modules'))
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: copy })
  const [only] = manifestOf(stdout)
  if (only === undefined) throw new Error(`npm pack told nothing: ${stdout}`)
  tarball = join(folder, only.filename)
  packed = only.files.map(({ path }) => path)
})

afterAll(async () => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

test.each([
  'dist/src/cli/main.js',
  'dist/src/sources/focus/child.js',
  'dist/jobs/bills-focus.js',
  'sql/51_spread.sql',
  'sql/focus/2_line.sql',
  'migrations/0001_bills.sql',
  'schema/tokenledger.schema.json',
  'pricing/instance-types.yaml',
  'dashboards/overview.json',
  'pricing/examples/articles.yaml',
  'examples/bills/aws-2026-08.csv.gz',
  'docs/data-dictionary.zh-CN.md',
  'README.zh-CN.md',
  'LICENSE',
])('the package brings %s', (path) => {
  expect(packed).toContain(path)
})

test('the package brings no tests, no benches, no source maps, no TypeScript', () => {
  const strange = packed.filter((path) => /^(dist\/)?(test|bench|scripts)\/|\.map$|\.ts$|(^|\/)\./.test(path))

  expect(strange).toEqual([])
})

describe.each<readonly [how: string, flags: readonly string[]]>([
  ['as it comes', []],
  ['without install scripts', ['--ignore-scripts']],
])('installed %s', (how, flags) => {
  test(`installed ${how}, it loads an example and tells what is loaded`, async () => {
    const place = join(folder, how.replaceAll(' ', '-'))
    await mkdir(place)
    await writeFile(join(place, 'package.json'), '{ "private": true }')
    await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...flags, tarball], { cwd: place })
    const env = { PATH: process.env['PATH'], TOKENLEDGER_HOME: join(place, 'home') }
    const tokenledger = async (...args: readonly string[]): Promise<string> =>
      (await run(join(place, 'node_modules/.bin/tokenledger'), args, { cwd: place, env })).stdout
    const example = join(place, 'node_modules/tokenledger/examples/bills/alibaba-2026-08.csv')

    try {
      const version = await tokenledger('--version')
      const loaded = JSON.parse(await tokenledger('bills', 'focus', example, '--json'))
      const status = JSON.parse(await tokenledger('status', '--json'))

      expect(version).toMatch(/^\d+\.\d+\.\d+\n$/)
      expect(loaded).toMatchObject({ linesAccepted: '93', linesRejected: '0' })
      expect(status.bills).toMatchObject([{ provider: 'alibaba', line_count: '93', complete: true }])
    } finally {
      const stopped = await tokenledger('db', 'stop', '--json')
      expect(JSON.parse(stopped)).toEqual({ stopped: true })
    }
  })
})

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

/** What the build prints may stand before; npm 12 answers by name, earlier ones with a list. */
function manifestOf(stdout: string): readonly Packed[] {
  const told: Packed[] | Record<string, Packed> = JSON.parse(stdout.slice(stdout.search(/^[[{]/m)))
  return Array.isArray(told) ? told : Object.values(told)
}
