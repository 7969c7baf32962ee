/** The page of `tokenledger report`, opened in a real browser. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { MODEL, smallFleet } from '../cli/report-fleet.js'
import { tokenledger } from '../cli/tool.js'
import { type Ledger, test } from '../support/ledger.js'
import { openPage, photograph, printed } from './chromium.js'

async function page(ledger: Ledger, ...args: readonly string[]): Promise<string> {
  await smallFleet(ledger)
  const file = join(ledger.folder, 'page.html')
  const { code } = await tokenledger(['report', '--html', file, ...args], { DATABASE_URL: ledger.url })
  expect(code).toBe(0)
  return file
}

/** Sides of a PNG, from its header. */
async function sidesOf(picture: string): Promise<readonly [width: number, height: number]> {
  const bytes = await readFile(picture)
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
}

describe('the page in a browser', () => {
  test('says nothing on the console, draws its charts, and shows the figures of the ledger', async ({ ledger }) => {
    const file = await page(ledger, '--currency', 'cny')

    const { dom, console } = await openPage(file, ledger.folder)

    expect(console).toEqual([])
    const held = [...dom.matchAll(/<data value="([^"]*)"/g)].map(([, value]) => value)
    const [total] = await ledger.rows(
      `select sum(effective_cny) as all, sum(effective_cny) filter (where kind = 'serving') as serving from report.model_day`,
    )
    expect(total).toEqual({ all: '8680.420000000000000000', serving: '2160.480000000000000000' })
    expect(held).toEqual(expect.arrayContaining(Object.values(total ?? {})))
    expect([...dom.matchAll(/<path class="fill-(\w+)" d="M[\d.,HVLZ-]+"/g)].map(([, kind]) => kind)).toEqual([
      'serving',
      'warm_idle',
      'unattributed',
    ])
    expect(dom).toContain(MODEL.replaceAll('<', '&lt;').replaceAll('>', '&gt;'))
    expect(dom).not.toContain('<script')
  })

  test('is as wide as the window, on a desk and on a telephone, and prints', async ({ ledger }) => {
    const file = await page(ledger)

    const wide = await photograph(file, ledger.folder, 1280, 1600)
    const narrow = await photograph(file, ledger.folder, 500, 1600)
    const paper = await printed(file, ledger.folder)

    expect([await sidesOf(wide), await sidesOf(narrow)]).toEqual([
      [1280, 1600],
      [500, 1600],
    ])
    expect((await stat(wide)).size).toBeGreaterThan(20_000)
    expect((await readFile(paper)).subarray(0, 5).toString()).toBe('%PDF-')
  })

  test('would be heard on the console, did it ask for anything', async ({ ledger }) => {
    const file = await page(ledger)
    const asking = await ledger.file(
      'asking.html',
      (await readFile(file, 'utf8')).replace('<main>', '<main><img src="https://example.com/x.png"><script>1</script>'),
    )

    const { console } = await openPage(asking, ledger.folder)

    expect(console.join('\n')).toContain('Content Security Policy')
  })
})
