/** Prices that changed, models that nobody sells by the token, and versions of which no price is known at all. */
import { type Sized, table } from './panel.js'
import { amount, daysTouched, OF_PROVIDERS } from './sql.js'
import { words } from './words.js'

export const fxPrices: readonly Sized[] = [
  table({
    id: 12,
    title: words('Prices that changed', '价格变动'),
    description: words(
      'Prices of machines and tokens that became others on a day of the range, as price files say or bills list them; each is a mark on the charts, too. Less than a thousandth is rounding of a bill. A bill stays what it is.',
      '时段内变动的机器与词元价格，依据价格文件或账单目录价；图表上也有标记。账单目录价不到千分之一的变化视为舍入。账单本身不受影响。',
    ),
    size: [14, 9],
    unit: 'short',
    sql: `select day::text as day, provider, region_id as region, item, purchase, per, before::float8 as before, amount::float8 as amount, currency,
  change::float8 as change, price_from
from report.price_change
where ${daysTouched()} and (${OF_PROVIDERS} or purchase = 'tokens')
order by day desc, provider, item, purchase, per
limit 200`,
    fields: {
      day: { title: words('From', '自') },
      provider: { title: words('Cloud or seller', '云或卖方') },
      region: { title: words('Region', '地域'), noValue: '–' },
      item: { title: words('Type or model', '机型或模型') },
      purchase: { title: words('Bought', '购买方式') },
      per: { title: words('For', '单位') },
      before: { title: words('Before', '此前'), decimals: 4 },
      amount: { title: words('Now', '此后'), decimals: 4 },
      currency: { title: words('Currency', '币种') },
      change: { title: words('Change', '变化率'), unit: 'percentunit', decimals: 1, noValue: '–' },
      price_from: { title: words('By', '依据') },
    },
  }),
  table({
    id: 13,
    title: words('Models without a token price', '没有词元价格的模型'),
    description: words(
      'Models that were served in the last seven whole days and that no price file (pricing.files) has a seller for: whether buying their tokens would be cheaper cannot be said. Empty when all have one.',
      '最近七个整天提供过服务、而价格文件（pricing.files）中没有卖方的模型：无法判断购买词元是否更便宜。都有价格时为空。',
    ),
    size: [10, 9],
    unit: 'short',
    sql: `select model, versions::float8 as versions, tokens::float8 as tokens, ${amount('cost')}::float8 as "${amount('week')}"
from report.model_price_missing
order by 4 desc nulls last, model
limit 200`,
    fields: {
      model: { title: words('Model', '模型') },
      versions: { title: words('Versions', '版本数'), decimals: 0 },
      tokens: { title: words('Tokens', '词元'), unit: 'locale', decimals: 0 },
    },
    amounts: { week: { title: words('Last 7 days', '近 7 天') } },
  }),
  table({
    id: 14,
    title: words('Versions without any price', '没有任何价格的版本'),
    description: words(
      'Versions that did or cost something in the last seven whole days, and for which no price is known: nobody sells their tokens, and no type of machine that they ran on has a price by a bill or a file. Should be empty. No type: their charges name none, or no bill tells of them yet.',
      '最近七个整天有工作或费用、却没有任何价格的版本：没有词元卖方，所用机型在账单和文件中也都没有价格。应为空。“没有机型”表示费用没有写明机型，或账单尚未提到。',
    ),
    size: [24, 7],
    unit: 'short',
    sql: `select model, version, lacks, types, tokens::float8 as tokens, ${amount('cost')}::float8 as "${amount('week')}"
from report.version_price_missing
order by 6 desc nulls last, model, version
limit 200`,
    fields: {
      model: { title: words('Model', '模型') },
      version: { title: words('Version', '版本') },
      lacks: {
        title: words('Lacks', '缺少'),
        texts: { type: words('no type', '没有机型'), price: words('no price', '没有价格') },
      },
      types: { title: words('Types', '机型'), noValue: '–' },
      tokens: { title: words('Tokens', '词元'), unit: 'locale', decimals: 0 },
    },
    amounts: { week: { title: words('Last 7 days', '近 7 天') } },
  }),
]
