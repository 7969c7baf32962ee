/** Exchange rates by the command line: what it asks, what it tells, and with which code it ends. */
import { expect } from 'vitest'
import { aCfets, dollars, published } from '../sources/pboc/published.js'
import { bill, hourLine } from '../store/rates/given.js'
import { type Ledger, test } from '../support/ledger.js'
import { cells, json, tokenledger } from './tool.js'

const csv = 'Date,USD/CNY,100JPY/CNY\n2026-08-06,7.00,4.5\n2026-08-07,7.00,4.5\n2026-08-10,7.14,4.6\n'

/** A folder whose settings name a CFETS of ours. */
async function settings(ledger: Ledger, url: string): Promise<Record<string, string>> {
  await ledger.file('tokenledger.yaml', `rates:\n  cfets_url: ${url}\n`)
  return { cwd: ledger.folder, DATABASE_URL: ledger.url }
}

const tableOf = (out: string): string[][] => out.split('\n').map(cells)

test('a file of rates converts the hours and tells what it did, and the second time that nothing changed', async ({
  ledger,
}) => {
  const env = { DATABASE_URL: ledger.url }
  const path = await ledger.file('rates.csv', csv)
  await bill(ledger, [hourLine('2026-08-10T00', '10')])

  const said = await tokenledger(['rates', '--file', path], env)
  const again = await tokenledger(['rates', '--file', path], env)

  expect(said.code).toBe(0)
  expect(tableOf(said.out)).toEqual(
    expect.arrayContaining([
      ['Source', 'csv'],
      ['Last fixing', '2026-08-10, 2 pairs'],
      ['Rates that came, went', '6, 0'],
      ['Days whose rate is carried for now', '12'],
      ['Hours converted anew', '1'],
      ['Of them restated', '0'],
    ]),
  )
  expect(again.out).toMatch(/^Nothing changed, nothing was written\./)
  expect(await ledger.value('select trim_scale(billed_cny) from fact.resource_hour')).toBe('71.4')
})

test('what was restated is told in money, and a dry run tells it before', async ({ ledger }) => {
  const env = { DATABASE_URL: ledger.url }
  const friday = await ledger.file('friday.csv', csv.split('\n').slice(0, 3).join('\n'))
  const monday = await ledger.file('monday.csv', csv)
  await bill(ledger, [hourLine('2026-08-10T00', '10')])
  await tokenledger(['rates', '--file', friday], env)

  const dry = await tokenledger(['rates', '--file', monday, '--dry-run'], env)
  const said = await tokenledger(['rates', '--file', monday], env)

  expect(dry.out).toMatch(/^A dry run: this is what would be written\./)
  for (const { out } of [dry, said]) {
    expect(tableOf(out)).toContainEqual(['Of them restated', '1'])
    expect(tableOf(out)).toContainEqual(['Billed changed by', '$0.00 and ¥1.40'])
  }
  expect([dry.err, said.err].map((err) => /"msg":"(.*?)"/.exec(err)?.[1])).toEqual(['dry run', 'loaded'])
})

test('the service of the settings is asked for the named days, and answers machines in one document', async ({
  ledger,
}) => {
  const { url, asked } = await aCfets(dollars({ '2026-08-05': '6.99', '2026-08-07': '7.00' }))
  const env = await settings(ledger, url)

  const said = await tokenledger(['rates', '--from', '2026-08-06', '--to', '2026-08-08', '--json'], env)

  expect(said.code).toBe(0)
  expect(json(said)).toMatchObject({ source: 'cfets', lastFixing: '2026-08-07', pairs: 1, came: '2', hours: '0' })
  expect(asked.map((one) => [one.get('startDate'), one.get('endDate')])).toEqual([['2026-07-25', '2026-08-07']])
})

test('a move that is too large ends with 5, and the word that lets it pass is in the message', async ({ ledger }) => {
  const env = { DATABASE_URL: ledger.url }
  const path = await ledger.file('rates.csv', 'Date,USD/CNY\n2026-08-06,7.00\n2026-08-07,7.70\n')

  const refused = await tokenledger(['rates', '--file', path], env)
  const accepted = await tokenledger(['rates', '--file', path, '--accept', 'jump'], env)

  expect(refused).toMatchObject({ code: 5, out: '' })
  expect(refused.err).toContain('USD/CNY went from 7 on 2026-08-06 to 7.7 on 2026-08-07, 10.000 %')
  expect(refused.err).toContain('--accept jump')
  expect(accepted.code).toBe(0)
})

