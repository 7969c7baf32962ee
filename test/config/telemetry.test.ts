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
      match: job="vllm"
      resource_label: instance_id
      scrape_interval: 30s
  deployments:
    - { replica: prod/qwen-*, resource: i-1, gpus: 0.125, version: v1.2, from: 2026-08-01, to: 2026-08-02T06:00:00Z }
`,
  })

  const { rates, usage } = readConfig({ cwd, env: { PROM: 's3cret' } })

  expect(rates).toMatchObject({ source: 'safe', from: '2026-01-01' })
  expect(usage.rereadHours).toBe(3)
  expect(usage.prometheus[0]).toMatchObject({
    name: 'prod',
    headers: { 'X-Scope-OrgID': 'serving' },
    match: 'job="vllm"',
    replicaLabels: ['namespace', 'pod'],
    haLabels: ['prometheus_replica', 'replica', '__replica__'],
    resourceLabel: 'instance_id',
    scrapeIntervalMs: 30_000,
  })
  expect(JSON.stringify(usage)).not.toContain('s3cret')
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
  ['rates: { source: ecb }', 'expected cfets or safe'],
  ['rates: { from: 2026-02-30 }', 'expected the first Beijing day to ask for'],
])('%s is a mistake that is told', (yaml, told) => {
  const message = mistakesOf(yaml)

  expect(message).toContain(told)
  expect(message).not.toContain('u:p@')
})

test('a token in plain text is not repeated', () => {
  const message = mistakesOf('usage: { prometheus: [{ name: a, url: "http://h", auth: { bearer: tok3n } }] }')

  expect(message).toContain('usage.prometheus[0].auth')
  expect(message).not.toContain('tok3n')
})
