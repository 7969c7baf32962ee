/** The manifests, held against what Kubernetes says a CronJob is. */
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { cronJobs, type Manifest } from '../../jobs/kubernetes.js'
import { readConfig } from '../../src/config/index.js'
import { shipped } from '../../src/shipped.js'
import { folderWith } from '../config/folder.js'
import { tokenledger } from '../cli/tool.js'

const definition = JSON.parse(readFileSync(shipped('test/fixtures/kubernetes/cronjob-batch-v1.json'), 'utf8'))
const ajv = new Ajv({
  allErrors: true,
  formats: { int32: true, int64: true, 'date-time': true },
})
const isCronJob = ajv.compile(definition)

const YAML = `
bills: { focus: { paths: [/exports/**/*.parquet] } }
usage: { prometheus: [{ name: prod, url: http://prometheus.monitoring:9090 }] }
schedule: { time_zone: Europe/Berlin, jobs: { usage: { cron: '*/30 * * * *' } } }
`
const options = {
  image: 'tokenledger:1',
  namespace: 'finops',
  secret: 'ledger',
  configMap: 'settings',
  exports: 'bills',
}

const manifests = (): readonly Manifest[] =>
  cronJobs(readConfig({ cwd: folderWith({ 'tokenledger.yaml': YAML }), env: {} }), options)

function complaintsAbout(manifest: unknown): string[] {
  isCronJob(manifest)
  return (isCronJob.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

test('every manifest is a CronJob to the letter', () => {
  const complaints = manifests().flatMap(complaintsAbout)

  expect(complaints).toEqual([])
})

test('the definition is strict: a field that Kubernetes does not know, and a text where a number stands, are told', () => {
  const [first] = manifests()
  const misspelt = JSON.parse(JSON.stringify(first).replace('concurrencyPolicy', 'concurencyPolicy'))
  const quoted = JSON.parse(JSON.stringify(first).replace('"backoffLimit":2', '"backoffLimit":"2"'))
  const deep = JSON.parse(JSON.stringify(first).replace('readOnlyRootFilesystem', 'readOnlyRoot'))

  expect(complaintsAbout(misspelt)).toEqual(['/spec must NOT have additional properties'])
  expect(complaintsAbout(quoted)).toEqual(['/spec/jobTemplate/spec/backoffLimit must be integer'])
  expect(complaintsAbout(deep).join()).toContain('securityContext must NOT have additional properties')
})

test('each job has its line in its zone, never runs beside itself, and is tried again only when that can help', () => {
  expect(manifests()).toMatchObject(
    [
      ['rates', '20 9-18 * * *', 'Asia/Shanghai'],
      ['bills-focus', '23 */3 * * *', 'Europe/Berlin'],
      ['usage', '*/30 * * * *', 'Europe/Berlin'],
    ].map(([job, schedule, timeZone]) => ({
      metadata: { name: `tokenledger-${job}`, namespace: 'finops' },
      spec: {
        schedule,
        timeZone,
        concurrencyPolicy: 'Forbid',
        jobTemplate: {
          spec: { backoffLimit: 2, podFailurePolicy: { rules: [{ onExitCodes: { values: [1, 2, 3, 5, 6] } }] } },
        },
      },
    })),
  )
})

test('a container is nobody, writes only where it has to, and has its secrets from the secret', () => {
  for (const manifest of manifests()) {
    const text = JSON.stringify(manifest)

    expect(text).toContain('"runAsNonRoot":true')
    expect(text).toContain('"readOnlyRootFilesystem":true')
    expect(text).toContain('"drop":["ALL"]')
    expect(text).toContain('"name":"DATABASE_URL","valueFrom":{"secretKeyRef":{"name":"ledger","key":"DATABASE_URL"}}')
    expect(text).toContain('"configMap":{"name":"settings"}')
    expect(text.includes('"claimName":"bills"')).toBe(text.includes('"tokenledger-bills-focus"'))
  }
})

test('what is printed is YAML of the same manifests, and a name that Kubernetes refuses is refused here', async () => {
  const cwd = folderWith({ 'tokenledger.yaml': YAML })
  const asked = ['--image', 'tokenledger:1', '--namespace', 'finops', '--secret', 'ledger', '--config-map', 'settings']

  const said = await tokenledger(['jobs', '--k8s', ...asked, '--exports', 'bills'], { cwd })
  const strange = await tokenledger(['jobs', '--k8s', '--namespace', 'Fin_Ops'], { cwd })

  const printed = parseAllDocuments(said.out, { version: '1.1' }).map((document) => document.toJS())
  expect(printed).toEqual(manifests())
  expect(strange.code).toBe(2)
})
