/** `tokenledger report` as a process: what finance gets, in both currencies and both languages. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type Ledger, test } from '../support/ledger.js'
import { read, replica, telemetry } from '../support/telemetry.js'
import { idleWeek, MODEL, smallFleet } from './report-fleet.js'
import { cells, json, tokenledger } from './tool.js'

const run = (ledger: Ledger, ...args: string[]) => tokenledger(['report', ...args], { DATABASE_URL: ledger.url })
const table = (out: string) => out.split('\n').map(cells)

async function page(ledger: Ledger, ...args: string[]): Promise<string> {
  const file = join(ledger.folder, 'page.html')
  const said = await run(ledger, '--html', file, ...args)
  expect(said).toMatchObject({ code: 0, err: '', out: `${file} is written.\n` })
  return readFile(file, 'utf8')
}

/** What stands on the page as exact figures: each with the text that a reader sees. */
function figures(html: string): string[] {
  return [...html.matchAll(/<data value="([^"]*)"[^>]*>([^<]*)</g)].map(([, exact, shown]) => `${exact} = ${shown}`)
}

test('a person reads what was spent in dollars, who spent it, and how sure that is', async ({ ledger }) => {
  await smallFleet(ledger)

  const said = await run(ledger)

  expect(said).toMatchObject({ code: 0, err: '' })
  const rows = table(said.out)
  expect(rows).toContainEqual(['What the models cost, 2026-08-01 to 2026-08-31'])
  expect(rows).toContainEqual(['Total spend', '$1,240.06'])
  expect(rows).toContainEqual(['aws', '$308.64', '$925.92', '$5.50', '$1,240.06', 'preliminary'])
  expect(rows).toContainEqual(['2026-08-01', '$308.64', '$925.92', '$5.50', '$1,240.06', 'preliminary'])
  expect(rows).toContainEqual(['Total', '$308.64', '$925.92', '$5.50', '$1,240.06', 'preliminary'])
  expect(rows).toContainEqual(['aws', '2026-08', 'Amazon S3', 'unmapped', '1', '$3.00'])
})

// $1,234.56 for 12,000 tokens; x 30.4375 / 7 a mean month. At work for 60 % of their time instead of 25 %, five twelfths of the GPUs do.
test.for([
  ['usd', '$1,234.56', '$102.880000', '$102,880.00', '$5,368.13', '$2,236.72', '$3,131.41'],
  ['cny', '¥8,641.92', '¥720.160000', '¥720,160.00', '¥37,576.92', '¥15,657.05', '¥21,919.87'],
] as const)(
  'a version in %s with its key figures, and what it could save',
  async ([currency, cost, perThousand, perMillion, now, then, saving], { ledger }) => {
    await smallFleet(ledger)

    const { out } = await run(ledger, '--currency', currency)

    const rows = table(out)
    expect(rows.find(([name, , , , tokens]) => name === `${MODEL} v1` && tokens === '12,000')?.slice(1, 10)).toEqual([
      cost,
      perThousand,
      perMillion,
      '12,000',
      '25.0%',
      '0.99 s',
      '40.0%',
      'unknown [1]',
      '100.0%',
    ])
    expect(rows).toContainEqual(['[1] no best hours to compare with'])
    expect(rows).toContainEqual([`${MODEL} v1`, 'utilisation 25.0%', now, then, saving])
  },
)

test('the page holds the figures of the ledger to the last digit, in yuan beside bills in dollars', async ({
  ledger,
}) => {
  await smallFleet(ledger)

  const html = await page(ledger, '--currency', 'cny')

  const held = figures(html)
  expect(held).toContain('8680.420000000000000000 = ¥8,680.42')
  expect(held).toContain('2160.480000000000000000 = ¥2,160.48')
  expect(held).toContain('6481.440000000000000000 = ¥6,481.44')
  expect(held).toContain('1240.060000000000000000 = $1,240.06')
  expect(held.filter((one) => one === '0.000000000000000000 = 0')).toHaveLength(2)
  const [total] = await ledger.rows('select sum(effective_cny) as cny from report.model_day')
  expect(held[0]).toBe(`${String(total?.['cny'])} = ¥8,680.42`)
})

