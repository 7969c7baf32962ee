/** What prices are in force, and what types of machines hold. */
import { type Sized, table } from './panel.js'
import { amount, OF_PROVIDERS } from './sql.js'
import { words } from './words.js'

export const fxTables: readonly Sized[] = [
  table({
    id: 10,
    title: words('Prices in force', '现行价格'),
    description: words(
      'What machines and tokens cost today: as the last bill lists them, else by the price files, with their page and day. Nothing here moves a bill; levers are worked out from it.',
      '机器与 token 今天的价格：以最近账单的目录价为先，否则取自价格文件，附出处与日期。价格不影响账单，只用于估算节省。',
    ),
    size: [24, 9],
    unit: 'short',
    sql: `select provider, region_id as region, item, purchase, per, currency, amount::float8 as amount, \${currency}::float8 as "${amount('same')}", price_from,
  from_day::text as since, source, as_of::text as as_of
from report.price
where ${OF_PROVIDERS} or purchase = 'tokens'
order by provider, item, purchase, region, per`,
    fields: {
      provider: { title: words('Cloud or seller', '云或卖方') },
      region: { title: words('Region', '地域'), noValue: '–' },
      item: { title: words('Type or model', '机型或模型') },
      purchase: { title: words('Bought', '购买方式') },
      per: { title: words('For', '单位') },
      currency: { title: words('Currency', '币种') },
      amount: { title: words('Price', '价格'), decimals: 4 },
      price_from: { title: words('By', '依据') },
      since: { title: words('Since', '自'), noValue: '–' },
      source: { title: words('Source', '出处'), noValue: '–' },
      as_of: { title: words('Looked at', '查看日期'), noValue: '–' },
    },
    amounts: { same: { title: words('the same', '折合'), decimals: 4 } },
  }),
  table({
    id: 9,
    title: words('What types of machines hold', '机型'),
    description: words(
      'GPUs of each type, what one of them is worth in A100s, and who says so; the price list that ships and yours. A part of a GPU, such as an eighth of an A100, stands as that part.',
      '每种机型的 GPU 数、单个折合多少 A100，以及出处；含随附价目表与自有条目。部分 GPU（如 1/8 A100）按其比例列出。',
    ),
    size: [24, 9],
    unit: 'short',
    sql: `select provider, instance_type, gpus::float8 as gpus, gpu_model, a100_factor::float8 as factor, a100s::float8 as a100s, from_day::text as since, source
from report.instance_type
where (from_day is null or from_day < $__timeTo()::timestamptz at time zone 'UTC') and (to_day is null or to_day > $__timeFrom()::timestamptz at time zone 'UTC')
  and ${OF_PROVIDERS}
order by provider, instance_type`,
    fields: {
      provider: { title: words('Cloud', '云') },
      instance_type: { title: words('Type', '机型') },
      gpus: { title: words('GPUs', 'GPU') },
      gpu_model: { title: words('GPU', '型号'), noValue: '–' },
      factor: { title: words('A100s each', '单个折合 A100') },
      a100s: { title: words('A100s', '合计 A100') },
      since: { title: words('Since', '自'), noValue: '–' },
      source: { title: words('Source', '出处') },
    },
  }),
]
