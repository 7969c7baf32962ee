/** The Cost and Usage Report 2.0 in the columns of FOCUS: amortised as AWS does, split rows left out, every digit kept. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { MalformedBill } from '../../../src/errors.js'
import { translated } from '../../../src/sources/aws/exports/cur.js'
import { openSnapshot } from '../../../src/sources/focus/index.js'
import { csv, type Line } from '../../support/focus.js'
import { writeParquet } from '../../support/parquet.js'
import { aBucket, aFolder, deliver, NOW } from './bucket.js'

const PLAN = 'arn:aws:savingsplans::111122223333:savingsplan/0a1b'
const RESERVED = 'arn:aws:ec2:us-east-1:111122223333:reserved-instances/0c1d'
const NODE = 'i-0a1b2c3d4e5f60718'

const usual: Line = {
  bill_billing_period_start_date: '2026-08-01T00:00:00.000Z',
  bill_billing_period_end_date: '2026-09-01T00:00:00.000Z',
  bill_payer_account_id: '111122223333',
  bill_invoicing_entity: 'Amazon Web Services, Inc.',
  bill_invoice_id: null,
  line_item_currency_code: 'USD',
  line_item_line_item_type: 'Usage',
  line_item_usage_account_id: '444455556666',
  line_item_usage_start_date: '2026-08-05T06:00:00.000Z',
  line_item_usage_end_date: '2026-08-05T07:00:00.000Z',
  line_item_product_code: 'AmazonEC2',
  line_item_operation: 'RunInstances',
  line_item_usage_type: 'BoxUsage:p5.48xlarge',
  line_item_resource_id: NODE,
  line_item_usage_amount: '1.0',
  line_item_unblended_cost: '55.04',
  pricing_public_on_demand_cost: '55.04',
  pricing_unit: 'Hrs',
  product: '{"product_name":"Amazon Elastic Compute Cloud","instance_type":"p5.48xlarge","region_code":"us-east-1"}',
  resource_tags: '{"user_team":"serving"}',
  reservation_effective_cost: '0.0',
  reservation_reservation_a_r_n: null,
  reservation_unused_amortized_upfront_fee_for_billing_period: '0.0',
  reservation_unused_recurring_fee: '0.0',
  savings_plan_savings_plan_a_r_n: null,
  savings_plan_savings_plan_effective_cost: '0.0',
  savings_plan_total_commitment_to_date: '0.0',
  savings_plan_used_commitment: '0.0',
  split_line_item_parent_resource_id: null,
}

type Row = Readonly<Record<string, string>>

async function focusOf(rows: readonly Line[], base: Line = usual): Promise<Row[]> {
  const folder = aFolder()
  const { world, exports } = await aBucket({}, { table: 'cur', exportName: 'cur' })
  deliver(world, '2026-08', { 'cur-00001.csv.gz': csv(rows, base) }, { base: 'bills/cur' })
  const { files } = await exports.fetch('2026-08', folder, NOW)
  return rowsOf(files[0] ?? '')
}

/** The CSV that DuckDB writes quotes only what needs it; tags are the only such. */
function rowsOf(path: string): Row[] {
  const [head = '', ...lines] = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n')
  const fields = (line: string): string[] =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
    )
  return lines.map((line) => Object.fromEntries(fields(head).map((name, i) => [name, fields(line)[i] ?? ''])))
}

const costs = (row: Row | undefined) => [
  row?.['BilledCost'],
  row?.['EffectiveCost'],
  row?.['ListCost'],
  row?.['ContractedCost'],
]
const plan = { savings_plan_savings_plan_a_r_n: PLAN, line_item_product_code: 'ComputeSavingsPlans' }

