import { expect } from 'vitest'
import { readInstanceTypes } from '../../src/pricing/index.js'
import { withClient } from '../../src/store/index.js'
import { putInstanceTypes, type TypesPut } from '../../src/store/instance-types.js'
import { type Ledger, test } from '../support/ledger.js'

const page = 'source: https://example.com/types, as_of: 2026-08-21'

async function put(ledger: Ledger, overlays: readonly string[] = []): Promise<TypesPut> {
  return withClient(ledger.pool, (client) => putInstanceTypes(client, readInstanceTypes({ overlays }), '7'))
}

test('the types that ship are written once, and only what differs afterwards', async ({ ledger }) => {
  const path = await ledger.file(
    'types.yaml',
    `instance_types:
  - { provider: aws, type: p5.48xlarge, gpus: 8, gpu: H100-80GB, to: 2026-07-01, ${page} }
  - { provider: aws, type: p5.48xlarge, gpus: 7, gpu: X1, from: 2026-07-01, ${page} }
`,
  )

  const first = await put(ledger)
  const again = await put(ledger)
  const withOurs = await put(ledger, [path])
  const back = await put(ledger)

  const all = readInstanceTypes({ overlays: [] }).length
  expect(first).toEqual({ came: all, gone: 0, changed: true })
  expect(again).toEqual({ came: 0, gone: 0, changed: false })
  expect(withOurs).toEqual({ came: 2, gone: 1, changed: true })
  expect(back).toEqual({ came: 1, gone: 2, changed: true })
})

test('a type is stored with its days, its exact share and its factor, or none', async ({ ledger }) => {
  const path = await ledger.file(
    'types.yaml',
    `instance_types: [{ provider: aws, type: p5.48xlarge, gpus: 7, gpu: X1, from: 2026-07-01, ${page} }]\n`,
  )

  await put(ledger, [path])

  const rows = await ledger.rows(
    `select instance_type, from_day, to_day, trim_scale(gpus)::text as gpus, gpu_model, a100_factor, as_of
     from fact.instance_type where instance_type in ('p5.48xlarge', 'Standard_NV6ads_A10_v5') order by gpus`,
  )
  expect(rows).toEqual([
    {
      instance_type: 'Standard_NV6ads_A10_v5',
      from_day: '-infinity',
      to_day: 'infinity',
      gpus: '0.166666666666666667',
      gpu_model: 'A10',
      a100_factor: '0.400641025641025641',
      as_of: '2026-11-21',
    },
    {
      instance_type: 'p5.48xlarge',
      from_day: '2026-07-01',
      to_day: 'infinity',
      gpus: '7',
      gpu_model: 'X1',
      a100_factor: null,
      as_of: '2026-08-21',
    },
  ])
})
