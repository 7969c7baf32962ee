/** All that anybody could read after a job failed: its error with whatever hangs on it, its log, its result, the database. */
import { inspect, promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import pg from 'pg'
import { jobs } from '../../../jobs/index.js'
import { runWork } from '../../../jobs/run.js'
import { type Config, type JobName, readConfig } from '../../../src/config/index.js'
import { createLog } from '../../../src/log.js'
import { folderWith } from '../../config/folder.js'
import { dumpOf } from '../../support/dump.js'
import type { Ledger } from '../../support/ledger.js'
import type { Service } from './service.js'

export interface Told {
  readonly exitCode: number
  readonly text: string
}

/** What is configured, but that no far end is waited for long. */
export function configOf({ yaml, env }: Pick<Service, 'yaml' | 'env'>, url: string): Config {
  const config = readConfig({ cwd: folderWith({ 'tokenledger.yaml': yaml(url) }), env })
  const { bills, usage, versions } = config
  const hasty = <T>(list: readonly T[]) =>
    list.map((one) => ({ ...one, timeoutMs: 300, patience: { retries: 1, firstWaitMs: 1 } }))
  return {
    ...config,
    bills: {
      ...bills,
      aws: hasty(bills.aws),
      awsExports: hasty(bills.awsExports),
      gcp: hasty(bills.gcp),
      alibaba: hasty(bills.alibaba),
      tencent: hasty(bills.tencent),
      azure: hasty(bills.azure),
    },
    usage: { ...usage, prometheus: hasty(usage.prometheus) },
    versions: { ...versions, mlflow: hasty(versions.mlflow), bentoml: hasty(versions.bentoml) },
  }
}

/** Runs a job of the list as `tokenledger run` does. */
export async function runTold(ledger: Ledger, config: Config, name: JobName, now: Date): Promise<Told> {
  const job = jobs.find((one) => one.name === name)
  if (job === undefined) throw new Error(`no job ${name}`)
  const said: string[] = []
  const log = createLog('trace', { write: (line) => void said.push(line) })
  const around = { now, dryRun: false, onStep: (step: string) => said.push(step), pause: () => Promise.resolve() }
  const work = { name, command: 'run' as const, log }
  const load: typeof job.run = (...given) =>
    job.run(...given).catch((error: unknown) => {
      log.trace({ err: error }, 'as it was thrown')
      said.push(allOf(error))
      throw error
    })
  const result = await runWork(ledger.store, { ...config, home: ledger.folder }, { ...work, load }, around)
  return { exitCode: result.exitCode, text: [...said, JSON.stringify(result)].join('\n') }
}

/** With causes, and with what no printer shows of itself. */
export function allOf(error: unknown): string {
  const deep = { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null, breakLength: 120 }
  const stack = error instanceof Error ? `${error.stack ?? ''} ${JSON.stringify(error)}` : ''
  return `${inspect(error, deep)} ${stack}`
}

/** Every column of every table, pages unpacked. */
export async function databaseTold(url: string, { pages = true } = {}): Promise<string> {
  const rows = [...(await dumpOf(url))].flatMap(([table, texts]) => texts.map((text) => `${table} ${text}`))
  if (!pages) return rows.filter((row) => !row.startsWith('raw.page ')).join('\n')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const packed = await client.query<{ body: Buffer }>('select body from raw.page')
    const bodies = await Promise.all(packed.rows.map(({ body }) => promisify(gunzip)(body)))
    return [...rows, ...bodies.map(String)].join('\n')
  } finally {
    await client.end()
  }
}