test('the page needs nobody: no script, no address, and a name that is markup is text', async ({ ledger }) => {
  await smallFleet(ledger)

  const html = await page(ledger)

  expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; v1')
  expect(html).not.toMatch(/<script|https?:|@import|url\(/i)
  expect(html).toContain(`default-src 'none'`)
  expect(html.match(/<path class="fill-/g)).toHaveLength(3)
})

test.for([
  ['en', 'in-en', 'What the models cost · 2026-08-01 to 2026-08-31'],
  ['zh-CN', 'in-zh', '模型成本报告 · 2026-08-01 至 2026-08-31'],
] as const)('the page opens in %s and holds the other language', async ([language, chosen, title], { ledger }) => {
  await smallFleet(ledger)

  const html = await page(ledger, '--lang', language)

  expect(html).toContain(`<html lang="${language}">`)
  expect(html).toContain(`<title>${title}</title>`)
  expect(/id="([^"]+)" aria-label="[^"]+" checked/.exec(html)?.[1]).toBe(chosen)
  expect(html).toContain('Total spend</span>')
  expect(html).toContain('总支出</span>')
})

test('a terminal that speaks Chinese is answered in Chinese', async ({ ledger }) => {
  await smallFleet(ledger)

  const said = await tokenledger(['report'], { DATABASE_URL: ledger.url, LANG: 'zh_CN.UTF-8' })

  expect(table(said.out)).toContainEqual(['总支出', '$1,240.06'])
})

test('without a rate yuan are unknown, with the reason, and never 0', async ({ ledger }) => {
  await smallFleet(ledger, '')

  const said = await run(ledger, '--currency', 'cny')
  const told = json(await run(ledger, '--currency', 'cny', '--json'))
  const html = await page(ledger, '--currency', 'cny')

  expect(table(said.out)).toContainEqual(['Total spend', 'unknown (no exchange rate for some of its hours)'])
  expect(told).toMatchObject({ spend: expect.arrayContaining([expect.objectContaining({ of: 'all', cost: null })]) })
  expect(html).toContain('no exchange rate for some of its hours')
})

test('work that nobody billed yet is told, and its cost is unknown, never 0', async ({ ledger }) => {
  await smallFleet(ledger)
  await read(
    ledger,
    telemetry('2026-08-02T00:00Z', [replica({ gpusLabel: '1', servedModel: MODEL, versionLabel: 'v2' })]),
  )

  const both = await run(ledger)
  const later = await run(ledger, '--from', '2026-08-02', '--to', '2026-08-03')

  expect(both.out).toContain('Estimated: 1 replica-hour on machines that are not billed yet')
  expect(table(both.out)).toContainEqual(['Total spend', '$1,240.06'])
  expect(table(later.out)).toContainEqual(['Total spend', 'unknown (1 replica-hour not billed yet)'])
  expect(table(later.out)).toContainEqual(['Spent on serving', 'unknown (1 replica-hour not billed yet)'])
})

test('a replica without a version is told with its tokens', async ({ ledger }) => {
  await smallFleet(ledger)
  await read(ledger, telemetry('2026-08-01T01:00Z', [replica({ gpusLabel: '1' })]))

  const { out } = await run(ledger)

  expect(table(out)).toContainEqual([
    'prod: r-1',
    'qwen',
    'its version',
    '2026-08-01 01:00',
    '2026-08-01 01:00',
    '1',
    '15',
  ])
})

test('seven days without a request that telemetry saw: the version can go, with its money of a mean month', async ({
  ledger,
}) => {
  await idleWeek(ledger)

  const { out } = await run(ledger)

  expect(table(out)).toContainEqual(['qwen v1', 'coverage 100.0%', '$730.50', '$0.00', '$730.50'])
  expect(out).toContain('Together: $730.50 a month')
  expect(out).not.toContain('Shrink')
})

test.for([
  ['a request came', { requests: 1n }, true],
  ['telemetry saw nine tenths of them', { coverage: '0.900000' }, false],
  ['there were six', { days: 6 }, false],
] as const)('days without a request are no reason to prune when %s', async ([, said, shrunk], { ledger }) => {
  await idleWeek(ledger, said)

  const { out } = await run(ledger)

  expect(out).not.toContain('Prune')
  expect(out.includes('Shrink')).toBe(shrunk)
})

test('only the days that are asked for are told, and bills of their months', async ({ ledger }) => {
  await idleWeek(ledger)

  const { out } = await run(ledger, '--from', '2026-08-02', '--to', '2026-08-04')

  expect(out).toContain('2026-08-02 to 2026-08-03')
  expect(table(out)).toContainEqual(['Total spend', '$48.00'])
  expect(table(out)).toContainEqual(expect.arrayContaining(['aws 111122223333', '2026-08', '$168.00']))
})

test('a ledger of which nothing can be told says so', async ({ ledger }) => {
  const said = await run(ledger)

  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toContain('Nothing is loaded yet')
})

const bad: readonly (readonly [args: string[], said: string])[] = [
  [['--from', '2026-02-30'], '--from 2026-02-30 is no day. Write it as 2026-08-01.'],
  [['--to', 'May'], '--to May is no day. Write it as 2026-08-01.'],
  [['--currency', 'eur'], '--currency eur is none of usd, cny. Name one of them.'],
  [['--lang', 'fr'], '--lang fr is none of en, zh-CN. Name one of them.'],
  [
    ['--from', '2026-08-02', '--to', '2026-08-02'],
    'No day is from 2026-08-02 up to and without 2026-08-02. Name a --from before --to; days to come are not told.',
  ],
]
test.for(bad)('report %j is refused with what to write instead', async ([args, words], { ledger }) => {
  const said = await run(ledger, ...args)

  expect(said).toMatchObject({ code: 2, out: '', err: `tokenledger: ${words}\n` })
})
