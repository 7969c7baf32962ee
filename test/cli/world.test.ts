/** `tokenledger world` as a process: what it prints is enough to read it, and it ends when it is asked to. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { brokenLaws } from '../support/dump.js'
import { type Ledger, test } from '../support/ledger.js'
import { tokenledger } from './tool.js'

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

interface World {
  readonly said: () => string
  send(signal: NodeJS.Signals): void
  /** Its exit code, or the signal that killed it. */
  readonly ended: Promise<number | string>
}

/** Resolves when it has said something. */
async function aWorld(ledger: Ledger, ...args: readonly string[]): Promise<World> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: ledger.folder }
  const child = spawn(process.execPath, [MAIN, 'world', ...args], {
    cwd: ledger.folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const ended = once(child, 'close').then(([code, signal]: unknown[]) =>
    typeof code === 'number' ? code : String(signal),
  )
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.endsWith('tokenledger run\n') || said.trimEnd().endsWith('}')) resolve()
    })
    void ended.then(() => reject(new Error(`it ended before it was there:\n${said}`)))
  })
  return { said: () => said, send: (signal) => void child.kill(signal), ended }
}

test('a world is read with the settings that it wrote, and adds up', async ({ ledger }) => {
  const world = await aWorld(ledger, '--seed', '5', '--days', '2', '--machines', '1', '--clouds', 'gcp,tencent')
  const folder = join(ledger.folder, 'tokenledger-world-5')
  const settings = await readFile(join(folder, 'tokenledger.yaml'), 'utf8')

  const run = await tokenledger(['run', '--quiet'], { cwd: folder, DATABASE_URL: ledger.url })
  world.send('SIGTERM')

  expect([run.code, run.err]).toEqual([0, ''])
  expect(world.said()).toBe(`${settings}\n# cd ${folder} && tokenledger run\n`)
  expect(settings).toMatch(/^# World 5 of 1 machines on gcp, tencent, 2 days from \d{4}-\d\d-\d\d\.\n/)
  expect((await stat(join(folder, 'keys', 'gcp.json'))).mode & 0o777).toBe(0o600)
  expect(await ledger.rows('select distinct provider from report.reconciliation order by 1')).toEqual([
    { provider: 'edge' },
    { provider: 'gcp' },
    { provider: 'tencent' },
  ])
  expect(await ledger.value('select count(*) from report.reconciliation where difference <> 0')).toBe('0')
  expect(await brokenLaws(ledger.url)).toEqual([])
  expect(await world.ended).toBe(0)
})

test('an account whose bill lies in a bucket is a world of its own, too', async ({ ledger }) => {
  await aWorld(ledger, '--seed', '5', '--days', '2', '--machines', '2', '--clouds', 'aws-exports')
  const folder = join(ledger.folder, 'tokenledger-world-5')
  const settings = await readFile(join(folder, 'tokenledger.yaml'), 'utf8')

  const run = await tokenledger(['run', '--quiet'], { cwd: folder, DATABASE_URL: ledger.url })

  expect([run.code, run.err]).toEqual([0, ''])
  expect(settings).toMatch(/^# World 5 of 2 machines on aws-exports, 2 days from /)
  expect(settings.match(/^bills:\n {2}(\w+):\n(?: {4}.*\n)+ {2}edge:\n/m)?.[1]).toBe('aws_exports')
  expect(
    await ledger.rows('select distinct billing_account_id, difference from report.reconciliation order by 1'),
  ).toEqual([
    { billing_account_id: '777788889999', difference: '0.000000000000000000' },
    { billing_account_id: 'edge', difference: '0.000000000000000000' },
  ])
  expect(await brokenLaws(ledger.url)).toEqual([])
})

test('a machine is told where everything of a world is, and SIGINT ends it well', async ({ ledger }) => {
  const world = await aWorld(ledger, '--json', '--from', '2026-08-01', '--clouds', 'aws', '--faults', 'half,html')

  const told: unknown = JSON.parse(world.said())
  world.send('SIGINT')

  expect(told).toMatchObject({
    seed: 7,
    from: '2026-08-01T00:00:00Z',
    clouds: ['aws'],
    faults: ['html', 'half'],
    folder: join(ledger.folder, 'tokenledger-world-7'),
    addresses: { aws: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
    settings: await readFile(join(ledger.folder, 'tokenledger-world-7', 'tokenledger.yaml'), 'utf8'),
  })
  expect(await world.ended).toBe(0)
})

test.for([
  [['--seed', 'x'], '--seed is "x". Write a whole number'],
  [['--days', '0'], '--days is "0". Write a whole number from 1 to 400.'],
  [['--from', '2026-02-30'], '--from is "2026-02-30", which is no day.'],
  [['--clouds', 'aws,ibm'], '--clouds names "ibm". Name some of aws,aws-exports,gcp,alibaba,tencent.'],
  [['--faults', 'rain'], '--faults names "rain". Name none, all, or some of throttle,'],
] as const)('a world called with %j is told what to mend', async ([args, message], { ledger }) => {
  const { code, err } = await tokenledger(['world', ...args], { cwd: ledger.folder })

  expect(code).toBe(2)
  expect(err).toContain(message)
})

test('settings of something else are not written over', async ({ ledger }) => {
  const folder = join(ledger.folder, 'ours')
  await mkdir(folder)
  await writeFile(join(folder, 'tokenledger.yaml'), 'bills: {}\n')

  const { code, err } = await tokenledger(['world', '--folder', folder], { cwd: ledger.folder })

  expect(code).toBe(2)
  expect(err).toContain(`${folder} has settings of something else.`)
  expect(await readFile(join(folder, 'tokenledger.yaml'), 'utf8')).toBe('bills: {}\n')
})
