/** Rates in a file that a person brings. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ConfigError, MalformedBill } from '../../../src/errors.js'
import { csvRates } from '../../../src/sources/pboc/index.js'

async function aFile(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenledger-rates-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'rates.csv')
  await writeFile(path, content)
  return path
}

test('a file as spreadsheets write it is read, newest first or oldest first', async () => {
  const path = await aFile(
    '\uFEFF"Date","USD/CNY","100JPY/CNY","CNY/THB"\r\n2026-01-06,7.0002,---,4.6\r\n2026-01-05,7.0001,4.4,\r\n',
  )

  const { source, fixings, files } = await csvRates(path)

  expect(source).toBe('csv')
  expect(
    fixings.map(({ fixedOn, rates, notQuoted }) => [fixedOn.date, rates.map(({ value }) => value), notQuoted]),
  ).toEqual([
    ['2026-01-05', ['7.0001', '4.4'], ['CNY/THB']],
    ['2026-01-06', ['7.0002', '4.6'], ['100JPY/CNY']],
  ])
  expect(files).toMatchObject([{ path, bytes: 3 + 41 + 27 + 24 }])
})

test.each([
  ['Day,USD/CNY\n2026-01-05,7', /line 1 cannot be understood: The first column is not Date/],
  ['Date,EUR/CNY\n2026-01-05,7', /line 1 cannot be understood: There is no column USD\/CNY/],
  ['Date,USD/CNY,JPY\n2026-01-05,7,4', /line 1 cannot be understood: "JPY" is not a pair/],
  ['Date,USD/CNY\n2026-01-05,7\n05/01/2026,7', /line 3, column Date cannot be understood: "05\/01\/2026" is no day/],
  ['Date,USD/CNY\n2026-01-10,7', /line 2, column Date cannot be understood: 2026-01-10 is a weekend/],
  ['Date,USD/CNY\n2026-01-05,7,1', /line 2 has 3 fields, and the head has 2/],
  ['Date,USD/CNY,HKD/CNY\n2026-01-05,7,0', /line 2, column HKD\/CNY cannot be understood: "0" is no rate/],
  ['Date,USD/CNY\n2026-01-05,', /line 2, column USD\/CNY cannot be understood: USD\/CNY is not quoted/],
  ['Date,USD/CNY\n2026-01-05,7\n\n2026-01-06,7', /line 3, column Date cannot be understood: "" is no day/],
  ['Date,USD/CNY\n2026-08-99,7', /line 2, column Date cannot be .*"2026-08-99" is no day; write it as 2026-08-05\./],
  ['Date,USD/CNY\n2026-01-05,7\n2026-01-05,7', /says 2026-01-05 twice/],
  ['Date,USD/CNY\n', /line 1 has no line below its head/],
])('%j is told with its place', async (content, why) => {
  const path = await aFile(content)

  const failed = csvRates(path)

  await expect(failed).rejects.toThrow(why)
  await expect(failed).rejects.toThrow(path)
  await expect(failed).rejects.toBeInstanceOf(MalformedBill)
})

test('a file that is not there is a mistake of the call', async () => {
  await expect(csvRates('/nowhere/rates.csv')).rejects.toBeInstanceOf(ConfigError)
})
