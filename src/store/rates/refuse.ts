/** What is not believed of rates at first sight. A wrong rate would be in every number, so each is shown and asked about. */
import { MalformedBill } from '../../errors.js'
import type { PoolClient } from '../pool.js'
import { statement } from '../statements.js'

/** What a person has looked at and wants all the same. */
export const ACCEPTABLE = ['changed', 'vanished', 'jump', 'source'] as const
export type Accept = (typeof ACCEPTABLE)[number]

export interface Checked {
  readonly client: PoolClient
  readonly id: string
  readonly accept: ReadonlySet<Accept>
}

type Row = Readonly<Record<string, string | null>>

interface Check {
  readonly law: string
  readonly accept: Accept
  readonly told: (row: Row) => string
}

const changed: Check = {
  law: '53_rate_changed',
  accept: 'changed',
  told: (row) => `${row['pair']} of ${row['fixed_on']} was ${row['held']} and is ${row['said']} now`,
}
const withdrawn: Check = {
  law: '53_rate_withdrawn',
  accept: 'vanished',
  told: (row) => `${row['pair']} of ${row['fixed_on']} was ${row['held']} and is not there any more`,
}
const vanished: Check = {
  law: '55_rate_vanished',
  accept: 'vanished',
  told: (row) => `${row['pair']} was ${row['quoted']} on ${row['quoted_on']} and is not quoted on ${row['missing_on']}`,
}
const jump: Check = {
  law: '55_rate_jump',
  accept: 'jump',
  told: (row) =>
    `${row['pair']} went from ${row['before']} on ${row['before_on']} to ${row['value']} on ${row['fixed_on']}, ${row['percent']} %`,
}

/** Before anything is written. @throws MalformedBill for a rate that the same source said otherwise, or says no longer */
export async function refuseContradictions(checked: Checked): Promise<void> {
  await refuse(checked, changed, 'says two things of one day')
  await refuse(checked, withdrawn, 'has withdrawn a rate')
}

/** When the rates lie in their order. @throws MalformedBill for a pair that vanished, or moved by more than 3 % */
export async function refuseOddities(checked: Checked): Promise<void> {
  await refuse(checked, vanished, 'does not quote a pair any more')
  await refuse(checked, jump, 'moved a rate by more than 3 %')
}

async function refuse({ client, id, accept }: Checked, check: Check, what: string): Promise<void> {
  if (accept.has(check.accept)) return
  const { rows } = await client.query<Row>(await statement(check.law), [id])
  const first = rows[0]
  if (first === undefined) return
  const shown = rows.slice(0, 3).map(check.told)
  const more = rows.length > shown.length ? ', and more' : ''
  throw new MalformedBill(
    `The source ${what}: ${shown.join('; ')}${more}. Nothing was written. ` +
      `Look at https://www.chinamoney.com.cn/chinese/bkccpr/; if it is so, run it again with --accept ${check.accept}.`,
    { facts: { accept: check.accept, ...first } },
  )
}
