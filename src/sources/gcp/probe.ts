/** What is wrong with the account: permission, an export that is not switched on, and rows that are yet to come are three things. */
import { ConfigError, LedgerError } from '../../errors.js'
import type { Asking, Finding } from '../../records/bill-source.js'
import { clientOf } from './client.js'
import type { Export } from './export.js'
import { dayAfter } from './months.js'
import { demandCheap } from './pages.js'
import type { GcpSettings } from './settings.js'
import { metadata, readTable, type Table, tableOf } from './table.js'

/** Rows have been seen 1.6 days late (m-lab/prometheus-support#703); past this an export has stopped. */
const STALE_DAYS = 3

export async function probed(settings: GcpSettings, bill: Export, around: Asking): Promise<Finding[]> {
  const findings: Finding[] = []
  const name = `${settings.table.project}.${settings.table.dataset}.${settings.table.table}`
  let what = `read ${name}`
  try {
    const client = await clientOf(settings)
    const answer = await readTable(client, settings.table, around)
    findings.push({ what, state: 'ok', says: 'tables.get answers.' })
    what = `columns of ${name}`
    const table = tableOf(settings.table, answer, bill.columns)
    findings.push(columnsOf(what, table, bill), rowsOf(`rows of ${name}`, answer, around.now))
    what = `run queries in ${settings.project}`
    const from = around.now.toISOString().slice(0, 10)
    const reach = { from: `${from}T00:00:00Z`, to: undefined, mark: undefined, loadedFrom: dayAfter(from, -1) }
    await demandCheap({ client, settings, table, around }, bill.touched(table, reach), `probe ${from}`)
    findings.push({ what, state: 'ok', says: 'A dry run passes; it reads nothing.' })
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    findings.push(findingOf(what, error))
  }
  return findings
}

function columnsOf(what: string, table: Table, bill: Export): Finding {
  const missing = Object.keys(bill.columns.optional).filter((column) => !table.has(column))
  const pruned = table.loaded === undefined ? ' It has no partitions by day of load: each query reads all of it.' : ''
  if (missing.length === 0) return { what, state: 'ok', says: `All columns are there.${pruned}` }
  return { what, state: 'ok', says: `Without ${missing.join(', ')}, which stay unknown.${pruned}` }
}

function rowsOf(what: string, answer: string, now: Date): Finding {
  const { numRows, lastModifiedTime } = metadata.parse(JSON.parse(answer))
  if (numRows === '0') {
    const remedy =
      'Wait: a new export takes up to a day, and up to five for the month before where the dataset is in US or EU.'
    return { what, state: 'no_data_yet', says: 'The table is empty.', remedy }
  }
  if (lastModifiedTime === undefined) return { what, state: 'ok', says: 'A view does not tell how many rows it has.' }
  const days = (now.getTime() - Number(lastModifiedTime)) / 86_400_000
  if (days <= STALE_DAYS) return { what, state: 'ok', says: `${numRows ?? 'Some'} rows.` }
  const says = `Nothing was written for ${Math.floor(days)} days.`
  return {
    what,
    state: 'not_switched_on',
    says,
    remedy: 'Look under Billing export whether it is still switched on; what is missed meanwhile is lost.',
  }
}

function findingOf(what: string, error: LedgerError): Finding {
  const [says, ...rest] = error.message.split(/(?<=[.:]) (?=[A-Z])/)
  return { what, state: stateOf(error), says: says ?? error.message, remedy: rest.join(' ') || error.message }
}

function stateOf(error: LedgerError): Finding['state'] {
  const kind = error.facts['kind']
  if (kind === 'api off' || kind === 'not found') return 'not_switched_on'
  if (kind === 'down' || kind === 'quota') return 'down'
  // Only the standard export is refused by a setting to mend.
  return kind === undefined && error instanceof ConfigError && 'table' in error.facts ? 'not_switched_on' : 'refused'
}
