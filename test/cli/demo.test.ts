import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aHome, cells, json, tokenledger } from './tool.js'

// Of examples/README.md: services of AWS and Google Cloud together, each of the sums after the restatement.
// List 38919.27430334262 - 9600 + 220.4031, billed 24314.47430319414 + 217.4031, effective 24314.47430319414 + 220.4031.
const dollars = ['Together', '$29,539.68', '$24,531.88', '$24,534.88']
// 50274.866177937 + 4499.1079856 and 43415.801552937 + 3958.5261932.
const yuan = ['Together', '¥54,773.97', '¥47,374.33', '¥47,374.33']

test('the demo shows what bills cost and what a restatement changed, and run again that nothing changed', async () => {
  // A database that somebody configured is none of its business.
  const env = { TOKENLEDGER_HOME: await aHome(), DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }

  const first = await tokenledger(['demo'], env)
  const again = await tokenledger(['demo'], env)

  expect([first.code, first.err, again.code, again.err]).toEqual([0, '', 0, ''])
  expect(first.out).toContain('Bills, rates and telemetry are made up')
  expect(first.out).toContain('2,918 lines became 6,973 resource-hours.')
  expect(first.out).toContain('7 of 2,299 lines are new or changed, 6 went: only 7 resource-hours were folded anew.')
  const rows = first.out.split('\n').map(cells)
  expect(first.out).toContain('6,973 resource-hours now in dollars and yuan')
  // Of ¥30,000 for the 744 hours of Beijing's August the 336 hours in which it served, 30000 x 336 / 744 = ¥13,548.39, which
  // are $1,934.52 at the days' rates; and the endpoint that is its own, $2,382.24.
  expect(rows.find(([name]) => name === 'qwen2.5-32b v1.2-fp16')?.[1]).toBe('$4,316.76')
  // Tokens bought by the piece: 1966.172128 and 1135.839254.
  expect(rows.find(([name]) => name === 'qwen-plus')?.[2]).toBe('¥3,102.01')
  expect(rows.filter((row) => row[0] === 'Together' && !row.includes('estimated'))).toEqual([
    dollars,
    yuan,
    dollars,
    yuan,
    ['Together', '7', '$100.02', '$81.77', '-$18.25'],
  ])
  expect(rows).toContainEqual(['i-0e1e2e3e4e5e6e7e8', '1', '$88.25', '$70.60', '-$17.65'])
  expect(rows).toContainEqual(['i-0c0ffee0123456789', '6', '$11.77', '$11.17', '-$0.60'])
  // 24534.88 dollars and 47374.33 yuan, at the days' made-up rates.
  expect(first.out).toContain("Effective, at each day's rate, they are the $31,300.14 above.")
  expect(rows.filter(([title]) => title?.includes(', bills in'))).toEqual([
    ['Service, bills in USD', 'Provider', 'List', 'Billed', 'Effective'],
    ['Service, bills in CNY', 'Provider', 'List', 'Billed', 'Effective'],
    ['Resource, bills in USD', 'Provider', 'List', 'Billed', 'Effective'],
    ['Resource, bills in CNY', 'Provider', 'List', 'Billed', 'Effective'],
  ])
  const aws = rows.find(([name]) => name === 'aws 111122223333')
  expect([aws?.[1], aws?.[4], aws?.at(-1)]).toEqual(['$24,314.47', '$912.36', '0'])
  expect(rows).toContainEqual(['Amazon Simple Storage Service', 'aws', '<$0.01', '<$0.01', '<$0.01'])
  expect(again.out.match(/nothing changed, nothing was written/g)).toHaveLength(4)
  expect(tablesOf(again.out)).toBe(tablesOf(first.out))
  expect(Math.max(...first.out.split('\n').map(width))).toBeLessThanOrEqual(100)
})

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
      { step: 'bills', outcome: 'loaded', lines: '2918' },
      { step: 'restatement', outcome: 'loaded', lines: '2299', came: '7', gone: '6', hours: '7' },
      { step: 'rates', outcome: 'loaded', lines: '24', gone: '0', hours: '6973' },
      // Of i-bp1example00gn7ib: its first and its last day, of which it ran a part, and the day of its refund.
      { step: 'usage', outcome: 'loaded', gone: '0', hours: '72' },
    ],
    changes: [{}, {}, { resource_id: null, change: '-18.250000000000000000' }],
    law: [{ billed_difference: '0.000000000000000000' }, {}, {}, {}],
    // Four bases of four bills.
    reconciliation: Array.from({ length: 16 }, () => ({ difference: '0.000000000000000000' })),
  })
  expect(chinese.out).toContain('以下账单、汇率和遥测均为虚构')
  expect(chinese.out.split('\n').map(cells)).toContainEqual(['合计', ...yuan.slice(1)])
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