test('hours without a rate are counted by reason, with their Beijing days and what to do next', async ({ ledger }) => {
  const env = { DATABASE_URL: ledger.url }
  const path = await ledger.file('rates.csv', csv)
  await bill(ledger, [
    hourLine('2026-07-01T16', '10'),
    hourLine('2026-07-02T16', '10'),
    hourLine('2026-08-10T00', '10'),
    hourLine('2026-08-10T00', '10', 'EUR'),
  ])

  const said = await tokenledger(['rates', '--file', path], env)
  const document = await tokenledger(['rates', '--file', path, '--json'], env)

  expect(tableOf(said.out)).toContainEqual(['Hours without a rate', '2 no_fixing, 2026-07-02 to 2026-07-03'])
  expect(tableOf(said.out)).toContainEqual(['1 not_quoted, 2026-08-10'])
  expect(said.out).toContain('Fetch it:\n  tokenledger rates --from 2026-07-02\n')
  expect(said.out).toContain('Look:\n  tokenledger rates show 2026-08-10\n')
  expect(json(document)).toMatchObject({
    withoutRate: [
      { reason: 'no_fixing', hours: '2', firstDay: '2026-07-02', next: 'tokenledger rates --from 2026-07-02' },
      { reason: 'not_quoted', hours: '1', lastDay: '2026-08-10', next: 'tokenledger rates show 2026-08-10' },
    ],
  })
})

test('days that the service was asked for and did not tell are not to be asked for again', async ({ ledger }) => {
  const { url } = await aCfets(dollars({ '2026-08-07': '7.00' }))
  const env = await settings(ledger, url)
  await bill(ledger, [hourLine('2026-08-05T00', '10')])

  const said = await tokenledger(['rates', '--from', '2026-08-05', '--to', '2026-08-08'], env)

  expect(tableOf(said.out)).toContainEqual(['Hours without a rate', '1 no_fixing, 2026-08-05'])
  expect(said.out).toContain('Look:\n  tokenledger rates show 2026-08-05\n')
})

test('several things are accepted behind commas or blanks', async ({ ledger }) => {
  const env = { DATABASE_URL: ledger.url }
  const path = await ledger.file('rates.csv', 'Date,USD/CNY,EUR/CNY\n2026-08-06,7.00,8\n2026-08-07,7.70,\n')

  const refused = await tokenledger(['rates', '--file', path, '--accept', 'jump'], env)
  const commas = await tokenledger(['rates', '--file', path, '--accept', 'vanished,jump', '--dry-run'], env)
  const blanks = await tokenledger(['rates', '--file', path, '--accept', 'jump', 'vanished'], env)

  expect([refused.code, commas.code, blanks.code]).toEqual([5, 0, 0])
})

test('what is shown of a currency that is not quoted works, whoever the day is of', async ({ ledger }) => {
  const { url } = await aCfets(published(['USD/CNY'], [['2026-08-07', '7.00']]))
  const env = await settings(ledger, url)
  await bill(ledger, [hourLine('2026-08-07T00', '10', 'EUR')])
  await tokenledger(['rates', '--from', '2026-08-07', '--to', '2026-08-08'], env)

  const ofService = await tokenledger(['rates', 'show', '2026-08-07'], env)
  const dollar = await ledger.file('rates.csv', 'Date,USD/CNY\n2026-08-07,7.01\n')
  const taken = await tokenledger(['rates', '--file', dollar, '--accept', 'source'], env)
  const ofFile = await tokenledger(['rates', 'show', '2026-08-07'], env)
  const both = await ledger.file('rates.csv', 'Date,USD/CNY,EUR/CNY\n2026-08-07,7.01,8\n')
  const added = await tokenledger(['rates', '--file', both], env)

  expect(ofService.out).toMatch(
    /the line 2026-08-07 with the pair.*\n {2}tokenledger rates --file rates\.csv --accept source\n/,
  )
  expect(ofFile.out).toMatch(/Add the pair to the line 2026-08-07 .*\n {2}tokenledger rates --file rates\.csv\n/)
  expect([taken.code, added.code]).toEqual([0, 0])
  expect(await ledger.value('select trim_scale(billed_cny) from fact.resource_hour')).toBe('80')
})

