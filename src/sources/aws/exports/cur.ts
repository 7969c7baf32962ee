/** Our end of the process that puts the Cost and Usage Report into the columns of FOCUS. */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { LedgerError, MalformedBill, SourceDown } from '../../../errors.js'
import { shipped } from '../../../shipped.js'
import type { ExportSettings } from './settings.js'

/** What the process is told, and what it answers: one JSON each. */
export interface TranslateOrder {
  readonly files: readonly string[]
  readonly to: string
  readonly memoryLimit: string
  readonly spillFolder: string
}
export type Translation = { readonly wrong: string } | { readonly splitRows: string }

/** @throws MalformedBill when the files are no report or cannot be amortised, SourceDown when the process died */
export async function translated(
  files: readonly string[],
  to: string,
  { memoryLimit }: Pick<ExportSettings, 'memoryLimit'>,
): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  const spillFolder = await mkdtemp(join(dirname(to), 'spill-'))
  try {
    const answer = await childAnswer({ files, to, memoryLimit, spillFolder })
    if ('wrong' in answer)
      throw new MalformedBill(`The Cost and Usage Report cannot be read: ${answer.wrong} Nothing was loaded.`)
  } finally {
    await rm(spillFolder, { recursive: true, force: true })
  }
}

/** The process is always the compiled one: Node 20 runs no TypeScript. */
async function childAnswer(order: TranslateOrder): Promise<Translation> {
  const child = spawn(process.execPath, [shipped('dist/src/sources/aws/exports/child.js')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const kill = (): void => void child.kill('SIGKILL')
  process.prependOnceListener('exit', kill)
  try {
    let [said, words] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2000)))
    child.stdin.on('error', () => undefined)
    child.stdin.end(JSON.stringify(order))
    const code = await new Promise<number | string | null>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (status, signal) => resolve(signal ?? status))
    })
    if (code === 0) return JSON.parse(said)
    throw new SourceDown(
      `The process that translates the report ended with ${code}; nothing was loaded. ${words.trim().split('\n').at(-1) ?? ''} If it was killed for its memory, lower memory_limit or give the machine more.`,
    )
  } catch (error) {
    if (error instanceof LedgerError) throw error
    throw new SourceDown(`The process that translates the report cannot be started: ${String(error)}.`, {
      cause: error,
    })
  } finally {
    process.off('exit', kill)
  }
}
