/** What a telemetry server is given: raw samples of series, as scrapes would have left them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'

export interface Series {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** Milliseconds since 1970 and the value, in order of time. */
  readonly samples: readonly (readonly [at: number, value: number])[]
}

/** A server of ours, on a free port of 127.0.0.1. */
export interface TelemetryServer {
  readonly url: string
  /** Samples that arrive after the server was first asked. */
  add(series: Iterable<Series>): Promise<void>
  /** Samples as a scraper sends them, NaN for the marker where a series ends. For a server that has none of that time. */
  write(series: readonly Series[]): Promise<void>
  stop(): Promise<void>
}

/** Starts a server and waits until it says it is ready. What it wrote comes with the error when it ends instead. */
export async function startProgram(
  program: string,
  args: readonly string[],
  ready: string,
  env: Readonly<Record<string, string>> = {},
): Promise<() => Promise<void>> {
  const server = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } })
  let said = ''
  let ended: Error | undefined
  server.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
  server.once('error', (error) => (ended = error))
  server.once('exit', (code) => (ended = new Error(`${program} ended with ${code}:\n${said}`)))
  while (!(await answers(ready))) {
    if (ended !== undefined) throw ended
    await pause(20) // neither server tells its parent that it listens
  }
  return () => stopped(server)
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url)
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

async function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = once(server, 'exit')
  server.kill('SIGTERM')
  await gone
}
