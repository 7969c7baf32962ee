/** A stand-in for SAFE's RMBQuery.do on loopback: a page with a table, per 100 of everything, under Chinese names. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { closed, listening, page, parametersOf } from './cfets.js'

export interface SafeWorld {
  readonly url: string
  readonly asked: URLSearchParams[]
  close(): Promise<void>
}

/** The names of the columns after 日期, and a text for each on each day. */
export interface SafeTable {
  readonly names: readonly string[]
  readonly days: readonly { readonly date: string; readonly cells: readonly string[] }[]
}

const PATH = '/AppStructured/hlw/RMBQuery.do'

export async function startSafe(table: SafeTable): Promise<SafeWorld> {
  const asked: URLSearchParams[] = []
  const server = createServer((request, response) => void answer(table, asked, request, response))
  const port = await listening(server)
  return { url: `http://127.0.0.1:${port}${PATH}`, asked, close: () => closed(server) }
}

async function answer(
  { names, days }: SafeTable,
  seen: URLSearchParams[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = await parametersOf(request)
  seen.push(asked)
  if (request.method !== 'POST' || request.url !== PATH) return page(response, 404, 'Not Found')
  const [from, upTo] = [asked.get('startDate') ?? '', asked.get('endDate') ?? '']
  const tooLong = upTo > `${Number(from.slice(0, 4)) + 1}${from.slice(4)}`
  if (asked.get('queryYN') !== 'true' || from === '' || upTo === '' || tooLong) {
    return page(response, 200, '<script>alert("查询时间不能超过366天")</script>')
  }
  const rows = days
    .filter(({ date }) => date >= from && date <= upTo)
    .toSorted((a, b) => (a.date < b.date ? 1 : -1))
    .map(({ date, cells }) => rowOf('td', 'first', [date, ...cells]))
  const head = rowOf('th', 'table_head', ['日期', ...names])
  page(
    response,
    200,
    `<table id="other"><tr><td>1</td></tr></table>\n<table width="90%" id="InfoTable" border="0">${[head, ...rows].join('\n')}</table>`,
  )
}

function rowOf(cell: 'td' | 'th', kind: string, texts: readonly string[]): string {
  return `<tr class="${kind}">${texts.map((text) => `\n <${cell} width="8%" align="center">${text}&nbsp;</${cell}>`).join('')}\n</tr>`
}
