/** A moto server, which stands in for AWS in Python: of another make than our own stand-in, and asked by the same client. */
import { existsSync } from 'node:fs'
import { freePort } from '../../src/store/embedded/port.js'
import { startProgram } from './telemetry.js'

export interface Moto {
  readonly url: string
  /** Puts answers of GetCostAndUsage into its queue: each new question takes the next one. */
  answer(results: readonly unknown[]): Promise<void>
  /** Forgets everything. */
  reset(): Promise<void>
  stop(): Promise<void>
}

/** Where moto_server is: CONFORMANCE_MOTO. */
export function motoProgram(): string {
  const program = process.env['CONFORMANCE_MOTO']
  if (program !== undefined && existsSync(program)) return program
  throw new Error(
    `No moto to conform to: ${program === undefined ? 'CONFORMANCE_MOTO is not set' : `there is no ${program}`}. ` +
      "Make it with python3 -m venv moto && moto/bin/pip install 'moto[server]', and set CONFORMANCE_MOTO=moto/bin/moto_server.",
  )
}

/** `folder` chooses the port, so that two tests seldom meet. */
export async function startMoto(folder: string): Promise<Moto> {
  const program = motoProgram()
  const port = await freePort(folder, undefined)
  const url = `http://127.0.0.1:${port}`
  const stop = await startProgram(program, ['-H', '127.0.0.1', '-p', String(port)], `${url}/moto-api/`)
  return {
    url,
    answer: async (results) => send(`${url}/moto-api/static/ce/cost-and-usage-results`, { results }),
    reset: async () => send(`${url}/moto-api/reset`, {}),
    stop,
  }
}

async function send(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`moto answers ${answer.status} at ${url}: ${await answer.text()}`)
}
