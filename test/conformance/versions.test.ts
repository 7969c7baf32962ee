/** That a real MLflow is read as our stand-in for it is: what it holds, what it no longer holds, and whom it lets in. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { loadVersions } from '../../jobs/versions.js'
import { Secret } from '../../src/config/index.js'
import { SourceRefused } from '../../src/errors.js'
import { readRegistry } from '../../src/sources/mlflow/index.js'
import { settingsOf as usual } from '../sources/mlflow/reading.js'
import { type Ledger, test } from '../support/ledger.js'
import { ADMIN, type Mlflow, startMlflowServer } from './mlflow.js'

const MANY = 2500
const folder = mkdtempSync(join(tmpdir(), 'mlflow-'))
let mlflow: Mlflow

beforeAll(async () => {
  mlflow = await startMlflowServer(folder)
})
afterAll(async () => {
  await mlflow?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const settingsOf = (password: string = ADMIN.password, username: string = ADMIN.username) =>
  usual(mlflow.url, { auth: { kind: 'basic', username, password: new Secret(password) } })

async function create(name: string, versions: number, tags: Readonly<Record<string, string>> = {}): Promise<void> {
  await mlflow.change('registered-models/create', { name })
  const pairs = Object.entries(tags).map(([key, value]) => ({ key, value }))
  for (let i = 0; i < versions; i += 1) {
    await mlflow.change('model-versions/create', { name, source: `s3://models/${name}`, tags: pairs })
  }
}

/** Reads it as the job does. */
async function sync(ledger: Ledger, now: Date): Promise<void> {
  const settings = settingsOf()
  const read = (known: Parameters<typeof readRegistry>[1]) => readRegistry(settings, known)
  await loadVersions(ledger.store, {
    sources: [{ name: 'prod', servedAlias: undefined, read }],
    rules: { entries: [], providers: {} },
    allowEmpty: false,
    now,
    onStep: () => undefined,
  })
}

test('models, tags, stages and aliases of a real MLflow are read, and what is deleted there ends here', async ({
  ledger,
}) => {
  await create('chat', 3, { served_model_name: 'qwen', note: '' })
  await create('empty', 0)
  await mlflow.change('model-versions/transition-stage', { name: 'chat', version: '3', stage: 'Production' })
  await mlflow.change('registered-models/alias', { name: 'chat', alias: 'champion', version: '2' })
  const [first, second] = [new Date(Date.now() + 1000), new Date(Date.now() + 3_600_000)]
  await sync(ledger, first)

  await mlflow.change('model-versions/delete', { name: 'chat', version: '1' }, 'DELETE')
  await mlflow.change('registered-models/alias', { name: 'chat', alias: 'champion', version: '3' })
  await sync(ledger, second)

  const versions = await ledger.rows(
    `select version, stage, status, tags, to_at = 'infinity' as stands, to_at = $1 as ended, created_at = from_at as dated
     from fact.registered_version where model = 'chat' order by version`,
    [second.toISOString()],
  )
  const said = { status: 'READY', tags: { note: '', served_model_name: 'qwen' }, dated: true }
  expect(versions).toEqual([
    { ...said, version: '1', stage: null, stands: false, ended: true },
    { ...said, version: '2', stage: null, stands: true, ended: false },
    { ...said, version: '3', stage: 'Production', stands: true, ended: false },
  ])
  const aliases = await ledger.rows(
    `select version, name, from_at = $1 as first, from_at = $2 as second, is_said from fact.registered_name
     where rule = 'alias' order by version`,
    [first.toISOString(), second.toISOString()],
  )
  expect(aliases).toEqual([
    { version: '2', name: 'champion', first: true, second: false, is_said: false },
    { version: '3', name: 'champion', first: false, second: true, is_said: true },
  ])
})

test('a real MLflow lets in whom it knows, tells its versions page by page, and refuses others', async () => {
  await mlflow.fill('many', MANY)
  await mlflow.addUser('reader', 'reader-password-1234')

  const said = await readRegistry(settingsOf('reader-password-1234', 'reader'), [{ model: 'many', version: '9999' }])

  const numbers = said.versions.filter(({ model }) => model === 'many').map(({ version }) => Number(version))
  expect(numbers).toEqual(Array.from({ length: MANY }, (_, i) => i + 1))
  await expect(readRegistry(settingsOf('another'), [])).rejects.toBeInstanceOf(SourceRefused)
  await expect(readRegistry(usual(mlflow.url), [])).rejects.toThrow('set its auth under versions.mlflow')
  await expect(readRegistry({ ...settingsOf(), url: `${mlflow.url}/elsewhere` }, [])).rejects.toThrow(
    'is no registry of MLflow (HTTP 404)',
  )
})