describe('a row', () => {
  test('of use keeps what tells a machine, and its amounts as they are written', async () => {
    const [row] = await focusOf([
      { line_item_unblended_cost: '1.5E-7', pricing_public_on_demand_cost: '0.0000000000000015' },
    ])

    expect(row).toMatchObject({
      ProviderName: 'AWS',
      BillingAccountId: '111122223333',
      SubAccountId: '444455556666',
      ChargeCategory: 'Usage',
      ResourceId: NODE,
      ChargePeriodStart: '2026-08-05T06:00:00.000Z',
      ServiceName: 'Amazon Elastic Compute Cloud',
      RegionId: 'us-east-1',
      ConsumedQuantity: '1.0',
      ConsumedUnit: 'Hrs',
      x_UsageType: 'BoxUsage:p5.48xlarge',
      x_Operation: 'RunInstances',
      x_CostType: 'Usage',
      SkuPriceDetails: '{"InstanceType":"p5.48xlarge"}',
      Tags: '{"user_team":"serving"}',
      PricingCategory: 'Standard',
      BillingCurrency: 'USD',
      InvoiceIssuerName: 'Amazon Web Services, Inc.',
    })
    expect(costs(row)).toEqual(['1.5E-7', '1.5E-7', '0.0000000000000015', '1.5E-7'])
  })

  // One plan of $40 an hour and two p5 at 55.04: 33.024 and 6.976 of it used, 43.413 on top; the worked figure of the ledger.
  test.each<readonly [type: string, over: Line, expected: readonly (readonly string[])[], sorts: readonly object[]]>([
    [
      'SavingsPlanCoveredUsage',
      { ...plan, savings_plan_savings_plan_effective_cost: '33.024' },
      [['55.04', '33.024', '55.04', '55.04']],
      [
        {
          ChargeCategory: 'Usage',
          CommitmentDiscountStatus: 'Used',
          CommitmentDiscountId: PLAN,
          PricingCategory: 'Committed',
        },
      ],
    ],
    [
      'SavingsPlanNegation',
      { ...plan, line_item_unblended_cost: '-55.04' },
      [['-55.04', '0', '0', '0']],
      [{ ChargeCategory: 'Adjustment', ConsumedQuantity: '' }],
    ],
    [
      'SavingsPlanRecurringFee',
      {
        ...plan,
        line_item_unblended_cost: '40',
        savings_plan_total_commitment_to_date: '40',
        savings_plan_used_commitment: '33.024',
      },
      [
        ['40', '0', '40', '40'],
        ['0', '6.976000000000000000', '0', '0'],
      ],
      [
        { ChargeCategory: 'Purchase', ChargeFrequency: 'Recurring', CommitmentDiscountStatus: '' },
        { ChargeCategory: 'Usage', CommitmentDiscountStatus: 'Unused' },
      ],
    ],
    [
      'SavingsPlanRecurringFee',
      {
        ...plan,
        line_item_unblended_cost: '40',
        savings_plan_total_commitment_to_date: '40',
        savings_plan_used_commitment: '40',
      },
      [['40', '0', '40', '40']],
      [{ ChargeCategory: 'Purchase' }],
    ],
    [
      'SavingsPlanUpfrontFee',
      { ...plan, line_item_unblended_cost: '1000' },
      [['1000', '0', '1000', '1000']],
      [{ ChargeCategory: 'Purchase', ChargeFrequency: 'One-Time' }],
    ],
    [
      'DiscountedUsage',
      { line_item_unblended_cost: '0.0', reservation_effective_cost: '13.7', reservation_reservation_a_r_n: RESERVED },
      [['0.0', '13.7', '55.04', '']],
      [{ ChargeCategory: 'Usage', CommitmentDiscountType: 'Reserved Instance', CommitmentDiscountStatus: 'Used' }],
    ],
    [
      'RIFee',
      {
        line_item_unblended_cost: '7440',
        reservation_unused_amortized_upfront_fee_for_billing_period: '5.5',
        reservation_unused_recurring_fee: '6.5',
        reservation_reservation_a_r_n: RESERVED,
      },
      [
        ['7440', '0', '7440', '7440'],
        ['0', '12.000000000000000000', '0', '0'],
      ],
      [
        { ChargeCategory: 'Purchase', ChargeFrequency: 'Recurring' },
        { ChargeCategory: 'Usage', CommitmentDiscountStatus: 'Unused' },
      ],
    ],
    [
      'Fee',
      { line_item_unblended_cost: '1000', reservation_reservation_a_r_n: RESERVED },
      [['1000', '0', '1000', '1000']],
      [{ ChargeCategory: 'Purchase' }],
    ],
    ['Fee', { line_item_unblended_cost: '12' }, [['12', '12', '12', '12']], [{ ChargeCategory: 'Purchase' }]],
    [
      'Tax',
      { line_item_unblended_cost: '9', line_item_resource_id: null },
      [['9', '9', '9', '9']],
      [{ ChargeCategory: 'Tax', ChargeFrequency: '' }],
    ],
    [
      'Credit',
      { line_item_unblended_cost: '-5' },
      [['-5', '-5', '-5', '-5']],
      [{ ChargeCategory: 'Credit', ConsumedQuantity: '' }],
    ],
    [
      'Refund',
      { line_item_unblended_cost: '-5' },
      [['-5', '-5', '-5', '-5']],
      [{ ChargeCategory: 'Credit', x_CostType: 'Refund' }],
    ],
    ['EdpDiscount', { line_item_unblended_cost: '-3' }, [['-3', '-3', '-3', '-3']], [{ ChargeCategory: 'Adjustment' }]],
    ['SomethingNew', { line_item_unblended_cost: '7' }, [['7', '7', '7', '7']], [{ ChargeCategory: 'SomethingNew' }]],
  ])('%s %j costs %j', async (type, over, expected, sorts) => {
    const rows = await focusOf([{ line_item_line_item_type: type, ...over }])

    expect(rows.map(costs)).toEqual(expected)
    expect(rows).toMatchObject(sorts)
  })

  test('whose amortised part has more decimals than the ledger is shown, not rounded', async () => {
    const rows = await focusOf([
      {
        ...plan,
        line_item_line_item_type: 'SavingsPlanRecurringFee',
        line_item_unblended_cost: '40',
        savings_plan_total_commitment_to_date: '40',
        savings_plan_used_commitment: '1.0E-19',
      },
    ])

    expect(rows.map((row) => row['EffectiveCost'])).toEqual(['0', '40 - 1.0E-19'])
  })

  test('of spot is priced by the market', async () => {
    const [row] = await focusOf([{ line_item_usage_type: 'USE2-SpotUsage:g5.xlarge' }])

    expect(row).toMatchObject({ PricingCategory: 'Dynamic' })
  })
})

