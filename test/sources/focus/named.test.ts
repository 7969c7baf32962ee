import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportFiles } from '../../../src/sources/focus/files.js'
import { folderWith, refusalOf, setOf } from './folder.js'

test('a folder gives every export in it and below, in the order of their paths', async () => {
  const cwd = folderWith({
    'bills/b.parquet': 'b',
    'bills/2026/a.csv': 'a',
    'bills/c.csv.gz': 'cc',
    'bills/d.csv.zst': 'd',
  })

  const set = await exportFiles(['bills'], { cwd, partial: false })

  expect(set).toEqual({
    files: [
      { path: join(cwd, 'bills/2026/a.csv'), format: 'csv', bytes: 1 },
      { path: join(cwd, 'bills/b.parquet'), format: 'parquet', bytes: 1 },
      { path: join(cwd, 'bills/c.csv.gz'), format: 'csv', bytes: 2 },
      { path: join(cwd, 'bills/d.csv.zst'), format: 'csv', bytes: 1 },
    ],
    records: null,
    passedOver: [],
  })
})

test('what a folder holds besides exports is named with the reason it is not read', async () => {
  const cwd = folderWith({
    'bills/a.snappy.parquet': 'a',
    'bills/_SUCCESS': '',
    'bills/.a.snappy.parquet.crc': 'x',
    'bills/a.csv.zip': 'x',
    'bills/a.csv.gz.md5': 'x',
    'bills/manifest.json': '{"name":"a web page"}',
  })
  symlinkSync(join(cwd, 'gone.csv'), join(cwd, 'bills/lost.csv'))

  const { files, passedOver } = await setOf(cwd, ['bills'])

  expect(files).toEqual(['bills/a.snappy.parquet'])
  expect(passedOver).toEqual({
    'bills/.a.snappy.parquet.crc': 'hidden',
    'bills/_SUCCESS': 'not .csv, .csv.gz, .csv.zst or .parquet',
    'bills/a.csv.gz.md5': 'not .csv, .csv.gz, .csv.zst or .parquet',
    'bills/a.csv.zip': 'not .csv, .csv.gz, .csv.zst or .parquet',
    'bills/lost.csv': 'a link that leads nowhere',
    'bills/manifest.json': 'a manifest of a shape that is not understood',
  })
})

test('a file named three ways counts once', async () => {
  const cwd = folderWith({ 'bills/a.csv': 'a' })
  symlinkSync(join(cwd, 'bills/a.csv'), join(cwd, 'link.csv'))

  const { files } = await setOf(cwd, ['bills', 'bills/*.csv', 'link.csv', join(cwd, 'bills/../bills/a.csv')])

  expect(files).toEqual(['bills/a.csv'])
})

test('folders that link to each other are walked once', async () => {
  const cwd = folderWith({ 'bills/a.csv': 'a', 'elsewhere/b.csv': 'b' })
  symlinkSync(join(cwd, 'elsewhere'), join(cwd, 'bills/more'))
  symlinkSync(join(cwd, 'bills'), join(cwd, 'elsewhere/back'))
  symlinkSync(join(cwd, 'bills/self'), join(cwd, 'bills/self'))

  const byFolder = await setOf(cwd, ['bills'])
  const byGlob = await setOf(cwd, ['bills/**'])

  expect(byFolder).toMatchObject({ files: ['bills/a.csv', 'elsewhere/b.csv'] })
  expect(byFolder.passedOver).toEqual({ 'bills/self': 'a link that leads nowhere' })
  expect(byGlob.files).toEqual(['bills/a.csv', 'elsewhere/b.csv'])
})

test('a quoted glob finds files and folders, and a file whose name looks like a glob is that file', async () => {
  const cwd = folderWith({
    'a-july.csv': '',
    'a-august/x.csv': '',
    'b.csv': '',
    'costs [2026].csv': '',
    'costs 2.csv': '',
  })

  const globbed = await setOf(cwd, ['a-*'])
  const literal = await setOf(cwd, ['costs [2026].csv'])

  expect(globbed.files).toEqual(['a-august/x.csv', 'a-july.csv'])
  expect(literal.files).toEqual(['costs [2026].csv'])
})

test.each([
  ['nowhere.csv', 'There is no /', 'looked for from /'],
  ['2026-*.csv', 'Nothing matches 2026-*.csv', 'looked for from /'],
  ['s3://bucket/focus', 'There is no s3://bucket/focus on this machine', 'Name an export file'],
  ['', 'A path is empty', 'variable'],
  ['empty', 'There is no export file at empty', '.csv, .csv.gz, .csv.zst or .parquet'],
  ['bill.xlsx', 'bill.xlsx is not an export that can be read', '.csv, .csv.gz, .csv.zst or .parquet'],
  ['FOCUS.CSV.GZ', 'FOCUS.CSV.GZ is not an export that can be read', 'in lower case'],
  ['manifest.json', 'manifest.json is not an export that can be read', 'Name the folder of the manifest'],
  ['x'.repeat(300), 'Cannot read /', 'ENAMETOOLONG'],
])('%j is refused with what was looked for and what to do', async (path, what, remedy) => {
  const cwd = folderWith({ 'empty/notes.txt': '', 'bill.xlsx': '', 'FOCUS.CSV.GZ': '', 'manifest.json': '{}' })

  const refusal = await refusalOf(cwd, [path])

  expect(refusal).toContain(what)
  expect(refusal).toContain(remedy)
})
