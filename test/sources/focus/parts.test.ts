import { expect, test } from 'vitest'
import { folderWith, refusalOf, setOf } from './folder.js'

const empty = (names: readonly string[]) => folderWith(Object.fromEntries(names.map((name) => [name, ''])))

test.each([
  ['AWS chunks', ['focus-00001.csv.gz', 'focus-00002.csv.gz']],
  ['BigQuery shards', ['gcp-000000000000.csv', 'gcp-000000000001.csv']],
  ['Azure parts', ['part_0_0001.csv', 'part_1_0001.csv', 'part_1_0002.csv']],
  ['days and months', ['focus-20260803.csv', 'focus-20260805.csv', 'focus-2026-08.csv', 'fx-010826.csv']],
  ['accounts', ['bill-210987654321.parquet', 'bill-12345.parquet']],
  ['two series', ['a-00001.csv', 'b-00001.csv', 'b-00002.csv']],
])('%s that are all there are taken as they are', async (_, names) => {
  const cwd = empty(names)

  const set = await setOf(cwd, ['.'])

  expect(set).toEqual({ files: names.toSorted(), records: null, passedOver: {} })
})

test.each([
  ['a hole', ['focus-00001.csv.gz', 'focus-00003.csv.gz'], 'focus-00002: a part that is not there'],
  ['no first', ['focus-00002.csv.gz'], 'focus-00001: a part that is not there'],
  ['a wide hole', ['focus-00000.parquet', 'focus-00007.parquet'], 'focus-00001: the first of 6 parts not there'],
  ['no shard 0', ['gcp-000000000001.csv'], 'gcp-000000000000: a part that is not there'],
  ['no Azure part 0', ['part_1_0001.csv'], 'part_0: a part that is not there'],
  ['no inner part', ['part_0_0002.csv'], 'part_0_0001: a part that is not there'],
])('a numbered series with %s is only a part of the export', async (_, names, told) => {
  const cwd = empty(names)

  const refusal = await refusalOf(cwd, ['.'])
  const allowed = await setOf(cwd, ['.'], { partial: true })

  expect(refusal).toContain(told)
  expect(allowed.files).toEqual(names)
  expect(Object.keys(allowed.passedOver)).toEqual([told.slice(0, told.indexOf(':'))])
})

test('a part that lies beside the one named is told of, before it or after it', async () => {
  const cwd = empty(['focus-00001.csv.gz', 'focus-00002.csv.gz', 'other.csv'])

  const second = await refusalOf(cwd, ['focus-00002.csv.gz'])
  const first = await refusalOf(cwd, ['focus-00001.csv.gz'])
  const both = await setOf(cwd, ['focus-0000?.csv.gz'])

  expect(second).toContain('focus-00001.csv.gz: another part of what was named, there but not named')
  expect(first).toContain('focus-00002.csv.gz: another part of what was named, there but not named')
  expect(both.files).toEqual(['focus-00001.csv.gz', 'focus-00002.csv.gz'])
})

test('an export beside its own unpacked copy is refused: the cost would count twice', async () => {
  const cwd = empty(['focus.csv', 'focus.csv.gz'])

  const refusal = await refusalOf(cwd, ['.'], { partial: true })
  const one = await setOf(cwd, ['focus.csv'])

  expect(refusal).toMatch(/one file in two forms: .*focus.csv, .*focus.csv.gz/)
  expect(one.files).toEqual(['focus.csv'])
})
