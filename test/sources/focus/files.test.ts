import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportFiles } from '../../../src/sources/focus/files.js'
import { folderWith, refusalOf, setOf } from './folder.js'

const run = (records: number | string): string =>
  JSON.stringify({ blobs: [{ blobName: 'month/part_0_0001.csv', byteCount: 1, dataRowCount: records }] })

test('records are added up over all runs, and not known when one file is not counted', async () => {
  const cwd = folderWith({
    'july/part_0_0001.csv': 'x',
    'july/manifest.json': run(40),
    'august/part_0_0001.csv': 'x',
    'august/manifest.json': run(2),
    'september/part_0_0001.csv': 'x',
    'september/manifest.json': run('many'),
    'other/focus.csv': 'x',
  })

  const counted = await setOf(cwd, ['july', 'august'])
  const uncounted = await setOf(cwd, ['july', 'other'])
  const badlyCounted = await setOf(cwd, ['july', 'september'])

  expect(counted).toMatchObject({ files: ['august/part_0_0001.csv', 'july/part_0_0001.csv'], records: 42 })
  expect([uncounted.records, badlyCounted.records]).toEqual([null, null])
})

test('a refusal tells of all gaps at once, but shows no more than ten', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `month-${String.fromCodePoint(97 + i)}-00002.csv`)
  const cwd = folderWith(Object.fromEntries(names.map((name) => [name, ''])))

  const refusal = await refusalOf(cwd, ['.'])

  expect(refusal.split('\n')).toHaveLength(13)
  expect(refusal).toContain('month-a-00001')
  expect(refusal).toContain('month-j-00001')
  expect(refusal).toContain('  and 2 more\n')
  expect(refusal).toContain('ask for a partial load')
})

test('when all that is there is passed over, the refusal says what and why', async () => {
  const cwd = folderWith({ 'bills/notes.txt': '', 'bills/manifest.json': '{"blobs":[]}' })

  const refusal = await refusalOf(cwd, ['bills'])

  expect(refusal).toContain(`There is no export file at bills, looked for from ${cwd}`)
  expect(refusal).toContain(`${join(cwd, 'bills/notes.txt')}: not .csv, .csv.gz, .csv.zst or .parquet`)
  expect(refusal).toContain(`${join(cwd, 'bills/manifest.json')}: a manifest`)
})

test('a refusal carries the first gap as a fact', async () => {
  const cwd = folderWith({ 'focus-00002.csv': '' })

  const refusal = exportFiles(['.'], { cwd, partial: false })

  await expect(refusal).rejects.toMatchObject({ exitCode: 2, facts: { gaps: 1, first: join(cwd, 'focus-00001') } })
})
