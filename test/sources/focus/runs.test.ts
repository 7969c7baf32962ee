import { expect, test } from 'vitest'
import { folderWith, refusalOf, setOf } from './folder.js'

// Section 4 of the provider facts: a daily export of month-to-date holds the whole month in each run; the run folder
// contains a GUID; manifest.json lists the parts; read only the latest run per month.
const august = 'exports/focus/20260801-20260831'
const monday = `${august}/202608172110/3a9f3d28-8f2f-4a1c-8a56-740bed1165a5`
const tuesday = `${august}/202608182110/b1e0c0aa-0000-4000-8000-000000000002`

/** Fields as in microsoft/finops-toolkit#527. */
function manifest(
  submittedTime: string,
  parts: Readonly<Record<string, readonly [bytes: number, records: number]>>,
): string {
  return JSON.stringify({
    exportConfig: { exportName: 'focus', resourceId: '/providers/Billing/1/exports/focus', type: 'FocusCost' },
    runInfo: {
      executionType: 'Scheduled',
      submittedTime,
      startDate: '2026-08-01T00:00:00',
      endDate: '2026-08-17T00:00:00Z',
    },
    blobs: Object.entries(parts).map(([name, [byteCount, dataRowCount]]) => ({
      blobName: `exports/focus/run/${name}`,
      byteCount,
      dataRowCount,
    })),
  })
}

test('of two runs of a month only the newest counts, by the time in its manifest', async () => {
  const cwd = folderWith({
    [`${monday}/part_0_0001.csv`]: 'new!',
    [`${monday}/part_1_0001.csv`]: 'new',
    [`${monday}/manifest.json`]: manifest('2026-08-19T06:00:00.2Z', {
      'part_0_0001.csv': [4, 70],
      'part_1_0001.csv': [3, 30],
    }),
    [`${tuesday}/part_0_0001.csv`]: 'old',
    [`${tuesday}/manifest.json`]: manifest('2026-08-19T06:00:00.1005756Z', { 'part_0_0001.csv': [3, 90] }),
  })

  const set = await setOf(cwd, ['exports'])

  expect(set.files).toEqual([`${monday}/part_0_0001.csv`, `${monday}/part_1_0001.csv`])
  expect(set.records).toBe(100)
  expect(set.passedOver).toEqual({
    [`${monday}/manifest.json`]: 'a manifest',
    [`${tuesday}/manifest.json`]: 'a manifest',
    [`${tuesday}/part_0_0001.csv`]: 'an older run of the same month',
  })
})

test('runs without a manifest are told apart by the time folder, and months and exports do not compete', async () => {
  const july = `exports/focus/20260701-20260731/202608050100/b1e0c0aa-0000-4000-8000-000000000003`
  const other = monday.replace('exports/focus', 'exports/other')
  const part = 'part_0_0001.snappy.parquet'
  const cwd = folderWith({
    [`${monday}/${part}`]: '',
    [`${tuesday}/${part}`]: '',
    [`${july}/${part}`]: '',
    [`${other}/${part}`]: '',
  })

  const set = await setOf(cwd, [cwd])

  expect(set.files).toEqual([`${july}/${part}`, `${tuesday}/${part}`, `${other}/${part}`])
  expect(set.records).toBeNull()
  expect(set.passedOver).toEqual({ [`${monday}/${part}`]: 'an older run of the same month' })
})

test('a run that the user names is the one that counts, although a newer one lies beside it', async () => {
  const cwd = folderWith({ [`${monday}/part_0_0001.csv`]: '', [`${tuesday}/part_0_0001.csv`]: '' })

  const set = await setOf(cwd, [monday])

  expect(set).toEqual({ files: [`${monday}/part_0_0001.csv`], records: null, passedOver: {} })
})

test('two runs that nothing tells apart are refused by name, even when a part is enough', async () => {
  const one = `${august}/3a9f3d28-8f2f-4a1c-8a56-740bed1165a5`
  const two = `${august}/b1e0c0aa-0000-4000-8000-000000000002`
  const cwd = folderWith({ [`${one}/part_0_0001.csv`]: '', [`${two}/part_0_0001.csv`]: '' })

  const refusal = await refusalOf(cwd, ['exports'], { partial: true })

  expect(refusal).toMatch(/nothing says which is the newest:\n.*3a9f3d28.*\n.*b1e0c0aa.*\n.*Name the folder of one/)
})

