/** A page as a real browser shows it: Debian's Chromium, without a window. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The program to run: that of CONFORMANCE_CHROMIUM, else Debian's. */
export function chromiumProgram(): string {
  const program = process.env['CONFORMANCE_CHROMIUM'] ?? '/usr/bin/chromium'
  if (existsSync(program)) return program
  throw new Error(
    `No Chromium to open the page in: there is no ${program}. ` +
      'Install the package chromium, or set CONFORMANCE_CHROMIUM to the program.',
  )
}

export interface Opened {
  /** The document after everything of it ran. */
  readonly dom: string
  /** What the page wrote to the console, or the browser about it. */
  readonly console: readonly string[]
}

/** @param folder for the browser's profile, and for what it makes of the page */
export async function openPage(file: string, folder: string): Promise<Opened> {
  const { stdout, stderr } = await chromium(folder, ['--enable-logging=stderr', '--dump-dom', `file://${file}`])
  return { dom: stdout, console: stderr.split('\n').filter((line) => line.includes(':CONSOLE')) }
}

/** As PNG of so many pixels. */
export async function photograph(file: string, folder: string, width: number, height: number): Promise<string> {
  const picture = join(folder, `page-${width}.png`)
  await chromium(folder, [
    '--hide-scrollbars',
    `--window-size=${width},${height}`,
    `--screenshot=${picture}`,
    `file://${file}`,
  ])
  return picture
}

export async function printed(file: string, folder: string): Promise<string> {
  const pdf = join(folder, 'page.pdf')
  await chromium(folder, ['--no-pdf-header-footer', `--print-to-pdf=${pdf}`, `file://${file}`])
  return pdf
}

// Root has no sandbox, and a container little shared memory; names are not resolved, so that nothing leaves the machine.
async function chromium(folder: string, args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const always = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    `--user-data-dir=${join(folder, 'profile')}`,
  ]
  return run(chromiumProgram(), [...always, ...args], { maxBuffer: 64 * 1024 * 1024, timeout: 120_000 })
}