describe('split cost allocation', () => {
  const pod = (unit: string): Line => ({
    line_item_operation: 'EKSPod-EC2',
    line_item_usage_type: `USE1-EKS-EC2-${unit}`,
    line_item_resource_id: 'arn:aws:eks:us-east-1:444455556666:pod/serving/prod/qwen-0/uid',
    line_item_unblended_cost: '0.0',
    pricing_public_on_demand_cost: '0.0',
    split_line_item_parent_resource_id: NODE,
    split_line_item_split_cost: '27.52',
  })

  test('is never added to its parent', async () => {
    const rows = await focusOf([{}, pod('vCPU-Hours'), pod('GB-Hours')], { ...usual, split_line_item_split_cost: null })

    expect(rows.map((row) => [row['ResourceId'], row['BilledCost'], row['ListCost']])).toEqual([
      [NODE, '55.04', '55.04'],
    ])
  })

  test('whose rows cost something themselves is another report, and nothing of it is loaded', async () => {
    const failed = focusOf([{}, { ...pod('vCPU-Hours'), line_item_unblended_cost: '1' }], {
      ...usual,
      split_line_item_split_cost: null,
    })

    await expect(failed).rejects.toBeInstanceOf(MalformedBill)
    await expect(failed).rejects.toThrow('1 rows of split cost allocation have a cost of their own')
  })
})

