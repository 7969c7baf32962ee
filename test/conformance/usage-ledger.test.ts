/** From a real server into a real ledger, with the job that people run. */
import { expect } from 'vitest'
import { loadUsage, type UsageLoaded } from '../../jobs/usage.js'
import { readHours } from '../../src/sources/prometheus/index.js'
import { type Ledger, test } from '../support/ledger.js'
import { bothServers, kinds } from './fleet.js'
import { settingsOf, TEN_OCLOCK } from './reading.js'
import { late } from './scenarios-late.js'

const servers = bothServers(late.inTime)

test.for(kinds)(
  '%s: a late block restates its hours in the ledger, and a third look writes nothing',
  async (kind, { ledger }) => {
    const server = await servers(kind)

    const first = await load(ledger, server.url)
    const before = await usage(ledger)
    await server.add(late.late)
    const second = await load(ledger, server.url)
    const after = await usage(ledger)
    const third = await load(ledger, server.url)

    expect(outcomes(first)).toEqual(['new', 'new'])
    expect(outcomes(second)).toEqual(['replaced', 'replaced'])
    expect(outcomes(third)).toEqual(['unchanged', 'unchanged'])
    expect(before).toEqual(['10 ns/a qwen 1000 100 1', '11 ns/a qwen 324 33 3'])
    expect(after).toEqual(['10 ns/a qwen 1300 130 2', '11 ns/a qwen 24 3 2'])
    expect(await ledger.rows(RESTATED)).toEqual([
      { row: '10 ns/a 1000 -> 1300, 100 -> 130, 1 -> 2' },
      { row: '11 ns/a 324 -> 24, 33 -> 3, 3 -> 2' },
    ])
  },
)

const RESTATED = `
  select extract(hour from hour) || ' ' || replica
    || ' ' || prompt_tokens_before || ' -> ' || prompt_tokens_after
    || ', ' || generated_tokens_before || ' -> ' || generated_tokens_after
    || ', ' || requests_before || ' -> ' || requests_after as row
  from ops.usage_restatement order by hour`

async function usage(ledger: Ledger): Promise<unknown[]> {
  const rows = await ledger.rows(
    `select extract(hour from hour) || ' ' || concat_ws(' ', replica, served_model, prompt_tokens, generated_tokens, requests)
       as row
     from fact.usage_hour order by hour`,
  )
  return rows.map(({ row }) => row)
}

function outcomes({ hours }: UsageLoaded): string[] {
  return hours.map(({ outcome }) => outcome)
}

async function load(ledger: Ledger, url: string): Promise<UsageLoaded> {
  const settings = settingsOf(url, late.job)
  return loadUsage(ledger.store, {
    sources: [{ name: 'prod', scrapeIntervalMs: undefined, read: (hours, asked) => readHours(settings, hours, asked) }],
    rules: { entries: [], providers: {} },
    rereadHours: 3,
    from: TEN_OCLOCK,
    to: undefined,
    allowEmpty: false,
    dryRun: false,
    now: new Date('2025-06-02T12:05:00Z'),
    onStep: () => undefined,
  })
}
