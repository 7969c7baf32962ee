/** Containers of Azure, Prometheis and registries of models, as services.ts has the others. */
import { json, xml } from './forms.js'
import { type Mark, mark } from './marks.js'
import type { Service } from './service.js'

export function ofAzure(): Service[] {
  const halves = (a: string, b: string): string => Buffer.from(`${a}${b}`).toString('base64')
  const key = ofValue('Azure account key', halves)
  const sas = ofValue(
    'Azure SAS',
    (a, b) => `sv=2022-11-02&sr=c&sp=rl&se=2030-01-01T00:00:00Z&sig=${encodeURIComponent(halves(a, b))}`,
  )
  const within = (credentials: string) => (url: string) =>
    `bills:\n  azure:\n    - { storage_account: exampleexports, container: costs, prefix: costs/, endpoint: "${url}", credentials: { ${credentials}: { env: KEY } } }\n`
  const service: Omit<Service, 'name' | 'yaml' | 'env' | 'marks'> = {
    job: 'bills-azure',
    noes: [
      [403, 'AuthenticationFailed'],
      [403, 'AuthorizationFailure'],
      [403, 'AuthorizationPermissionMismatch'],
      [503, 'ServerBusy'],
      [500, 'InternalError'],
      [404, 'ContainerNotFound'],
      [404, 'BlobNotFound'],
      [400, 'NewCode'],
    ],
    no: (status, code, words) => ({ ...xml(status, code, words), headers: { 'x-ms-error-code': code } }),
    odd: (words) => ({ EnumerationResults: words }),
  }
  return [
    { ...service, name: 'Azure with a key', yaml: within('account_key'), env: { KEY: key.value }, marks: [key] },
    { ...service, name: 'Azure with a signature', yaml: within('sas'), env: { KEY: sas.value }, marks: [sas] },
  ]
}

/** In base64 already: so it is secret. */
function ofValue(name: string, around: (half: string, other: string) => string): Mark {
  const { value } = mark(name, around)
  return { name, value, secret: [decodeURIComponent(/sig=(.*)$/.exec(value)?.[1] ?? value)] }
}

export function ofPrometheus(): Service[] {
  const [password, bearer] = [mark('Prometheus password'), mark('Prometheus token')]
  const service = (name: string, auth: string, one: Mark): Service => ({
    name,
    job: 'usage',
    yaml: (url) => `usage:\n  prometheus:\n    - { name: prod, url: "${url}", auth: { ${auth} } }\n`,
    env: { KEY: one.value },
    marks: [one],
    noes: [
      [401, 'unauthorized'],
      [403, 'forbidden'],
      [400, 'bad_data'],
      [422, 'execution'],
      [429, 'too_many_requests'],
      [500, 'internal'],
      [503, 'timeout'],
      [404, 'not_found'],
    ],
    no: (status, errorType, error) => json(status, { status: 'error', errorType, error }),
    odd: (words) => ({ status: 'success', data: { resultType: words, result: words }, warnings: [words] }),
  })
  return [
    service('Prometheus with a password', 'username: ledger, password: { env: KEY }', password),
    service('Prometheus with a token', 'bearer: { env: KEY }', bearer),
  ]
}

export function ofRegistries(): Service[] {
  const [password, bearer, token] = [mark('MLflow password'), mark('MLflow token'), mark('Yatai token')]
  const noes = [
    [401, 'UNAUTHENTICATED'],
    [403, 'PERMISSION_DENIED'],
    [400, 'INVALID_PARAMETER_VALUE'],
    [404, 'ENDPOINT_NOT_FOUND'],
    [404, 'RESOURCE_DOES_NOT_EXIST'],
    [429, 'REQUEST_LIMIT_EXCEEDED'],
    [503, 'TEMPORARILY_UNAVAILABLE'],
  ] as const
  const mlflow = (name: string, auth: string, one: Mark): Service => ({
    name,
    job: 'versions',
    yaml: (url) => `versions:\n  mlflow:\n    - { name: prod, url: "${url}", auth: { ${auth} } }\n`,
    env: { KEY: one.value },
    marks: [one],
    noes,
    no: (status, code, message) => json(status, { error_code: code, message }),
    odd: (words) => ({ registered_models: [{ name: 1, tags: words }], next_page_token: words }),
  })
  return [
    mlflow('MLflow with a password', 'username: ledger, password: { env: KEY }', password),
    mlflow('MLflow with a token', 'bearer: { env: KEY }', bearer),
    {
      name: 'Yatai',
      job: 'versions',
      yaml: (url) => `versions:\n  bentoml:\n    - { name: prod, url: "${url}", token: { env: KEY } }\n`,
      env: { KEY: token.value },
      marks: [token],
      noes,
      no: (status, error, message) => json(status, { error, message }),
      odd: (words) => ({ start: words, count: 1, total: 1, items: [words] }),
    },
  ]
}
