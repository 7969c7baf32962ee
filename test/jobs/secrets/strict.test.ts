/** The same of far ends as strict as the services: they refuse, or break off when some of the bill has come already. */
import { createPublicKey } from 'node:crypto'
import { describe, expect, onTestFinished } from 'vitest'
import { startAlibaba } from '../../../src/world/alibaba.js'
import { type CostFault, startCostExplorer } from '../../../src/world/aws-cost-explorer.js'
import { startAzureBlob } from '../../../src/world/azure-blob.js'
import { type Fault, startBigQuery } from '../../../src/world/bigquery.js'
import { startPrometheus } from '../../../src/world/prometheus.js'
import { type S3Fault, startS3 } from '../../../src/world/s3.js'
import { startTencent, type TencentFault } from '../../../src/world/tencent.js'
import { aBill, machine } from '../../sources/alibaba/bills.js'
import { charge } from '../../sources/aws/cloud.js'
import { run } from '../../sources/azure/given.js'
import { email, table } from '../../sources/gcp/given.js'
import { rowOf } from '../../sources/tencent/given.js'
import { test } from '../../support/ledger.js'
import { tellsOf } from './marks.js'
import { services } from './services.js'
import { configOf, databaseTold, runTold } from './told.js'

interface World {
  readonly url: string
  close(): Promise<void>
}

/** A way to fail, and the far end that does; `n` requests are answered well before. */
type Ways = (env: Readonly<Record<string, string>>) => Readonly<Record<string, () => Promise<World>>>

const NOW = new Date('2026-08-23T08:00:00Z')
const after = <T>(well: number, fault: T) => ({
  fault: ({ n }: { readonly n: number }) => (n > well ? fault : undefined),
})

const costExplorer: Ways = ({ KEY_ID: id = '', KEY: secret = '', SESSION: session = '' }) => {
  const bill = { currency: 'USD', charges: () => [charge({ unblended: '55.04' })], estimatedFrom: () => '2026-08-01' }
  const start = (key: object, manners: object = {}) =>
    startCostExplorer(bill, { keys: [{ id, secret, session, ...key }], now: () => NOW.getTime(), ...manners })
  const late = (fault: CostFault) => () => start({}, after(2, fault))
  return {
    'a wrong secret': () => start({ secret: 'another' }),
    'a wrong token': () => start({ session: 'another' }),
    'an expired token': () => start({ expires: 0 }),
    'an unknown key': () => start({ id: 'another' }),
    'a refusal in the middle': late({ kind: 'error', name: 'AccessDeniedException' }),
    'throttling that stays': late({ kind: 'error', name: 'LimitExceededException' }),
    'a page of a proxy in the middle': late({ kind: 'html', status: 403 }),
    'a body that is cut in the middle': late({ kind: 'cut' }),
  }
}

const s3: Ways = ({ KEY_ID: id = '', KEY: secret = '', SESSION: session = '' }) => {
  const start = async (key: object, manners: object = {}) => {
    const world = await startS3({ bucket: 'ledger', keys: [{ id, secret, session, ...key }], ...manners })
    const data = 'focus/data/BILLING_PERIOD=2026-08/focus-00001.csv.gz'
    world.put(data, 'no lines')
    world.put('focus/metadata/BILLING_PERIOD=2026-08/focus-Manifest.json', `{"dataFiles":["s3://ledger/${data}"]}`)
    return world
  }
  const late = (fault: S3Fault) => () => start({}, after(1, fault))
  return {
    'a wrong secret': () => start({ secret: 'another' }),
    'an expired token': () => start({ expires: 0 }),
    'a refusal in the middle': late({ kind: 'error', code: 'AccessDenied', status: 403 }),
    'throttling that stays': late({ kind: 'error', code: 'SlowDown', status: 503 }),
    'a page of a proxy in the middle': late({ kind: 'html' }),
    'a body that is cut in the middle': late({ kind: 'cut', after: 3 }),
    'a file that is none': () => start({}),
  }
}

const bigQuery: Ways = ({ KEY = '' }) => {
  const { private_key: pem }: { readonly private_key: string } = JSON.parse(KEY)
  const account = { email, keyId: 'k1', publicKey: createPublicKey(pem) }
  const start = (manners: object, who = account) => startBigQuery([table], { account: who, ...manners })
  const late = (fault: Fault) => () => start(after(3, fault))
  return {
    'a key of somebody else': () => start({}, { ...account, keyId: 'k2' }),
    'a refusal in the middle': late({ status: 403, reason: 'accessDenied' }),
    'a limit that stays': late({ status: 403, reason: 'rateLimitExceeded' }),
    'a job that fails': () => start(after(0, 'job fails')),
    'a page of a proxy in the middle': late('html 502'),
    'a page of a proxy that says it is well': late('html 200'),
    'a body that is cut in the middle': late('half'),
  }
}

