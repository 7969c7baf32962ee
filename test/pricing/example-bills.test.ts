/** The made-up bills of four clouds, and the GPU-hours that one can work out by hand from examples/README.md. */
import { expect } from 'vitest'
import { shipped } from '../../src/shipped.js'
import { test } from '../support/ledger.js'
import { classifyLines } from './classes.js'

const bills = ['aws-2026-08.csv.gz', 'gcp-2026-08.csv', 'alibaba-2026-08.csv', 'tencent-2026-08.csv']

const gpuHours = `
  select l.provider, l.resource_id, c.instance_type, trim_scale(sum(c.gpus * case c.gpu_measure
      when 'consumed' then l.consumed_quantity * c.unit_seconds when 'pricing' then l.pricing_quantity * c.unit_seconds
      when 'period' then extract(epoch from l.charge_period_end - l.charge_period_start) else 0 end) / 3600)::text as gpu_hours,
    count(*) filter (where c.gpus is null) as unknown
  from fact.bill_line l
  join fact.line_class c using (class_key)
  group by 1, 2, 3
  having sum(c.gpus) > 0 or bool_or(c.gpus is null)
  order by l.resource_id collate "C"`

test('each machine of the example bills holds its GPUs for the hours it ran', async ({ ledger }) => {
  await ledger.load(bills.map((name) => shipped(`examples/bills/${name}`)))

  await classifyLines(ledger)

  const rows = await ledger.rows(gpuHours)
  expect(rows.map((row) => [row['resource_id'], row['instance_type'], row['gpu_hours'], row['unknown']])).toEqual([
    // 14 days of 24 hours on four A10G
    ['arn:aws:sagemaker:us-east-1:444455556666:endpoint/qwen2-5-32b-v1-2-fp16', 'g5.12xlarge', '1344', '0'],
    ['eas-m-example0qwen7b', 'ecs.gn7i-c8g1.2xlarge', '336', '0'],
    // ten working days of six hours; cores and memory add none
    ['example-eval/us-central1-a/eval-a100-01', '039F-D0DA-4055', '60', '0'],
    // 14 x 24 x 8, its disk and its egress none; and from the 5th on a plan pays it
    ['i-0a1b2c3d4e5f60718', 'p5.48xlarge', '2688', '0'],
    ['i-0c0ffee0123456789', 'g6e.xlarge', '336', '0'],
    ['i-0e1e2e3e4e5e6e7e8', 'p5e.48xlarge', '8', '0'],
    // five days, each hour in two lines: what the plan covers, and the rest
    ['i-0f9e8d7c6b5a40312', 'p5.48xlarge', '960', '0'],
    ['i-bp1example00gn7ia', 'ecs.gn7i-c32g1.8xlarge', '336', '0'],
    // from the 4th 14:00 to the 10th 09:30 in Beijing: 5 x 24 + 19.5; the refund takes none of it back
    ['i-bp1example00gn7ib', 'ecs.gn7i-c16g1.4xlarge', '139.5', '0'],
    // August bought ahead: a purchase says nothing of use
    ['i-bp1example00gn7ip', 'ecs.gn7i-c32g1.32xlarge', null, '1'],
    // 14 days and the last hour of July
    ['ins-ex4mple1', 'PNV4.7XLARGE116', '337', '0'],
    // eight hours of a quarter
    ['ms-ex4mple7', 'TI.GN7.LARGE20.POST', '2', '0'],
  ])
})
