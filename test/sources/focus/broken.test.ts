/** Files that are not what they should be load nothing at all, and the message names the file. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect } from 'vitest'
import { MalformedBill } from '../../../src/errors.js'
import { contentsOf } from '../../support/contents.js'
import { csv } from '../../support/focus.js'
import { type Ledger, test } from '../../support/ledger.js'
import { pack } from '../../support/parquet.js'

describe('files that cannot be read', () => {
  const refused = async (ledger: Ledger, name: string, content: string | Uint8Array): Promise<string> => {
    const good = await ledger.file('a-good.csv', csv([{}]))
    const path = await ledger.file(name, content)
    const before = await contentsOf(ledger)
    const failure = await ledger.load([good, path]).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(MalformedBill)
    expect(await contentsOf(ledger)).toEqual(before)
    return failure instanceof Error ? failure.message : ''
  }

  test('a file that is no FOCUS export is refused with what it lacks and how it begins', async ({ ledger }) => {
    const message = await refused(ledger, 'cur.csv', 'identity/LineItemId,lineItem/UnblendedCost\nabc,1.00\n')

    expect(message).toMatch(/cur\.csv is not a FOCUS export: it has no column BilledCost, BillingAccountId/)
    expect(message).toMatch(/Its columns begin identity\/LineItemId, lineItem\/UnblendedCost\./)
  })

  const lines = Array.from({ length: 20_000 }, (_, i) => ({
    ResourceId: `i-${(i * 2654435761) % 4294967296}`,
    x_Note: 'a text that a cut may shorten',
  }))
  // Bare: a cut inside the last column leaves a row that looks whole.
  const bare = csv(lines).replaceAll('"', '').replaceAll('Amazon Web Services, Inc.', 'Amazon Web Services')

  test('a gzip that broke off loads nothing, wherever the cut fell', async ({ ledger }) => {
    const packed = gzipSync(bare)

    const told: string[] = []
    for (const left of [0.2, 0.4, 0.6, 0.8, 0.9]) {
      told.push(await refused(ledger, 'broken.csv.gz', packed.subarray(0, Math.floor(packed.length * left))))
    }

    expect(
      told.filter((message) => /broken\.csv\.gz is damaged or broke off .* Fetch it again\./.test(message)),
    ).toHaveLength(5)
  })

  test('a gzip without its last bytes, or with a byte turned, loads nothing', async ({ ledger }) => {
    const packed = gzipSync(csv([{ BilledCost: '3' }]))
    const turned = Buffer.from(packed)
    turned.writeUInt8((packed.at(-6) ?? 0) ^ 1, packed.length - 6)

    const short = await refused(ledger, 'broken.csv.gz', packed.subarray(0, packed.length - 6))
    const wrong = await refused(ledger, 'broken.csv.gz', turned)

    expect([short, wrong].filter((message) => /broken\.csv\.gz is damaged/.test(message))).toHaveLength(2)
  })

  test('a zstd is read whole, and refused when it broke off', async ({ ledger }) => {
    const [plain, path] = [await ledger.file('plain.csv', bare), join(ledger.folder, 'whole.csv.zst')]
    await pack(plain, path)
    const packed = await readFile(path)

    const { linesAccepted } = await ledger.load([path])
    const told: string[] = []
    for (const left of [0.3, 0.5, 0.7, 0.95]) {
      told.push(await refused(ledger, 'broken.csv.zst', packed.subarray(0, Math.floor(packed.length * left))))
    }

    expect(linesAccepted).toBe(20_000n)
    expect(told.filter((message) => /broken\.csv\.zst is damaged or broke off/.test(message))).toHaveLength(4)
  })

  test('a file that breaks off in the middle of a row loads nothing', async ({ ledger }) => {
    const text = csv([{}, { BilledCost: '2' }]).slice(0, -60)

    const message = await refused(ledger, 'short.csv', text)

    expect(message).toMatch(/short\.csv/)
  })

  test('a row with too few columns loads nothing and is named', async ({ ledger }) => {
    const text = `${csv(Array.from({ length: 2500 }, () => ({})))}"1","2","3"\n`

    const message = await refused(ledger, 'short.csv', text)

    // One header, 2,500 lines, then the row.
    expect(message).toMatch(/short\.csv: .*CSV Error on Line: 2502\n.*\nExpected Number of Columns: 16 Found: 3$/)
  })

  test('a row with too many columns loads nothing and is named', async ({ ledger }) => {
    const text = csv(Array.from({ length: 2500 }, () => ({}))).replace(/\n$/, ',"more"\n')

    const message = await refused(ledger, 'long.csv', text)

    expect(message).toMatch(/long\.csv: .*CSV Error on Line: 2501\n/)
  })

  test('a short file with one row cut short is refused by its name, without advice to look away', async ({
    ledger,
  }) => {
    const message = await refused(ledger, 'short.csv', `${csv([{}])}"1","2","3"\n`)

    expect(message).toMatch(/short\.csv/)
    expect(message).not.toMatch(/strict_mode|ignore_errors/)
  })

  test('a file that is no text at all loads nothing', async ({ ledger }) => {
    const message = await refused(ledger, 'noise.parquet', Buffer.from([0x50, 0x4b, 3, 4, 0, 255, 254, 0]))

    expect(message).toMatch(/noise\.parquet/)
  })

  test('an empty file is refused and not taken for an empty bill', async ({ ledger }) => {
    const message = await refused(ledger, 'nothing.csv', '')

    expect(message).toMatch(/nothing\.csv/)
  })
})
