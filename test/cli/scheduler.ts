/** `tokenledger schedule` as a process: watched through its pages, and ended by signals. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { type Family, parseExposition } from '../support/exposition.js'
import type { Ledger } from '../support/ledger.js'

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

export interface Scheduler {
  readonly address: string
  /** What it has said so far, both streams. */
  said(): string
  metrics(): Promise<Map<string, Family>>
  get(path: string): Promise<{ status: number; body: string; type: string | null }>
  send(signal: NodeJS.Signals): void
  /** Its exit code, or the signal that killed it. */
  readonly ended: Promise<number | string>
}

/** Resolves when it serves its pages; at the end of the test it ends at the latest. */
export async function aScheduler(ledger: Ledger): Promise<Scheduler> {
  const child = spawn(process.execPath, [MAIN, 'schedule', '--verbose'], {
    cwd: ledger.folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: ledger.folder, DATABASE_URL: ledger.url },
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
  const address = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString()
      const found = /http:\/\/(\S+)\/metrics/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    void ended.then(() => reject(new Error(`it ended before it served anything:\n${said}`)))
  })
  const get = async (path: string) => {
    const response = await fetch(`http://${address}${path}`)
    return { status: response.status, body: await response.text(), type: response.headers.get('content-type') }
  }
  return {
    address,
    said: () => said,
    get,
    metrics: async () => parseExposition((await get('/metrics')).body),
    send: (signal) => void child.kill(signal),
    ended,
  }
}

/** Settings of which only the job of bills is left, due a minute ago and then not for a day. */
export async function billsDue(ledger: Ledger, bill: string, more = ''): Promise<void> {
  const due = new Date(Date.now() - 60_000)
  await ledger.file(
    'tokenledger.yaml',
    `bills: { focus: { paths: ['${bill}'] } }
schedule:
  time_zone: UTC
  listen: 127.0.0.1:0
  ${more}
  jobs:
    rates: { enabled: false }
    bills-focus: { cron: '${due.getUTCMinutes()} ${due.getUTCHours()} * * *' }
`,
  )
}
