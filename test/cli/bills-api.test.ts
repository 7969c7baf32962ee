/** Bills that are asked for over an API, from a far end on loopback to what people read. */
import { expect, onTestFinished } from 'vitest'
import { type AlibabaManners, type AlibabaRow, startAlibaba } from '../../src/world/alibaba.js'
import { aBill, ACCOUNT, machine, metered } from '../sources/alibaba/bills.js'
import { anExport, gpu, hour, key as gcpKey, table } from '../sources/gcp/given.js'
import { brokenLaws } from '../support/dump.js'
import { type Ledger, test } from '../support/ledger.js'
import { json, tokenledger } from './tool.js'

const SECRET = 'example-secret'

/**
 * The last day of a month, and the first of the next. The command goes by the clock, and a day is metered for 89 days: this one
 * is a month old, two at most.
 */
const [LAST, NEXT] = ((): readonly [string, string] => {
  const now = new Date()
  const at = (day: number): string =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, day)).toISOString().slice(0, 10)
  return [at(0), at(1)]
})()
const MONTH = LAST.slice(0, 7)

/** Two hours of a machine for 24.0045 yuan, of which 24 are invoiced, and tokens for 3. */
const rows: readonly AlibabaRow[] = [
  { ...machine, BillingDate: LAST, PretaxAmount: '24.0045', Usage: '2' },
  {
    ...machine,
    BillingDate: LAST,
    ProductCode: 'sfm',
    CommodityCode: 'sfm',
    BillingItemCode: 'input_token',
    InstanceID: '1;llm-example;qwen-plus;input_token;;0',
    InstanceSpec: '',
    UsageUnit: 'Thousand tokens',
    PretaxAmount: '3',
    PretaxGrossAmount: '3',
    AfterDiscountAmount: '3',
    Usage: '3750',
  },
]
const overview = [
  { ProductCode: 'ecs', Currency: 'CNY', PretaxAmount: '24', RoundDownDiscount: '0.0045' },
  { ProductCode: 'sfm', Currency: 'CNY', PretaxAmount: '3', RoundDownDiscount: '0' },
]

async function anAccount(ledger: Ledger, manners: AlibabaManners = {}, key = SECRET) {
  const bill = aBill(rows, {
    overview: () => overview,
    usage: () => metered('i-bp1example', `${LAST}T02`, `${LAST}T03`),
  })
  const world = await startAlibaba(bill, { now: () => new Date(), ...manners })
  onTestFinished(() => world.close())
  await ledger.file(
    'tokenledger.yaml',
    `bills:
  alibaba:
    - credentials: { access_key_id: { env: KEY_ID }, access_key_secret: { env: KEY } }
      endpoint: ${world.url}
rates: { source: cfets }
`,
  )
  const env = {
    cwd: ledger.folder,
    DATABASE_URL: ledger.url,
    TOKENLEDGER_HOME: ledger.folder,
    KEY_ID: 'LTAIexample',
    KEY: key,
  }
  return { world, run: (...args: string[]) => tokenledger(args, env) }
}

const day = ['--from', LAST, '--to', NEXT] as const

test('a day of Alibaba goes to the hours its machine ran and to the model it names, and is the provider’s own total', async ({
  ledger,
}) => {
  const { run } = await anAccount(ledger)

  const first = await run('bills', 'alibaba', ...day)
  const again = await run('bills', 'alibaba', ...day, '--json')
  const told = await run('reconcile', '--basis', 'billed')

  expect([first.code, again.code, told.code]).toEqual([0, 0, 0])
  expect(first.out).toMatch(/^alibaba: 1 piece read with \d requests\.$/m)
  expect(json(again)).toMatchObject({
    accounts: [{ pieces: [{ piece: LAST, came: '0', gone: '0' }], error: null }],
  })
  // 24.0045 over two hours; the tokens name no machine and go evenly over the day's 24 hours.
  expect(
    await ledger.rows(
      `select hour::text, billed_cost, grain_source from fact.resource_hour h join fact.resource r using (resource_key)
       where r.resource_id = 'i-bp1example' and billed_cost <> 0 order by 1`,
    ),
  ).toEqual([
    { hour: `${LAST} 02:00:00+00`, billed_cost: '12.002250000000000000', grain_source: 'presence_day' },
    { hour: `${LAST} 03:00:00+00`, billed_cost: '12.002250000000000000', grain_source: 'presence_day' },
  ])
  expect(
    await ledger.rows(
      'select provider, billing_account_id, billed, not_in_lines, provider_total, provider_difference from report.invoice',
    ),
  ).toEqual([
    {
      provider: 'alibaba',
      billing_account_id: ACCOUNT,
      billed: '27.004500000000000000',
      not_in_lines: '-0.004500000000000000',
      provider_total: '27.000000000000000000',
      provider_difference: '0.000000000000000000',
    },
  ])
  expect(told.out).toMatch(new RegExp(`^alibaba 1830000000000001 +${MONTH} +¥27\\.00 +-?¥0\\.00 +¥27\\.00 +0$`, 'm'))
  expect(
    await ledger.rows(
      `select distinct v.model, m.kind, m.reason from report.model_hour m join fact.model_version v using (version_id)
       where v.version_id <> 0`,
    ),
  ).toEqual([{ model: 'qwen-plus', kind: 'serving', reason: 'named' }])
  expect(await brokenLaws(ledger.url)).toEqual([])
})

