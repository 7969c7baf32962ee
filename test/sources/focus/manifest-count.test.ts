import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { MalformedBill } from '../../../src/errors.js'
import { csv } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'

const azure = { InvoiceIssuerName: 'Microsoft', ProviderName: 'Microsoft', ResourceId: '/subscriptions/1/vm/a' }

/** A run of a Cost Management export of one part, as its manifest describes it (fields as in microsoft/finops-toolkit#527). */
async function run(ledger: Ledger, text: string, dataRowCount: number): Promise<string> {
  await mkdir(join(ledger.folder, 'run'))
  await ledger.file('run/part_0_0001.csv', text)
  const blobs = [{ blobName: 'x/run/part_0_0001.csv', byteCount: Buffer.byteLength(text), dataRowCount }]
  const runInfo = { submittedTime: '2026-08-19T06:00:00Z', startDate: '2026-08-01T00:00:00' }
  await ledger.file('run/manifest.json', JSON.stringify({ exportConfig: { exportName: 'focus' }, runInfo, blobs }))
  return join(ledger.folder, 'run')
}

describe('what a manifest says a file holds', () => {
  test('a plain CSV that ends a record early is refused by the count of its manifest', async ({ ledger }) => {
    const folder = await run(ledger, csv([azure, azure]), 3)

    const refused = ledger.load([folder])

    await expect(refused).rejects.toThrow(MalformedBill)
    await expect(refused).rejects.toThrow('The manifest says that the files hold 3 records, and they hold 2.')
    expect(await ledger.value('select count(*) from fact.bill_line')).toBe('0')
  })

  test('a file that holds what its manifest says is loaded', async ({ ledger }) => {
    const folder = await run(ledger, csv([azure, azure]), 2)

    const loaded = await ledger.load([folder])

    expect(loaded.linesAccepted).toBe(2n)
  })
})

describe('an export without a line', () => {
  test('writes nothing at all', async ({ ledger }) => {
    const path = await ledger.file('empty.csv', `${csv([{}]).split('\n')[0]}\n`)

    const loaded = await ledger.load([path])

    expect(loaded.replaced?.loadId).toBeUndefined()
    expect(await ledger.value('select count(*) from ops.run')).toBe('0')
  })
})