describe('a report', () => {
  test('without what amortises its commitments is refused; without commitments it is read', async () => {
    const without = Object.fromEntries(
      Object.entries(usual).filter(([name]) => name !== 'savings_plan_savings_plan_effective_cost'),
    )

    const rows = await focusOf([{}], without)
    const failed = focusOf([{ line_item_line_item_type: 'SavingsPlanCoveredUsage' }], without)

    await expect(failed).rejects.toThrow('lacks the columns savings_plan_savings_plan_effective_cost')
    expect(rows).toHaveLength(1)
  })

  test('that is none is refused', async () => {
    const failed = focusOf([{}], { a: '1' })

    await expect(failed).rejects.toThrow('it has no column bill_billing_period_start_date')
  })

  test('in Parquet has doubles, which are kept by their shortest text, and maps', async () => {
    const folder = aFolder()
    mkdirSync(join(folder, 'data'))
    const query = `select timestamp '2026-08-01' as bill_billing_period_start_date, timestamp '2026-09-01' as bill_billing_period_end_date,
      '111122223333' as bill_payer_account_id, 'USD' as line_item_currency_code, 'Usage' as line_item_line_item_type, 0.1::double + 0.2::double as line_item_unblended_cost,
      '444455556666' as line_item_usage_account_id, timestamp '2026-08-05 06:00:00' as line_item_usage_start_date, timestamp '2026-08-05 07:00:00' as line_item_usage_end_date,
      map {'product_name': 'Amazon SageMaker', 'instance_type': 'ml.g5.12xlarge', 'region_code': 'us-east-1'} as product,
      map {'user_team': 'search'} as resource_tags, 1.5e-7::double as pricing_public_on_demand_cost, 'USE1-Host:ml.g5.12xlarge' as line_item_usage_type`
    const file = await writeParquet(join(folder, 'data', 'cur.parquet'), query)
    const to = join(folder, 'focus.csv.gz')

    await translated([file], to, { memoryLimit: '300MB' })

    const [row] = rowsOf(to)
    expect(costs(row)).toEqual(['0.30000000000000004', '0.30000000000000004', '1.5e-07', '0.30000000000000004'])
    expect(row).toMatchObject({
      ServiceName: 'Amazon SageMaker',
      RegionId: 'us-east-1',
      Tags: '{"user_team":"search"}',
      SkuPriceDetails: '{"InstanceType":"ml.g5.12xlarge"}',
    })
  })

  test('is understood by the reader of FOCUS files, and comes to what the report says', async () => {
    const folder = aFolder()
    const { world, exports } = await aBucket({}, { table: 'cur', exportName: 'cur' })
    const rows: Line[] = [
      {
        line_item_line_item_type: 'SavingsPlanCoveredUsage',
        ...plan,
        savings_plan_savings_plan_effective_cost: '33.024',
      },
      {
        line_item_line_item_type: 'SavingsPlanNegation',
        ...plan,
        line_item_unblended_cost: '-55.04',
        pricing_public_on_demand_cost: '0',
      },
      {
        line_item_line_item_type: 'SavingsPlanRecurringFee',
        ...plan,
        line_item_unblended_cost: '40',
        savings_plan_total_commitment_to_date: '40',
        savings_plan_used_commitment: '33.024',
      },
      { line_item_resource_id: 'i-2', line_item_unblended_cost: '43.413' },
    ]
    deliver(world, '2026-08', { 'cur-00001.csv.gz': csv(rows, usual) }, { base: 'bills/cur' })
    const { files } = await exports.fetch('2026-08', folder, NOW)

    const snapshot = await openSnapshot({
      feed: 'aws-cur',
      content: 'x',
      files: files.map((path) => ({ path, format: 'csv', bytes: 1, sha256: 'x' })),
      roundDoubles: false,
      merge: false,
      threads: 1,
      memoryLimit: '300MB',
      folder,
      onProgress: () => undefined,
    })
    await snapshot.close()

    // Billed 40 + 43.413; effective 33.024 + 6.976 + 43.413.
    expect(snapshot.totals).toMatchObject([
      {
        lines: '5',
        billingCurrency: 'USD',
        billedCost: '83.413000000000000000',
        effectiveCost: '83.413000000000000000',
      },
    ])
    expect(snapshot.windows).toMatchObject([
      {
        provider: 'aws',
        billingAccountId: '111122223333',
        billingPeriod: '2026-08-01',
        billingPeriodEnd: '2026-09-01',
      },
    ])
  })

  test('leaves no process and no file of the report behind', async () => {
    const folder = aFolder()
    const { world, exports } = await aBucket({}, { table: 'cur', exportName: 'cur' })
    deliver(world, '2026-08', { 'cur-00001.csv.gz': csv([{}], usual) }, { base: 'bills/cur' })

    await exports.fetch('2026-08', folder, NOW)

    const left = execFileSync('find', [folder, '-type', 'f']).toString().trim().split('\n')
    expect(left).toEqual([join(folder, 'cur', 'focus', 'BILLING_PERIOD=2026-08', 'cur-focus.csv.gz')])
  })
})