const alibaba: Ways = ({ KEY_ID: accessKeyId = '', KEY: accessKeySecret = '', SESSION: securityToken = '' }) => {
  const key = { accessKeyId, accessKeySecret, securityToken }
  const start = (manners: object) => startAlibaba(aBill([machine]), { key, now: () => NOW, ...manners })
  const late = (fault: object) => () => start(after(2, fault))
  return {
    'a wrong secret': () => start({ key: { ...key, accessKeySecret: 'another' } }),
    'a wrong token': () => start({ key: { ...key, securityToken: 'another' } }),
    'an unknown key': () => start({ key: { ...key, accessKeyId: 'another' } }),
    'an expired token': () => start({ expired: true }),
    'an account of the other site': () => start({ accountSite: 'international' }),
    'what is not allowed': () => start({ forbidden: ['DescribeInstanceBill'] }),
    'throttling that stays': late({ kind: 'error', status: 400, code: 'Throttling.User' }),
    'a page of a proxy in the middle': late({ kind: 'html', status: 502 }),
    'a body that is cut in the middle': late({ kind: 'cut' }),
    'no success and no word': late({ kind: 'silent' }),
  }
}

const tencent: Ways = ({ KEY_ID: secretId = '', KEY: secretKey = '', SESSION: token = '' }) => {
  const key = { secretId, secretKey, token }
  const bill = { account: '100000000001', rows: () => [rowOf({})] }
  const start = (manners: object, other: object = {}) =>
    startTencent(bill, { ...key, ...other }, { now: () => NOW, ...manners })
  const late = (fault: TencentFault) => () => start(after(1, fault))
  return {
    'a wrong secret': () => start({}, { secretKey: 'another' }),
    'a wrong token': () => start({}, { token: 'another' }),
    'an unknown key': () => start({}, { secretId: 'another' }),
    'a refusal in the middle': late({ code: 'UnauthorizedOperation' }),
    'throttling that stays': late({ code: 'RequestLimitExceeded' }),
    'a page of a proxy in the middle': late({ html: 502 }),
    'a body that is cut in the middle': late('cut'),
    'JSON of somebody else': late('json'),
  }
}

const azure: Ways = ({ KEY = '' }) => {
  const start = (manners: object, key = KEY) =>
    startAzureBlob('costs', () => run(), { account: 'exampleexports', key }, manners)
  return {
    'a wrong key': () => start({}, Buffer.from('another').toString('base64')),
    'a refusal in the middle': () => start(after(1, { status: 403, code: 'AuthorizationFailure' })),
    'throttling that stays': () => start(after(1, { status: 503, code: 'ServerBusy' })),
    'a page of a proxy in the middle': () => start(after(1, { html: 502 })),
    'a body that is cut in the middle': () => start(after(1, 'cut')),
  }
}

const prometheus: Ways = () => ({
  'a wrong password': () => startPrometheus([], { authorization: 'Basic another' }),
})

describe.each<readonly [string, Ways]>([
  ['Cost Explorer', costExplorer],
  ['S3', s3],
  ['BigQuery', bigQuery],
  ['Alibaba', alibaba],
  ['Tencent', tencent],
  ['Azure with a key', azure],
  ['Prometheus with a password', prometheus],
])('%s', (name, ways) => {
  test(`${name} fails as the service does, and tells no secret`, async ({ ledger }) => {
    const service = services.find((one) => one.name === name)
    if (service === undefined) throw new Error(`no service ${name}`)
    const [leaks, codes]: [string[], Record<string, number>] = [[], {}]

    for (const [way, start] of Object.entries(ways(service.env))) {
      const world = await start()
      onTestFinished(() => world.close())
      const { exitCode, text } = await runTold(ledger, configOf(service, world.url), service.job, NOW)
      const told = text + (await databaseTold(ledger.url))
      leaks.push(...tellsOf(told, service.marks).map((leak) => `${way}: ${leak}`))
      // Else what was paid for would answer, and the next way would not be met.
      await ledger.rows('delete from raw.page')
      codes[way] = exitCode
    }

    expect(leaks).toEqual([])
    expect(Object.entries(codes).filter(([, code]) => code === 0)).toEqual([])
  })
})
