/** What a run of everything says in the end, which is often all that is read of it. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { shipped } from '../src/shipped.js'

interface Result {
  readonly title: string
  readonly status: 'passed' | 'failed' | 'skipped'
  readonly why?: string
}

/** The lines that are printed of runs, each of one file with these tests. */
function summed(runs: Readonly<Record<string, { readonly code: number; readonly tests?: readonly Result[] }>>) {
  const folder = mkdtempSync(join(tmpdir(), 'tokenledger-ci-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [run, { code, tests }] of Object.entries(runs)) {
    writeFileSync(join(folder, `${run}.code`), `${code}\n`)
    if (tests !== undefined) writeFileSync(join(folder, `${run}.json`), JSON.stringify(resultsOf(tests)))
  }
  const { stdout, status } = spawnSync(process.execPath, [shipped('.ci/sum.mjs'), folder], { encoding: 'utf8' })
  return { lines: stdout.trimEnd().split('\n'), code: status }
}

function resultsOf(tests: readonly Result[]) {
  const assertionResults = tests.map(({ title, status, why }) => ({
    fullName: title,
    status,
    failureMessages: why === undefined ? [] : [why],
  }))
  const failed = tests.length === 0 || tests.some(({ status }) => status === 'failed')
  const message = tests.length === 0 ? "Error: Cannot find module '/there'" : ''
  return { testResults: [{ name: '/here/a.test.ts', status: failed ? 'failed' : 'passed', message, assertionResults }] }
}

const well: Result = { title: 'water is wet', status: 'passed' }

test('all runs that went well are one line each, and one for all', () => {
  const { lines, code } = summed({
    one: { code: 0, tests: [well, well] },
    two: { code: 0, tests: [well] },
  })

  expect(lines).toEqual([
    'one: 2 passed, 0 failed, 0 skipped, exit code 0',
    'two: 1 passed, 0 failed, 0 skipped, exit code 0',
    '3 passed, 0 failed',
  ])
  expect(code).toBe(0)
})

test('a failed test is told with its file and its reason, without colours, before the line that ends it', () => {
  const why = `AssertionError: expected \u001B[31m1\u001B[39m to be 2\n    at /here/a.test.ts:7:3`

  const { lines, code } = summed({ one: { code: 1, tests: [well, { title: 'ice is warm', status: 'failed', why }] } })

  expect(lines).toEqual([
    'one: 1 passed, 1 failed, 0 skipped, exit code 1',
    '  failed: ice is warm',
    '  /here/a.test.ts',
    '  AssertionError: expected 1 to be 2',
    '      at /here/a.test.ts:7:3',
    '1 passed, 1 failed',
  ])
  expect(code).toBe(1)
})

test('of a property that failed the seed, the path and the place are told, and of a long example both its ends', () => {
  const why = messageOf(fc.property(fc.constant('x'.repeat(9000)), () => expect(1).toBe(2)))
  const [, seed = '', path = ''] = /seed: (-?\d+), path: "([\d:]+)"/.exec(why) ?? []

  const { lines } = summed({ one: { code: 1, tests: [{ title: 'all is one', status: 'failed', why }] } })

  const told = lines.slice(3, -1)
  expect(told.join('\n')).toContain(`{ seed: ${seed}, path: "${path}", endOnFailure: true }`)
  expect(told.filter((line) => /^ {2}Counterexample: \["x+ \[…\] x+"\]$/.test(line))).toHaveLength(1)
  expect(told.join('\n')).toContain('/test/ci.test.ts:')
  expect(told.join('').length).toBeLessThan(3000 + told.length * 2)
  expect(lines.at(-1)).toBe('0 passed, 1 failed')
})

test('of a long reason thirty lines are told, and of those three thousand signs', () => {
  const failed = (why: string) => summed({ one: { code: 1, tests: [{ title: 'all is long', status: 'failed', why }] } })
  const numbered = Array.from({ length: 100 }, (_, i) => `line ${i + 1}`).join('\n')

  const short = failed(numbered)
  const wide = failed(numbered.replaceAll(/$/gm, '.'.repeat(400)))

  expect(short.lines.slice(3, -1)).toEqual(
    numbered
      .split('\n')
      .slice(0, 30)
      .map((line) => `  ${line}`),
  )
  expect(
    wide.lines
      .slice(3, -1)
      .map((line) => line.slice(2))
      .join('\n'),
  ).toHaveLength(3000)
  expect(wide.lines.at(-1)).toBe('0 passed, 1 failed')
})

test('a file that could not be read, a run without results, and one that ended badly are failures', () => {
  const { lines, code } = summed({
    a: { code: 1, tests: [] },
    b: { code: 124 },
    c: { code: 1, tests: [well] },
  })

  expect(lines).toEqual([
    'a: 0 passed, 1 failed, 0 skipped, exit code 1',
    '  /here/a.test.ts could not be run',
    "  Error: Cannot find module '/there'",
    'b: 0 passed, 1 failed, 0 skipped, exit code 124',
    '  left no results',
    'c: 1 passed, 1 failed, 0 skipped, exit code 1',
    '1 passed, 3 failed',
  ])
  expect(code).toBe(1)
})

test('a skipped test fails the whole', () => {
  const { lines, code } = summed({ one: { code: 0, tests: [well, { title: 'snow is black', status: 'skipped' }] } })

  expect(lines.at(-1)).toBe('1 passed, 0 failed, 1 skipped')
  expect(lines).toContain('  skipped: snow is black')
  expect(code).toBe(1)
})

/** As a run reports a property that failed. */
function messageOf(property: fc.IRawProperty<unknown>): string {
  try {
    fc.assert(property, { endOnFailure: true })
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : ''
  }
  throw new Error('the property holds')
}