test('what would be asked is told, and nothing is asked but how many rows there are', async ({ ledger }) => {
  const { world, run } = await anAccount(ledger)

  const dry = await run('bills', 'alibaba', ...day, '--dry-run')
  const askedNothing = [...world.asked]
  const plan = await run('backfill', 'bills:alibaba', ...day, '--dry-run')

  expect([dry.code, plan.code]).toEqual([0, 0])
  expect(dry.out).toMatch(/^alibaba: would read 1 piece with about \d requests\.$/m)
  expect(plan.out).toMatch(new RegExp(`^bills:alibaba:alibaba +1 piece +0 +${LAST} +${NEXT} +\\d+ +\\$0\\.00$`, 'm'))
  expect(askedNothing).toEqual([])
  expect(world.asked.map((asked) => [asked.get('Action'), asked.get('MaxResults')])).toEqual([
    ['DescribeInstanceBill', '1'],
  ])
})

test('a backfill reads what lacks, and goes on where it ended', async ({ ledger }) => {
  const { run } = await anAccount(ledger)

  const first = await run('backfill', 'bills:alibaba', ...day)
  const again = await run('backfill', 'bills:alibaba', ...day)

  expect([first.code, again.code]).toEqual([0, 0])
  expect(again.out).toContain('Everything is held already.')
  expect(await ledger.value('select count(*) from fact.bill_line')).toBe('2')
})

test('a key that is refused ends with 3 and a remedy, and stands in no word', async ({ ledger }) => {
  const { run } = await anAccount(ledger, {}, 'a-wrong-and-secret-key')

  const refused = await run('bills', 'alibaba', ...day, '--verbose')
  const job = await run('run', 'bills-alibaba', '--json')

  expect([refused.code, job.code]).toEqual([3, 3])
  expect(refused.err).toMatch(/Alibaba refused/)
  for (const said of [
    refused.out,
    refused.err,
    job.out,
    job.err,
    JSON.stringify(await ledger.rows('select * from ops.job_run')),
  ]) {
    expect(said).not.toMatch(/a-wrong-and-secret-key|Signature=/)
  }
  expect(await ledger.value('select count(*) from ops.window')).toBe('0')
})

test('meters that are not allowed are told by the command and by status, and the day is loaded', async ({ ledger }) => {
  const { run } = await anAccount(ledger, { forbidden: ['QueryUserOmsData'] })

  const said = await run('bills', 'alibaba', ...day)
  const job = await run('backfill', 'bills:alibaba', ...day, '--again')
  const status = await run('status')

  expect([said.code, job.code]).toEqual([0, 0])
  for (const { out } of [said, status])
    expect(out).toMatch(/QueryUserOmsData ecs is not allowed [^]* Grant\s+AliyunBSSReadOnlyAccess/)
  expect(await ledger.value('select sum(billed_cost) from fact.resource_hour')).toBe('27.004500000000000000')
})

test('what BigQuery estimates is said in bytes and money before anything is paid for', async ({ ledger }) => {
  const world = await anExport()
  world.load([gpu(hour('22T05'))])
  await ledger.file(
    'tokenledger.yaml',
    `bills: { gcp: [{ table: finops.billing.${table.table}, from: '2026-08-01', endpoint: '${world.url}', credentials: { env: KEY } }] }`,
  )
  const env = { cwd: ledger.folder, DATABASE_URL: ledger.url, TOKENLEDGER_HOME: ledger.folder, KEY: gcpKey.reveal() }
  const range = ['--from', '2026-08-22', '--to', '2026-08-23']

  const dry = await tokenledger(['bills', 'gcp', ...range, '--dry-run'], env)
  const document = await tokenledger(['bills', 'gcp', ...range, '--dry-run', '--json'], env)
  const plan = await tokenledger(['backfill', 'bills:gcp', ...range, '--dry-run'], env)

  // The survey and a day, 10 MB each.
  expect(dry.out).toContain('BigQuery estimates 20,971,520 bytes, at $6.25 a TiB unless they are free: about $0.00.')
  expect(json(document)).toMatchObject({ accounts: [{ estimate: { bytes: '20971520', usd: '0.00012' } }] })
  expect(plan.out).toContain('bills:gcp:gcp: BigQuery estimates 20,971,520 bytes')
  expect(world.billed()).toBe(0n)
})

test('without an account, or with half a range, it says what to write', async ({ ledger }) => {
  const bare = await tokenledger(['bills', 'alibaba'], { cwd: ledger.folder, DATABASE_URL: ledger.url })
  const { run } = await anAccount(ledger)
  const half = await run('bills', 'alibaba', '--from', '2026-08-31')
  const other = await run('bills', 'alibaba', '--account', 'b')

  expect([bare.code, half.code, other.code]).toEqual([2, 2, 2])
  expect(bare.err).toContain('Set bills.alibaba in tokenledger.yaml')
  expect(half.err).toContain('--from and --to go together')
  expect(other.err).toContain('names no account b. It names alibaba')
})
