import { type Sized, table } from './panel.js'
import { modelName, state, versionName } from './shared.js'
import { amount, month, OF_PROVIDERS } from './sql.js'
import { UNKNOWNS } from '../words-levers.js'
import { words } from './words.js'

/** From how many tokens on machines of our own are cheaper than bought tokens. */
export const breakEven: Sized = table({
  id: 7,
  title: words('Break-even with bought tokens', '与购买词元的盈亏平衡点'),
  description: words(
    'How many tokens a day a version has to serve, of the same mix as in the last seven whole days, until its machines cost what the cheapest seller of its model asks. Of it: what it serves now over that; above 100 % its own machines are cheaper.',
    '按最近七个整天的构成，某版本每天要提供多少词元，其机器费用才等于该模型最便宜卖方的要价。达成率为现在的词元数与之相比；超过 100 % 时自建更便宜。',
  ),
  size: [24, 8],
  unit: 'short',
  sql: `select model, version, provider, seller, tokens_a_day::float8 as tokens, break_even_tokens_a_day::float8 as break_even, of_break_even::float8 as of_it,
  ${month('cost')}::float8 as "${amount('cost')}", ${month('then')}::float8 as "${amount('bought')}", unknown, status as state
from report.break_even
where ${OF_PROVIDERS}
order by of_break_even nulls last, model, version, provider
limit 200`,
  fields: {
    model: modelName,
    version: versionName,
    provider: { title: words('Cloud', '云') },
    seller: { title: words('Seller', '卖方') },
    tokens: { title: words('Tokens a day', '每天词元数'), unit: 'locale', decimals: 0 },
    break_even: { title: words('Break-even a day', '平衡点（每天）'), unit: 'locale', decimals: 0 },
    of_it: {
      title: words('Of it', '达成率'),
      unit: 'percentunit',
      decimals: 1,
      thresholds: [
        [null, 'orange'],
        [1, 'green'],
      ],
      custom: { cellOptions: { type: 'color-text' } },
    },
    unknown: { title: words('Unknown because', '未知原因'), texts: UNKNOWNS, noValue: '-' },
    state,
  },
  amounts: {
    cost: { title: words('A month now', '现在每月') },
    bought: { title: words('bought, a month', '购买则每月') },
  },
})
