import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/index.js'
import { folderWith } from './folder.js'

const mistakesOf = (yaml: string, env: NodeJS.ProcessEnv = {}): string => {
  try {
    readConfig({ cwd: folderWith({ 'tokenledger.yaml': yaml }), env })
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'no mistake'
}

test('a Prometheus, its secret and the map of what runs where are read with their defaults', () => {
  const cwd = folderWith({
    'tokenledger.yaml': `
rates: { source: safe, from: 2026-01-01 }
usage:
  prometheus:
    - name: prod
      url: https://metrics.example.com/prometheus
      auth: { username: ledger, password: { env: PROM } }
      headers: { X-Scope-OrgID: serving }
      tls: { ca_file: ca.pem, cert_file: me.pem, key_file: me.key }
      peers: [https://other.example.com]
      engines: [vllm, mine]
      match: job="vllm"
      resource_label: instance_id
      scrape_interval: 30s
  engines_file: engines.yaml
  deployments:
    - { replica: prod/qwen-*, resource: i-1, gpus: 125m, version: v1.2, from: 2026-08-01, to: 2026-08-02T06:00:00Z }
`,
    'ca.pem': 'CA',
    'me.pem': 'CERT',
    'me.key': 'k3y',
  })

  const { rates, usage } = readConfig({ cwd, env: { PROM: 's3cret' } })

  expect(rates).toMatchObject({ source: 'safe', from: '2026-01-01' })
  expect(usage.rereadHours).toBe(3)
  expect(usage.prometheus[0]).toMatchObject({
    name: 'prod',
    headers: { 'X-Scope-OrgID': 'serving' },
    tls: { ca: 'CA', cert: 'CERT' },
    peers: ['https://other.example.com'],
    engines: ['vllm', 'mine'],
    enginesFile: join(cwd, 'engines.yaml'),
    match: 'job="vllm"',
    replicaLabels: ['namespace', 'pod'],
    haLabels: ['prometheus_replica', 'replica', '__replica__'],
    resourceLabel: 'instance_id',
    scrapeIntervalMs: 30_000,
  })
  expect(JSON.stringify(usage)).not.toMatch(/s3cret|k3y/)
  expect(usage.prometheus[0]?.tls?.key?.reveal()).toBe('k3y')
  expect(usage.prometheus[0]?.auth).toMatchObject({ kind: 'basic', username: 'ledger' })
  expect(usage.deployments).toEqual([
    {
      source: undefined,
      replica: 'prod/qwen-*',
      servedModel: undefined,
      resource: 'i-1',
      provider: undefined,
      gpus: '0.125',
      model: undefined,
      version: 'v1.2',
      from: '2026-08-01T00:00:00Z',
      to: '2026-08-02T06:00:00Z',
    },
  ])
})

test.each([
  ['usage: { prometheus: [{ name: a, url: "https://u:p@h" }] }', 'usage.prometheus[0].url'],
  ['usage: { prometheus: [{ name: a, url: "h:9090" }] }', 'expected an http or https address without a password'],
  [
    'usage: { prometheus: [{ name: a, url: "http://h" }, { name: a, url: "http://i" }] }',
    'is the name of usage.prometheus[0] already',
  ],
  [
    'usage: { prometheus: [{ name: a, url: "http://h", auth: { bearer: { env: NOT_THERE } } }] }',
    'names the variable NOT_THERE, which is not set',
  ],
  [
    'usage: { prometheus: [{ name: a, url: "https://h", tls: { cert_file: none.pem } }] }',
    'usage.prometheus[0].tls.cert_file names ',
  ],
  [
    'usage: { prometheus: [{ name: a, url: "https://h", tls: { cert_file: none.pem } }] }',
    'has cert_file and no key_file. A certificate is shown with its key: name both.',
  ],
  ['usage: { prometheus: [{ name: a, url: "https://h", engines: [] }] }', 'a list of the engines to read'],
  ['usage: { deployments: [{ replica: r, resource: i, from: 2026-08-01T00:30:00Z }] }', 'a whole hour in UTC'],
  [
    'usage: { deployments: [{ replica: r, resource: i, from: 2026-08-02, to: 2026-08-01 }] }',
    'ends at 2026-08-01 before it begins at 2026-08-02',
  ],
  ['usage: { deployments: [{ replica: r, from: 2026-08-02 }] }', 'says nothing of its replica'],
  [
    'usage: { deployments: [{ replica: r, source: x, resource: i, from: 2026-08-02 }] }',
    'names the source x, which usage.prometheus does not',
  ],
  ['usage: { deployments: [{ replica: r, gpus: 0, from: 2026-08-02 }] }', 'how many GPUs it holds, above 0'],
  ['usage: { deployments: [{ replica: r, gpus: 0m, from: 2026-08-02 }] }', 'how many GPUs it holds, above 0'],
  ['usage: { deployments: [{ replica: r, gpus: 1/6, from: 2026-08-02 }] }', 'at most 6 decimals'],
  ['usage: { deployments: [{ replica: r, gpus: 33%, from: 2026-08-02 }] }', '350m or 35%'],
  ['rates: { source: ecb }', 'expected cfets or safe'],
  ['rates: { from: 2026-02-30 }', 'expected the first Beijing day to ask for'],
])('%s is a mistake that is told', (yaml, told) => {
  const message = mistakesOf(yaml)

  expect(message).toContain(told)
  expect(message).not.toContain('u:p@')
})

test.each([
  ['bearer', '{ bearer: tok3n }'],
  ['password', '{ username: u, password: tok3n }'],
  ['password', '{ username: u, password: 73310 }'],
])('a %s in plain text, %s, is not repeated, and where it belongs is told', (key, auth) => {
  const message = mistakesOf(`usage: { prometheus: [{ name: a, url: "http://h", auth: ${auth} }] }`)

  expect(message).toContain('a mistake:')
  expect(message).toContain(
    `usage.prometheus[0].auth.${key} stands in the file in plain text. Write ${key}: { env: NAME }`,
  )
  expect(message).not.toMatch(/tok3n|73310/)
})

test('an auth of another form is told how to be written, and nothing of it is repeated', () => {
  const message = mistakesOf('usage: { prometheus: [{ name: a, url: "http://h", auth: "u:tok3n" }] }')

  expect(message).toContain('auth: { username: ledger, password: { env: PROMETHEUS_PASSWORD } }')
  expect(message).not.toContain('tok3n')
})

test('a gateway is read with its defaults, and one that names none of the engines is told to', () => {
  const entry = (more: string): string =>
    `usage: { prometheus: [{ name: front, url: "http://h"${more}, gateway: { tenant_label: team, models: { lora: qwen } } }] }`

  const { usage } = readConfig({ cwd: folderWith({ 'tokenledger.yaml': entry(', engines: [litellm]') }), env: {} })

  expect(usage.prometheus[0]?.gateway).toEqual({
    tenantLabel: 'team',
    mostTenants: 100,
    models: new Map([['lora', 'qwen']]),
  })
  const message = mistakesOf(entry(''))
  expect(message).toContain('usage.prometheus[0].gateway')
  expect(message).toContain('such as engines: [litellm]')
})

const matching = (match: string): string =>
  mistakesOf(`usage: { prometheus: [{ name: a, url: "http://h", match: ${JSON.stringify(match)} }] }`)

test.each(['job=vllm', 'job="vllm', 'job', '{job="vllm"}', 'job="vllm" env="prod"', 'job=="vllm"', 'job=\'vllm"'])(
  'the matcher %s would be refused by every Prometheus, and is told with one that is understood',
  (match) => {
    const message = matching(match)

    expect(message).toContain('usage.prometheus[0].match')
    expect(message).toContain('each value in quotes')
    expect(message).toContain('match: job="vllm"')
  },
)

test.each([
  'job="vllm"',
  `job!='a', pod=~"qwen-[0-9]{1,2}", path!~\`^/"x"\``,
  'job = "say \\"vllm\\"",',
  '"service.name"="vllm"',
])('the matcher %s is understood', (match) => {
  expect(matching(match)).toBe('no mistake')
})
