/** What `doctor` says: a permission that is missing, a switch that is off and a bill yet to come are three things. */
import { LedgerError, SourceDown, SourceRefused } from '../../errors.js'
import type { Asking, Finding } from '../../records/bill-source.js'
import { answerOf, recordsOf } from './answers.js'
import type { Action, Parameters } from './client.js'
import { otherAccount } from './due.js'
import { type Fields, textOf } from './fields.js'
import { monthAt } from './months.js'
import { put, type Source } from './question.js'
import { NotReady } from './refusals.js'

type Reading = (answer: Fields) => Pick<Finding, 'state' | 'says' | 'remedy'>

export async function probe(source: Source, around: Asking): Promise<readonly Finding[]> {
  const { settings } = source
  const Month = monthAt(around.now).name
  const detail: Reading = (answer) => {
    const [row] = recordsOf(answer, 'DetailSet', `DescribeBillDetail ${Month}`)
    if (row === undefined) return none(`There is no row in the bill of ${Month} yet.`)
    const found = textOf(row, 'PayerUin') ?? 'nobody'
    if (found !== settings.account) throw otherAccount(found, settings.account, settings.name)
    return { state: 'ok', says: `The bill of ${Month} of account ${found} can be read, in ${settings.currency}.` }
  }
  const summary: Reading = ({ Ready }) =>
    Ready === 0 ? none(`The summary of ${Month} is being made.`) : { state: 'ok', says: 'Sums can be compared.' }
  const adjusted: Reading = () => ({ state: 'ok', says: 'Adjustments of closed months are seen.' })
  return [
    await tried(source, 'DescribeBillDetail', { Limit: 1, Month, NeedRecordNum: 0, Offset: 0 }, detail, around),
    await tried(source, 'DescribeBillSummary', { GroupType: 'business', Month }, summary, around),
    await tried(source, 'DescribeBillAdjustInfo', { Month }, adjusted, around),
  ]
}

function none(says: string): ReturnType<Reading> {
  return { state: 'no_data_yet', says, remedy: 'Wait: an hour is billed some 15 minutes after it is over.' }
}

async function tried(
  source: Source,
  action: Action,
  asked: Parameters,
  reading: Reading,
  around: Asking,
): Promise<Finding> {
  const what = `${source.settings.name}: ${action}`
  try {
    return { what, ...reading(answerOf(await put(source, action, asked, around, 'probe'), what)) }
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    return { what, state: stateOf(error), says: error.message }
  }
}

function stateOf(error: LedgerError): Finding['state'] {
  if (error instanceof NotReady) return 'no_data_yet'
  if (error instanceof SourceDown) return 'down'
  if (error instanceof SourceRefused && error.facts['code'] === 'UnsupportedOperation') return 'not_switched_on'
  return 'refused'
}