test('nothing that rates prints is wider than 100 columns', async ({ ledger }) => {
  const env = { DATABASE_URL: ledger.url }
  const path = await ledger.file('rates.csv', csv)
  await bill(ledger, [hourLine('2026-07-01T16', '10'), hourLine('2026-08-10T00', '123456789.12', 'EUR')])

  const said = [
    await tokenledger(['rates', '--file', path], env),
    await tokenledger(['rates', 'show', '2026-08-11'], env),
    await tokenledger(['rates', 'show', '2026-07-02'], env),
    await tokenledger(['rates', '--help'], env),
  ]

  const lines = said.flatMap(({ out }) => out.split('\n'))
  expect(lines.filter((line) => line.length > 100)).toEqual([])
})

test('a wall ends with 3 and names the ways around it', async ({ ledger }) => {
  const { url } = await aCfets(dollars({ '2026-08-07': '7' }), { challenges: true })
  const env = await settings(ledger, url)

  const said = await tokenledger(['rates', '--from', '2026-08-06', '--to', '2026-08-08'], env)

  expect(said).toMatchObject({ code: 3, out: '' })
  expect(said.err).toMatch(/--source safe.*--file rates\.csv/)
})

test('a day is shown with each rate as it was published, or why there is none and what to do', async ({ ledger }) => {
  const env = { DATABASE_URL: ledger.url }
  const path = await ledger.file(
    'rates.csv',
    'Date,USD/CNY,100JPY/CNY,CNY/THB\n2026-08-06,7.00,4.5,4.8\n2026-08-07,7.01,4.5,\n',
  )
  await tokenledger(['rates', '--file', path, '--accept', 'vanished'], env)

  const settled = await tokenledger(['rates', 'show', '2026-08-06'], env)
  const saturday = await tokenledger(['rates', 'show', '2026-08-08'], env)
  const later = await tokenledger(['rates', 'show', '2026-08-20', '--json'], env)

  expect(tableOf(settled.out)).toEqual(
    expect.arrayContaining([
      ['JPY', '100 JPY = 4.5 CNY', '2026-08-06', 'csv', 'settled'],
      ['THB', '1 CNY = 4.8 THB', '2026-08-06', 'csv', 'settled'],
      ['USD', '1 USD = 7 CNY', '2026-08-06', 'csv', 'settled'],
    ]),
  )
  expect(tableOf(saturday.out)).toContainEqual(['USD', '1 USD = 7.01 CNY', '2026-08-07', 'csv', 'provisional'])
  expect(tableOf(saturday.out)).toContainEqual(['THB', 'none', 'not_quoted'])
  expect(saturday.out).toContain('not_quoted: the fixing in force does not name the currency')
  expect(json(later)).toMatchObject({
    day: '2026-08-20',
    rates: [{ missing: 'no_fixing' }, { missing: 'no_fixing' }, { missing: 'no_fixing' }, { missing: 'no_fixing' }],
  })
})

test.for([
  [['rates', 'show', 'today'], 'is no day'],
  [['rates', '--file', '/nowhere.csv'], 'Cannot read /nowhere.csv'],
  [['rates', '--file', 'a.csv', '--from', '2026-08-01'], 'cannot be used with'],
  [['rates', '--source', 'ecb'], 'Allowed choices are cfets, safe'],
  [['rates', '--accept', 'all'], 'Allowed choices are changed, vanished, jump, source'],
] as const)('tokenledger %j is a mistake of the call', async ([args, why], { ledger }) => {
  const said = await tokenledger(args, { DATABASE_URL: ledger.url })

  expect(said).toMatchObject({ code: 2, out: '' })
  expect(said.err).toContain(why)
})

test('a file leaves a day as the service has it, until it is told to take it over', async ({ ledger }) => {
  const { url } = await aCfets(published(['USD/CNY', 'CNY/THB'], [['2026-08-07', '7.00', '4.8']]))
  const env = await settings(ledger, url)
  await tokenledger(['rates', '--to', '2026-08-08', '--from', '2026-08-07'], env)
  const path = await ledger.file('rates.csv', '"Date","USD/CNY","CNY/THB"\r\n"2026-08-07","7.01","4.9"\r\n')

  const kept = await tokenledger(['rates', '--file', path], env)
  const replaced = await tokenledger(['rates', '--file', path, '--accept', 'source'], env)

  expect(kept.out).toContain('Kept as another source has it, because a day has one source: 1 day.')
  expect(replaced.out).toMatch(/Rates that came, went +2, 2/)
  expect(await ledger.rows('select distinct source from fact.fx_rate')).toEqual([{ source: 'csv' }])
})
