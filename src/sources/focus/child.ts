/**
 * The process that reads the files: DuckDB in a Node of its own, so that its memory and its crashes are not ours. It is told
 * what to do line by line on standard input and answers with events on descriptor 3; rows go to a named pipe. No row of a
 * file ever becomes a JavaScript value.
 */
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { DuckDBConnection } from '@duckdb/node-api'
// By deep path: to name what the package exports, Node reads all its files twice (0.1 s on Node 20).
import { DuckDBInstance } from '@duckdb/node-api/lib/DuckDBInstance.js'
import { groupFiles } from './groups.js'
import { type FileGroup, fileMacro } from './reader.js'
import { macros, rejectedQueries, stagedQuery, surveyedQuery } from './statements.js'
import type { ChildEvent, ChildOrder, ReadRequest } from './protocol.js'

function say(event: ChildEvent): void {
  try {
    writeSync(3, `${JSON.stringify(event)}\n`)
  } catch {
    end()
  }
}

/** The parent is gone: nobody reads what we would still write. An `exit` would wait for ever for a thread that opens a pipe. */
function end(): void {
  process.kill(process.pid, 'SIGKILL')
}

async function open(request: ReadRequest): Promise<Pick<Opened, 'instance' | 'duck'>> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(request.threads),
    memory_limit: request.memoryLimit,
    temp_directory: request.spillFolder,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'false',
  })
  const duck = await instance.connect()
  // DuckDB takes the zone of the host otherwise.
  await duck.run(`set TimeZone = 'UTC'`)
  return { instance, duck }
}

function close(opened: Opened | undefined): undefined {
  opened?.duck.closeSync()
  opened?.instance.closeSync()
}

interface Opened {
  readonly instance: DuckDBInstance
  readonly duck: DuckDBConnection
  readonly request: ReadRequest
  readonly groups: readonly FileGroup[]
}

async function survey(request: ReadRequest): Promise<Opened> {
  const { instance, duck } = await open(request)
  const groups = await groupFiles(duck, request.files)
  for (const macro of await macros(request)) await duck.run(macro)
  const answer = await duck.runAndReadAll(await surveyedQuery(groups, request))
  say({ event: 'surveyed', rows: answer.getRowObjectsJson() })
  return { instance, duck, request, groups }
}

async function lines({ duck, request, groups }: Opened, pipe: string, loadId: string): Promise<void> {
  await duck.run(`create or replace temp macro load_id() as ${BigInt(loadId)}`)
  await duck.run(copyTo(await stagedQuery(groups, request), pipe))
}

/** One file at a time and in its order, because a record's number is its place in the file. */
async function rejected({ duck, request, groups }: Opened, pipe: string, loadId: string): Promise<void> {
  await duck.run(`create or replace temp macro load_id() as ${BigInt(loadId)}`)
  await duck.run('set preserve_insertion_order = true')
  await duck.run('set threads = 1')
  let into = (name: string): string => `create temp table kept_${name} as`
  for (const group of groups) {
    for (const file of group.files) {
      await duck.run(fileMacro(file))
      const queries = await rejectedQueries(group, file, request)
      for (const [name, query] of Object.entries(queries)) await duck.run(`${into(name)} ${query}`)
      into = (name) => `insert into kept_${name}`
    }
  }
  const totals = await duck.runAndReadAll('select * from kept_rejected_totals')
  say({ event: 'rejectedTotals', rows: totals.getRowObjectsJson() })
  await duck.run(copyTo('select * from kept_rejected', pipe))
}

function copyTo(query: string, pipe: string): string {
  return `copy (${query}) to '${pipe.replaceAll("'", "''")}' (format csv, header false, use_tmp_file false)`
}

async function main(): Promise<void> {
  const orders = createInterface({ input: process.stdin })
  let opened: Opened | undefined
  orders.on('close', end)
  for await (const text of orders) {
    const order: ChildOrder = JSON.parse(text)
    const progress = setInterval(
      () => say({ event: 'progress', percent: Math.max(0, opened?.duck.progress.percentage ?? 0) }),
      250,
    )
    try {
      if (order.do === 'survey') opened = await survey(order.request)
      else if (order.do === 'forget') opened = close(opened)
      else if (opened !== undefined) await (order.do === 'lines' ? lines : rejected)(opened, order.pipe, order.loadId)
      say({ event: 'done', order: order.do })
    } catch (error) {
      say({ event: 'failed', order: order.do, message: error instanceof Error ? error.message : String(error) })
    } finally {
      clearInterval(progress)
    }
  }
}

await main()
