/** The first half of a load: the lines come in, and what was accepted and rejected must be what the file holds. */
import { copyInto } from './copy.js'
import { demandLaw, keysOf, linesBySide, type Load, type Received, sumOf, tally } from './load.js'
import { refusedWith } from './pool.js'
import { statement } from './statements.js'
import { lockFold } from './windows.js'

/** A snapshot holds one line twice under two spellings; it has to be read again with `merge`. */
export class SpeltTwice extends Error {
  override readonly name = 'SpeltTwice'
}

/** The columns of `fact.bill_line` that a snapshot streams, in its order. */
const lineColumns = `resource_key charge_period_start line_key row_hash window_key charge_period_end grain line_count
  provider invoice_issuer_name billing_account_id sub_account_id billing_period billing_currency resource_id service_name
  region_id sku_id sku_price_id charge_category charge_class charge_frequency pricing_category commitment_discount_id
  commitment_discount_type commitment_discount_status capacity_reservation_id capacity_reservation_status invoice_id
  cost_type consumed_unit pricing_unit details tags consumed_quantity pricing_quantity list_cost contracted_cost
  billed_cost effective_cost load_id`.split(/\s+/)

const rejectedColumns = ['load_id', 'file', 'record', 'column_name', 'value', 'reason', 'line']

/** @throws LedgerBroken when the lines do not add up to the file, SpeltTwice when one came twice */
export async function receive(load: Load): Promise<Received> {
  load.options.onStep('copy')
  await tally(load, 'file', load.snapshot.totals)
  const rows = await copyLines(load)
  await lockFold(load.client)
  if (load.fresh) await load.client.query(await statement('62_tally_new'), [load.id, keysOf(load.snapshot.windows)])
  else await load.client.query(await statement('61_tally_staged'), [load.id])
  const accepted = await linesBySide(load, 'accepted')
  const missing = sumOf(await linesBySide(load, 'file')) - sumOf(accepted)
  const incomplete = missing > 0n ? await copyRejected(load) : new Set<string>()
  await demandLaw(load, '70_law_file', 'What was accepted and rejected is not what the files hold')
  return { rows, accepted, rejected: missing, incomplete }
}

async function copyLines({ client, fresh, snapshot, id }: Load): Promise<number> {
  try {
    return await copyInto(client, fresh ? 'fact.bill_line' : 'stage.bill_line', lineColumns, snapshot.lines(id))
  } catch (error) {
    if (refusedWith(error, '23505')) throw new SpeltTwice('one line under two spellings', { cause: error })
    throw error
  }
}

/** Keeps the rejected lines and answers with the windows that lack one. */
async function copyRejected(load: Load): Promise<Set<string>> {
  const { client, snapshot, id } = load
  await copyInto(client, 'raw.rejected', rejectedColumns, snapshot.rejected(id))
  const totals = snapshot.rejectedTotals()
  await tally(load, 'rejected', totals)
  // A line whose window cannot be told may belong to any of them.
  const anywhere = totals.some(({ windowKey }) => windowKey === null)
  return new Set(anywhere ? keysOf(snapshot.windows) : totals.flatMap(({ windowKey }) => windowKey ?? []))
}
