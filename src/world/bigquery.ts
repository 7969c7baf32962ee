/**
 * A stand-in for BigQuery's REST API v2 on loopback, over exports that are only added to: as strict with statements,
 * logins, locations, limits and page tokens as the service, for the client that Google itself ships.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { answerTo } from './bigquery-api.js'
import { type ExportTable, stored } from './bigquery-export.js'
import { refusalOf } from './bigquery-login.js'
import { type Action, type BigQueryWorld, errorOf, type Fault, type Manners, type State } from './bigquery-manners.js'
import type { ExportRow } from './bigquery-values.js'
import { closed, listening, page } from './cfets.js'

export { DETAILED, FOCUS } from './bigquery-export.js'
export type { ExportTable } from './bigquery-export.js'
export type { Action, AskedOf, BigQueryWorld, Fault, Manners } from './bigquery-manners.js'
export type { Account } from './bigquery-login.js'
export type { Cell, ExportRow, Field } from './bigquery-values.js'

export async function startBigQuery(tables: readonly ExportTable[], manners: Manners = {}): Promise<BigQueryWorld> {
  const state: State = { tables: tables.map((table) => ({ table, rows: [] })), jobs: new Map(), asked: [], billed: 0n }
  const server = createServer((request, response) => void answer(state, manners, request, response))
  const port = await listening(server)
  return {
    url: `http://127.0.0.1:${port}`,
    asked: state.asked,
    billed: () => state.billed,
    tables: state.tables,
    load: (rows, day) => {
      for (const row of rows) load(state, row, day)
    },
    close: () => closed(server),
  }
}

function load(state: State, row: ExportRow, day: string | undefined): void {
  const [first] = state.tables
  if (first === undefined) throw new Error('there is no table')
  const exported = row['export_time'] ?? row['x_ExportTime']
  if (typeof exported !== 'string') throw new Error('a row without its export time')
  first.rows.push({ row: stored(row, first.table.schema), day: day ?? exported.slice(0, 10) })
}

async function answer(
  state: State,
  manners: Manners,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const url = new URL(request.url ?? '/', 'http://bigquery')
  const action = actionOf(request.method ?? 'GET', url.pathname, body)
  if (action === undefined) return page(response, 404, 'Not Found')
  state.asked.push({ action, label: /"tokenledger":"([\w-]+)"/.exec(body)?.[1] ?? '', body, url: request.url ?? '' })
  const fault = manners.fault?.({ n: state.asked.length, action })
  if (fault === 'hang') return
  if (fault === 'html 502') return page(response, 502, 'Bad Gateway')
  if (fault === 'html 200') return page(response, 200, 'Please log in')
  if (typeof fault === 'object') return sent(response, fault.status, errorOf({ message: 'no words', ...fault }))
  const denied =
    manners.account === undefined
      ? undefined
      : refusalOf(request.headers.authorization, manners.account, manners.clock?.() ?? Date.now())
  if (denied !== undefined) return sent(response, 401, errorOf({ status: 401, reason: 'authError', message: denied }))
  const { status, json } = answerTo(state, manners, { action, url, body, fault })
  if (fault === 'lost') return void response.destroy()
  sent(response, status, json, fault)
}

function actionOf(method: string, path: string, body: string): Action | undefined {
  const [, rest = ''] = /^\/bigquery\/v2\/projects\/[^/]+(\/.*)$/.exec(path) ?? []
  if (method === 'GET' && /^\/datasets\/[^/]+\/tables\/[^/]+$/.test(rest)) return 'tables.get'
  if (method === 'GET' && /^\/datasets\/[^/]+$/.test(rest)) return 'datasets.get'
  if (method === 'POST' && rest === '/jobs') return /"dryRun":true/.test(body) ? 'jobs.dryRun' : 'jobs.insert'
  if (method === 'GET' && /^\/jobs\/[^/]+$/.test(rest)) return 'jobs.get'
  return method === 'GET' && /^\/queries\/[^/]+$/.test(rest) ? 'jobs.getQueryResults' : undefined
}

function sent(response: ServerResponse, status: number, json: object, fault?: Fault): void {
  const text = JSON.stringify(json)
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' })
  if (fault === 'half') return void response.end(text.slice(0, text.length / 2))
  if (fault !== 'cut') return void response.end(text)
  response.write(text.slice(0, text.length / 2), () => response.destroy())
}
