/** A server of MLflow with its basic auth, over SQLite. */
import { execFile } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../src/store/embedded/port.js'
import { startProgram } from './telemetry.js'

const run = promisify(execFile)

export const ADMIN = { username: 'admin', password: 'password1234password' }

export interface Mlflow {
  readonly url: string
  /** As the administrator: `registered-models/create`. */
  change(path: string, body: unknown, method?: 'POST' | 'DELETE' | 'PATCH'): Promise<void>
  /** So many versions of a new model, by MLflow's own store: each over HTTP takes a tenth of a second, for its password is hashed. */
  fill(model: string, versions: number): Promise<void>
  /** A user who may read what everybody may. */
  addUser(username: string, password: string): Promise<void>
  stop(): Promise<void>
}

/** Where mlflow is: CONFORMANCE_MLFLOW. */
export function mlflowProgram(): string {
  const program = process.env['CONFORMANCE_MLFLOW']
  if (program !== undefined && existsSync(program)) return program
  throw new Error(
    `No MLflow to conform to: ${program === undefined ? 'CONFORMANCE_MLFLOW is not set' : `there is no ${program}`}. ` +
      "Make it with python3 -m venv mlflow && mlflow/bin/pip install 'mlflow[auth]', and set CONFORMANCE_MLFLOW=mlflow/bin/mlflow.",
  )
}

export async function startMlflowServer(folder: string): Promise<Mlflow> {
  const port = await freePort(folder, undefined)
  const url = `http://127.0.0.1:${port}`
  const settings = join(folder, 'basic_auth.ini')
  const database = `sqlite:///${join(folder, 'mlflow.db')}`
  writeFileSync(
    settings,
    [
      '[mlflow]',
      'default_permission = READ',
      `database_uri = sqlite:///${join(folder, 'auth.db')}`,
      `admin_username = ${ADMIN.username}`,
      `admin_password = ${ADMIN.password}`,
      'authorization_function = mlflow.server.auth:authenticate_request_basic_auth',
      '',
    ].join('\n'),
  )
  const stop = await startProgram(
    mlflowProgram(),
    [
      'server',
      `--backend-store-uri=${database}`,
      `--artifacts-destination=${join(folder, 'artifacts')}`,
      '--host=127.0.0.1',
      `--port=${port}`,
      '--workers=1',
      '--app-name=basic-auth',
    ],
    `${url}/health`,
    {
      MLFLOW_AUTH_CONFIG_PATH: settings,
      MLFLOW_FLASK_SERVER_SECRET_KEY: 'conformance',
      MLFLOW_DISABLE_TELEMETRY: 'true',
    },
  )
  const send = (path: string, body: unknown, method: 'POST' | 'DELETE' | 'PATCH'): Promise<void> =>
    demand(`${url}/api/2.0/mlflow/${path}`, body, method)
  return {
    url,
    change: (path, body, method = 'POST') => send(path, body, method),
    fill: async (model, versions) => {
      await run(join(dirname(mlflowProgram()), 'python'), ['-c', FILL, database, model, String(versions)])
    },
    addUser: (username, password) => send('users/create', { username, password }, 'POST'),
    stop,
  }
}

const FILL = `
import sys
from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore
database, model, versions = sys.argv[1:]
store = SqlAlchemyStore(database)
store.create_registered_model(model)
for _ in range(int(versions)):
    store.create_model_version(model, "s3://models/" + model)
`

async function demand(url: string, body: unknown, method: string): Promise<void> {
  const authorization = `Basic ${btoa(`${ADMIN.username}:${ADMIN.password}`)}`
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`MLflow answers ${answer.status} at ${url}: ${await answer.text()}`)
}
