import { expect, test } from 'vitest'
import { gcpBill, gcpSettings } from '../../src/config/schema-bills-gcp.js'

const TABLE = 'finops.billing.gcp_billing_export_resource_v1_010101_F0FFF0_61C528'
const around = { env: { GCP_KEY: '{"private_key":"MARKED"}' }, folder: '/' }

function read(written: object) {
  const complaints: string[] = []
  const settings = gcpSettings(gcpBill.parse({ from: '2026-08-01', ...written }), around, (path, text) =>
    complaints.push(`${path.join('.')} ${text}`),
  )
  return { settings, complaints }
}

test('a table of Google tells feed, account and project by its name', () => {
  const { settings, complaints } = read({ table: TABLE, credentials: { env: 'GCP_KEY' } })

  expect(complaints).toEqual([])
  expect(settings).toMatchObject({
    name: 'gcp',
    feed: 'gcp-detailed',
    table: { project: 'finops', dataset: 'billing', table: 'gcp_billing_export_resource_v1_010101_F0FFF0_61C528' },
    project: 'finops',
    billingAccount: '010101-F0FFF0-61C528',
    from: '2026-08-01',
    maximumBytesBilled: '10737418240',
    hoursPerPiece: 168,
    marginDays: 3,
  })
  expect(JSON.stringify(settings)).not.toContain('MARKED')
  expect(settings?.key?.reveal()).toContain('MARKED')
})

test('the native FOCUS export is told by its name, and another project may pay', () => {
  const { settings } = read({
    table: 'finops.gcp_billing_immutable_x_EU.gcp_billing_export_focus_010101_F0FFF0_61C528',
    project: 'payer',
  })

  expect(settings).toMatchObject({
    feed: 'gcp-focus',
    project: 'payer',
    billingAccount: '010101-F0FFF0-61C528',
    key: undefined,
  })
})

test('a view has to say what it is of', () => {
  const { settings, complaints } = read({ table: 'finops.billing.costs' })

  expect(settings).toBeUndefined()
  expect(complaints).toEqual([
    'export is missing, and the name of the table does not tell. Write export: detailed, or export: focus.',
    'billing_account is missing, and the name of the table does not end with it. Write for example 010101-F0FFF0-61C528.',
  ])
  expect(
    read({ table: 'finops.billing.costs', export: 'detailed', billing_account: '010101-F0FFF0-61C528' }).settings,
  ).toMatchObject({
    feed: 'gcp-detailed',
  })
})

test('the standard export and a secret that is not there are complained of', () => {
  expect(read({ table: 'finops.billing.gcp_billing_export_v1_010101_F0FFF0_61C528' }).complaints).toEqual([
    'table is the standard export, which names no resource. Name gcp_billing_export_resource_v1_…, the detailed one.',
  ])
  expect(read({ table: TABLE, credentials: { env: 'NO_SUCH' } })).toMatchObject({
    settings: undefined,
    complaints: ['credentials names the variable NO_SUCH, which is not set. Set it, or name another.'],
  })
})

test.each([
  ['a table without its project', { table: 'billing.export' }],
  ['less than BigQuery can limit', { table: TABLE, maximum_bytes_billed: 10_485_759 }],
  ['a day that is none', { table: TABLE, from: '2026-02-30' }],
  ['an endpoint with a path', { table: TABLE, endpoint: 'http://127.0.0.1:9050/bigquery/v2' }],
  ['a key in the file itself', { table: TABLE, credentials: '{"private_key":"…"}' }],
  ['a setting that nobody knows', { table: TABLE, hourly: true }],
])('%s is no setting', (_, written) => {
  expect(gcpBill.safeParse({ from: '2026-08-01', ...written }).success).toBe(false)
})
