/** `tokenledger fold` as a process, in a folder with a tokenledger.yaml of its own. */
import { expect } from 'vitest'
import { csv } from '../support/focus.js'
import { type Ledger, test } from '../support/ledger.js'
import { json, tokenledger } from './tool.js'

const RULE = `
split:
  rules:
    - { name: endpoints, match: { resource: "ep-*" }, to: shared }
`

const run = (ledger: Ledger, ...args: string[]) =>
  tokenledger(['fold', ...args], { DATABASE_URL: ledger.url, TOKENLEDGER_HOME: ledger.folder, cwd: ledger.folder })

/** Two hours on two days, folded before there was a rule for them. */
async function folded(ledger: Ledger): Promise<void> {
  const later = { ChargePeriodStart: '2026-08-02T05:00:00Z', ChargePeriodEnd: '2026-08-02T06:00:00Z' }
  await ledger.load([await ledger.file('bill.csv', csv([{ ResourceId: 'ep-1' }, { ResourceId: 'ep-1', ...later }]))])
  await ledger.file('tokenledger.yaml', RULE)
}

const shared = (ledger: Ledger) =>
  ledger.value(`select trim_scale(sum(effective_usd)) from report.model_day where kind = 'shared'`)

test('a rule that is new in tokenledger.yaml moves the money, and a second fold finds nothing due', async ({
  ledger,
}) => {
  await folded(ledger)

  const first = await run(ledger)
  const second = await run(ledger)

  expect(first.code).toBe(0)
  expect(first.out).toBe(
    'Folded 2 resource-hours again, from 2026-08-01T00:00Z up to 2026-08-02T06:00Z.\n' +
      'Money moved in 0 resource-hours and 4 version-hours: select * from report.model_restatement\n',
  )
  expect(await shared(ledger)).toBe('2')
  expect(second).toMatchObject({ code: 0, out: 'Nothing is due: every hour was folded by the settings in force.\n' })
})

test('a dry run tells what a new rule would fold, and folds nothing', async ({ ledger }) => {
  await folded(ledger)

  const said = await run(ledger, '--dry-run')

  expect(said).toMatchObject({
    code: 0,
    out: 'Would fold from 2026-08-01T00:00Z up to 2026-08-02T06:00Z, 2 days, a day at a time. Nothing was written.\n',
  })
  expect(await shared(ledger)).toBeNull()
})

test('named hours are folded alone, and a machine reads what was done', async ({ ledger }) => {
  await folded(ledger)

  const said = await run(ledger, '--from', '2026-08-02', '--json')

  expect(said.code).toBe(0)
  expect(json(said)).toMatchObject({
    applied: { classes: 1 },
    planned: [{ from: '2026-08-02T00:00:00Z', to: '2026-08-02T06:00:00Z' }],
    folded: [{ hours: 1, versions: 2 }],
  })
  expect(await shared(ledger)).toBe('1')
})

test('in an empty ledger nothing is due', async ({ ledger }) => {
  const said = await run(ledger)

  expect(said).toMatchObject({ code: 0, out: 'Nothing is due: every hour was folded by the settings in force.\n' })
})

test('of hours that no bill reached there is nothing to fold, whatever is due', async ({ ledger }) => {
  await folded(ledger)

  const said = await run(ledger, '--from', '2030-01-01')

  expect(said).toMatchObject({ code: 0, out: 'No hour of it holds money.\n' })
})

test('quiet says nothing', async ({ ledger }) => {
  await folded(ledger)

  const said = await run(ledger, '--quiet')

  expect(said).toEqual({ code: 0, out: '', err: '' })
})

const bad: readonly (readonly [args: string[], said: string])[] = [
  [['--to', '2026-08-02'], '--to says where to end and nothing says where to begin. Add --from.'],
  [['--from', '2026-08-02', '--to', '2026-08-01'], 'there is no hour between them. Swap them?'],
  [['--from', '2026-08-01T00:30:00Z'], '--from 2026-08-01T00:30:00Z is no whole hour in UTC.'],
  [['--from', 'yesterday'], '--from yesterday is no whole hour in UTC.'],
]
test.for(bad)('fold %j is refused with what to write instead', async ([args, words], { ledger }) => {
  const said = await run(ledger, ...args)

  expect([said.code, said.out]).toEqual([2, ''])
  expect(said.err).toContain(words)
})

test('a rule that goes nowhere is refused with its line before anything is written', async ({ ledger }) => {
  await folded(ledger)
  await ledger.file('tokenledger.yaml', RULE.replace('to: shared', 'to: nowhere'))

  const said = await run(ledger)

  expect([said.code, said.out]).toEqual([2, ''])
  expect(said.err).toMatch(/tokenledger\.yaml:4:\d+: split\.rules\[0\]\.to/)
  expect(await ledger.value('select max(load_id) from ops.split_settings')).toBe('0')
})