test('runs in renamed folders are still runs of one month by their manifests', async () => {
  const cwd = folderWith({
    'first/part_0_0001.csv': '1',
    'first/manifest.json': manifest('2026-08-17T21:10:00Z', { 'part_0_0001.csv': [1, 5] }),
    'second/part_0_0001.csv': '1',
    'second/manifest.json': manifest('2026-08-18T21:10:00Z', { 'part_0_0001.csv': [1, 6] }),
  })

  const set = await setOf(cwd, ['.'])

  expect(set.files).toEqual(['second/part_0_0001.csv'])
  expect(set.records).toBe(6)
})

test('runs of one export whose month is not known are refused: they may be the same month', async () => {
  const text = manifest('2026-08-17T21:10:00Z', { 'part_0_0001.csv': [1, 5] }).replace('2026-08-01T', 'the first T')
  const cwd = folderWith({
    'first/part_0_0001.csv': '1',
    'first/manifest.json': text,
    'second/part_0_0001.csv': '1',
    'second/manifest.json': text,
  })

  const refusal = await refusalOf(cwd, ['.'])

  expect(refusal).toMatch(/days overlap:\n.*first\n.*second\n/)
})

test('an export of selected days beside its whole month is refused: both hold the same lines', async () => {
  const days = 'exports/focus/20260803-20260805/b1e0c0aa-0000-4000-8000-000000000004'
  const cwd = folderWith({ [`${monday}/part_0_0001.csv`]: '', [`${days}/part_0_0001.csv`]: '' })

  const refusal = await refusalOf(cwd, ['exports'])

  expect(refusal).toMatch(/runs of one export whose days overlap/)
})

test.each([
  ['is not there', { 'part_0_0001.csv': 'aaaa' }, '*', 'part_1_0001.csv: listed in manifest.json, but not there'],
  [
    'is shorter',
    { 'part_0_0001.csv': 'a', 'part_1_0001.csv': 'bbb' },
    '*',
    'part_0_0001.csv: 1 bytes here, 4 in manifest.json',
  ],
  [
    'was not named',
    { 'part_0_0001.csv': 'aaaa', 'part_1_0001.csv': 'bbb' },
    'part_0*',
    'part_1_0001.csv: listed in manifest.json and there, but not named',
  ],
])('a part that %s makes the set a part of the month', async (_, parts, pattern, told) => {
  const text = manifest('2026-08-17T21:10:00Z', { 'part_0_0001.csv': [4, 70], 'part_1_0001.csv': [3, 30] })
  const files = Object.entries(parts).map(([name, content]) => [`${monday}/${name}`, content])
  const cwd = folderWith({ ...Object.fromEntries(files), [`${monday}/manifest.json`]: text })

  const refusal = await refusalOf(cwd, [`${monday}/${pattern}`])
  const allowed = await setOf(cwd, [`${monday}/${pattern}`], { partial: true })

  expect(refusal).toContain(told)
  expect(allowed.files[0]).toBe(`${monday}/part_0_0001.csv`)
  expect(allowed.records).toBeNull()
  expect(Object.values(allowed.passedOver)).toContain(told.slice(told.indexOf(': ') + 2))
})

test('the newest run without its manifest is refused: the manifest comes last', async () => {
  const cwd = folderWith({
    [`${monday}/part_0_0001.csv`]: '1',
    [`${monday}/_manifest.json`]: manifest('2026-08-17T21:10:00Z', { 'part_0_0001.csv': [1, 5] }),
    [`${tuesday}/part_0_0001.csv`]: '1',
  })

  const refusal = await refusalOf(cwd, ['exports'])

  expect(refusal).toMatch(/b1e0c0aa-0000-4000-8000-000000000002: the newest run, but without the manifest/)
})

test('a manifest of another shape is passed over, and the parts are judged by their numbers', async () => {
  const cwd = folderWith({ [`${monday}/part_1_0001.csv`]: '', [`${monday}/manifest.json`]: '{"blobs":{}}' })

  const refusal = await refusalOf(cwd, ['exports'])
  const allowed = await setOf(cwd, ['exports'], { partial: true })

  expect(refusal).toMatch(/part_0: a part that is not there/)
  expect(allowed.passedOver[`${monday}/manifest.json`]).toBe('a manifest of a shape that is not understood')
})

test('a file that the manifest of a run does not list is not part of the month', async () => {
  const cwd = folderWith({
    [`${monday}/part_0_0001.csv`]: '1',
    [`${monday}/notes.csv`]: '1',
    [`${monday}/manifest.json`]: manifest('2026-08-17T21:10:00Z', { 'part_0_0001.csv': [1, 5] }),
  })

  const set = await setOf(cwd, ['exports'])

  expect(set.files).toEqual([`${monday}/part_0_0001.csv`])
  expect(set.passedOver[`${monday}/notes.csv`]).toBe('not in the manifest of its run')
})
