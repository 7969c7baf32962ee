import { expect, test } from 'vitest'
import { folderWith, refusalOf, setOf } from './folder.js'

// Section 2.2 of the provider facts: data/BILLING_PERIOD=YYYY-MM, in either case; the manifest under metadata lists the
// data files and comes after them; with "create new" each run writes an execution folder.
const data = 'focus/data/BILLING_PERIOD=2026-08'
const metadata = 'focus/metadata/BILLING_PERIOD=2026-08'
const bucket = 's3://bills/hourly'

test('only what the manifest of the period lists is read; the rest is of older executions', async () => {
  const cwd = folderWith({
    [`${data}/20260820/focus-00001.csv.gz`]: 'old',
    [`${data}/20260821/focus-00001.csv.gz`]: 'new',
    [`${metadata}/focus-Manifest.json`]: JSON.stringify({
      executionId: '20260821',
      dataFiles: [`${bucket}/${data}/20260821/focus-00001.csv.gz`],
    }),
    [`${metadata}/20260820/focus-Manifest.json`]: JSON.stringify({
      dataFiles: [`${bucket}/${data}/20260820/focus-00001.csv.gz`],
    }),
  })

  const set = await setOf(cwd, ['focus'])

  expect(set).toEqual({
    files: [`${data}/20260821/focus-00001.csv.gz`],
    records: null,
    passedOver: {
      [`${data}/20260820/focus-00001.csv.gz`]: 'not listed in focus-Manifest.json: of an older execution',
      [`${metadata}/focus-Manifest.json`]: 'a manifest',
      [`${metadata}/20260820/focus-Manifest.json`]: 'a manifest',
    },
  })
})

test('the manifest is found from a data file alone, whatever the case of the period', async () => {
  const lower = 'focus/data/billing_period=2026-08'
  const cwd = folderWith({
    [`${lower}/focus-00001.snappy.parquet`]: '',
    [`${lower}/focus-00002.snappy.parquet`]: '',
    [`${metadata}/focus-Manifest.json`]: JSON.stringify({
      dataFiles: [1, 2].map((n) => ({ key: `hourly/${lower}/focus-0000${n}.snappy.parquet` })),
    }),
  })

  const whole = await setOf(cwd, [lower])
  const refusal = await refusalOf(cwd, [`${lower}/focus-00001.snappy.parquet`])

  expect(whole.files).toHaveLength(2)
  expect(refusal).toContain('focus-00002.snappy.parquet: listed in focus-Manifest.json and there, but not named')
})

test('a listed file that was not fetched makes the set a part of the month', async () => {
  const files = ['focus-00001.csv.gz', 'focus-00002.csv.gz']
  const cwd = folderWith({
    [`${data}/focus-00001.csv.gz`]: '',
    [`${metadata}/focus-Manifest.json`]: JSON.stringify({
      dataFiles: files.map((name) => `${bucket}/${data}/${name}`),
    }),
  })

  const refusal = await refusalOf(cwd, ['focus'])
  const allowed = await setOf(cwd, ['focus'], { partial: true })

  expect(refusal).toContain('focus-00002.csv.gz: listed in focus-Manifest.json, but not there')
  expect(allowed.files).toEqual([`${data}/focus-00001.csv.gz`])
  expect(allowed.passedOver).toHaveProperty([`${data}/focus-00002.csv.gz`])
})

test('a manifest whose data were not fetched at all is not an empty month', async () => {
  const cwd = folderWith({
    'focus/data/BILLING_PERIOD=2026-07/focus-00001.csv.gz': '',
    [`${metadata}/focus-Manifest.json`]: JSON.stringify({ dataFiles: [`${bucket}/${data}/focus-00001.csv.gz`] }),
  })

  const refusal = await refusalOf(cwd, ['focus'])

  expect(refusal).toContain(`${data}/focus-00001.csv.gz: listed in focus-Manifest.json, but not there`)
})

test('an execution that the user names is refused when the manifest lists another', async () => {
  const cwd = folderWith({
    [`${data}/20260820/focus-00001.csv.gz`]: 'old',
    [`${data}/20260821/focus-00001.csv.gz`]: 'new',
    [`${metadata}/focus-Manifest.json`]: JSON.stringify({
      dataFiles: [`${bucket}/${data}/20260821/focus-00001.csv.gz`],
    }),
  })

  const refusal = await refusalOf(cwd, [`${data}/20260820`])

  expect(refusal).toContain('20260821/focus-00001.csv.gz: listed in focus-Manifest.json and there, but not named')
})

test('two executions of one period without a manifest are refused: each holds the whole month', async () => {
  const cwd = folderWith({
    [`${data}/20260820/focus-00001.csv.gz`]: 'old',
    [`${data}/20260821/focus-00001.csv.gz`]: 'new',
  })

  const refusal = await refusalOf(cwd, ['focus'])
  const named = await setOf(cwd, [`${data}/20260820`])

  expect(refusal).toMatch(/several executions of one billing period[^]*Fetch the metadata folder too/)
  expect(named.files).toEqual([`${data}/20260820/focus-00001.csv.gz`])
})

test('a period with two manifests is refused, and one without a list of files says nothing', async () => {
  const list = JSON.stringify({ dataFiles: [`${bucket}/${data}/focus-00001.csv.gz`] })
  const files = { [`${data}/focus-00001.csv.gz`]: '' }
  const twice = folderWith({ ...files, [`${metadata}/a-Manifest.json`]: list, [`${metadata}/b-Manifest.json`]: list })
  const silent = folderWith({ ...files, [`${metadata}/a-Manifest.json`]: '{"dataFiles":[]}' })

  const refusal = await refusalOf(twice, ['focus'])
  const { passedOver } = await setOf(silent, ['focus'])

  expect(refusal).toMatch(/has 2 manifests/)
  expect(passedOver).toEqual({ [`${metadata}/a-Manifest.json`]: 'a manifest of a shape that is not understood' })
})
