/** What the demo shows is held against the books of its world, which no code of the pipeline keeps. */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { demoFleet, MOMENTS } from '../../src/cli/demo-world.js'
import type { Charge } from '../../src/world/seeded/charges.js'
import { chargesAt } from '../../src/world/seeded/fleet.js'
import { aHome, cells, json, tokenledger } from './tool.js'

const fleet = demoFleet()
const books = chargesAt(fleet, MOMENTS.later.getTime() / 1000)
const booksBefore = chargesAt(fleet, MOMENTS.first.getTime() / 1000)

/** To the cent, half up, with a sign and commas, as a person would write it. */
function written(atto: bigint, currency: 'USD' | 'CNY'): string {
  const cents = ((atto < 0n ? -atto : atto) + 5n * 10n ** 15n) / 10n ** 16n
  const whole = (cents / 100n).toString().replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return `${atto < 0n ? '-' : ''}${currency === 'USD' ? '$' : '¥'}${whole}.${(cents % 100n).toString().padStart(2, '0')}`
}

function sumOf(charges: readonly Charge[], basis: 'billed' | 'effective'): bigint {
  return charges.reduce((sum, charge) => sum + charge[basis], 0n)
}

test('the demo shows what bills cost and what a restatement changed, and run again that nothing changed', async () => {
  // A database that somebody configured is none of its business.
  const env = { TOKENLEDGER_HOME: await aHome(), DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }

  const first = await tokenledger(['demo'], env)
  const again = await tokenledger(['demo'], env)

  expect([first.code, first.err, again.code, again.err]).toEqual([0, '', 0, ''])
  expect(first.out).toContain('A made-up world on this machine')
  const rows = first.out.split('\n').map(cells)
  for (const provider of ['aws', 'gcp', 'alibaba', 'tencent'] as const) {
    const own = books.filter((charge) => charge.provider === provider)
    const { account = '', currency = 'USD' } = own[0] ?? {}
    const row = rows.find(([name]) => name === `${provider} ${account}`)
    expect([provider, row?.[1], row?.at(-1)]).toEqual([provider, written(sumOf(own, 'effective'), currency), '0'])
  }
  for (const currency of ['USD', 'CNY'] as const) {
    const own = books.filter((charge) => charge.currency === currency)
    const together = rows.filter(
      ([name, , billed]) => name === 'Together' && billed === written(sumOf(own, 'billed'), currency),
    )
    // By service, and by resource.
    expect(together.map((row) => row[3])).toEqual([0, 1].map(() => written(sumOf(own, 'effective'), currency)))
  }
  // Tokens bought by the piece, which a bill names the model of.
  const bought = books.filter(({ model }) => model === 'qwen-plus')
  expect(rows.find(([name]) => name === 'qwen-plus')?.[2]).toBe(written(sumOf(bought, 'effective'), 'CNY'))
  const [machine, hours, before, after] = restatedMachine()
  expect(rows.find(([name, count]) => name === machine && count === String(hours))?.slice(2, 4)).toEqual([
    before,
    after,
  ])
  expect(again.out.match(/nothing changed, nothing was written/g)).toHaveLength(4)
  expect(tablesOf(again.out)).toBe(tablesOf(first.out))
  expect(Math.max(...first.out.split('\n').map(width))).toBeLessThanOrEqual(100)
})

/** The machine on AWS, and its hours that were credited since. An hour that is billed for the first time is no restatement. */
function restatedMachine(): readonly [resource: string, hours: number, before: string, after: string] {
  const of = (charges: readonly Charge[], resource: string, from: number): bigint =>
    sumOf(
      charges.filter((charge) => charge.resource === resource && charge.from === from),
      'billed',
    )
  const [resource = ''] = fleet.machines.filter(({ provider }) => provider === 'aws').map(({ id }) => id)
  const credits = (charges: readonly Charge[]): number[] =>
    charges.filter((one) => one.resource === resource && one.category === 'Credit').map(({ from }) => from)
  const differ = [...new Set(credits(books))].filter((from) => !credits(booksBefore).includes(from))
  const sum = (charges: readonly Charge[]): bigint =>
    differ.reduce((all, from) => all + of(charges, resource, from), 0n)
  return [resource, differ.length, written(sum(booksBefore), 'USD'), written(sum(books), 'USD')]
}

test('the demo tells machines and Chinese readers the same, and is gone after --reset', async () => {
  const home = await aHome()
  const env = { TOKENLEDGER_HOME: home }

  const document = json(await tokenledger(['demo', '--json'], env))
  const chinese = await tokenledger(['demo'], { ...env, LC_ALL: 'zh_CN.UTF-8' })
  const stopped = await tokenledger(['demo', '--stop'], env)
  const reset = await tokenledger(['demo', '--reset'], env)

  expect(document).toMatchObject({
    madeUp: true,
    steps: [
      { step: 'rates', outcome: 'loaded' },
      { step: 'bills', outcome: 'loaded', gone: '0' },
      { step: 'usage', outcome: 'loaded', gone: '0' },
      { step: 'later', outcome: 'loaded' },
    ],
    law: [{ billed_difference: '0.000000000000000000' }, {}, {}, {}],
    // Four bases of four bills.
    reconciliation: Array.from({ length: 16 }, () => ({ difference: '0.000000000000000000' })),
  })
  const yuan = books.filter(({ currency }) => currency === 'CNY')
  expect(chinese.out).toContain('本机上的虚构世界')
  expect(
    chinese.out
      .split('\n')
      .map(cells)
      .filter(([name]) => name === '合计')
      .map((row) => row[2]),
  ).toContain(written(sumOf(yuan, 'billed'), 'CNY'))
  expect(Math.max(...chinese.out.split('\n').map(width))).toBeLessThanOrEqual(100)
  expect(stopped.out).toBe('The demo server is stopped. The data stay.\n')
  expect(reset.code).toBe(0)
  expect(await readdir(home)).toEqual([])
})
test('a folder called demo that is not the demo is neither used nor deleted', async () => {
  const home = await aHome()
  await mkdir(join(home, 'demo'), { recursive: true })
  await writeFile(join(home, 'demo', 'thesis.txt'), 'mine')
  const env = { TOKENLEDGER_HOME: home }

  const said = [await tokenledger(['demo'], env), await tokenledger(['demo', '--reset'], env)]

  expect(said.map(({ code }) => code)).toEqual([2, 2])
  expect(said[0]?.err).toContain('was not made by the demo, so it is left alone')
  expect(await readdir(join(home, 'demo'))).toEqual(['thesis.txt'])
})

function tablesOf(page: string): string {
  return page.slice(page.indexOf('What each model version cost'))
}

/** A Chinese sign is two columns wide. The lines that name a home are as long as its name. */
function width(line: string): number {
  return /main\.js|TOKENLEDGER_HOME/.test(line) ? 0 : line.replaceAll(/[\u2e80-\uffff]/g, '--').length
}
