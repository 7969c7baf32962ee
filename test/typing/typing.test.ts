import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const here = fileURLToPath(new URL('.', import.meta.url))
const typeTests = readdirSync(here).filter((name) => name.endsWith('.test-d.ts'))

test('every file of what must not compile is part of the program that npm run typecheck compiles', () => {
  const settings: unknown = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config

  const compiled = new Set(ts.parseJsonConfigFileContent(settings, ts.sys, root).fileNames)

  expect(typeTests.length).toBeGreaterThan(0)
  expect(typeTests.filter((name) => !compiled.has(here + name))).toEqual([])
})

test('every file of what must not compile expects at least one error', () => {
  const expectations = typeTests.map((name) => {
    const lines = readFileSync(here + name, 'utf8').split('\n')
    return { name, count: lines.filter((line) => line.startsWith('// @ts-expect-error ')).length }
  })

  const idle = expectations.filter(({ count }) => count === 0)

  expect(idle).toEqual([])
})
