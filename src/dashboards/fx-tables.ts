/** What prices are in force, and what types of machines hold. */
import { columns, type Sized, table } from './panel.js'
import { amount, daysBeforeRange, daysInRange, OF_PROVIDERS, sum } from './sql.js'
import { inline, words } from './words.js'

const COST = amount('cost')
const EFFECTIVE = amount('effective')
const open = `effective_unknown + ${amount('unconverted')}`

/** What is told of accounts and of machines' GPUs, on the days of the range and on as many before them. */
const told = (from: string, what: string, where: string): string => `
      select provider, true as now, ${what} from report.${from} where ${daysInRange()} and ${where}
      union all
      select provider, false, ${what} from report.${from} where ${daysBeforeRange()} and ${where}`

const step = (nth: number, en: string, zh: string, cost: string): string => `(${nth}, '${inline(words(en, zh))}', ${cost})`

export const fxTables: readonly Sized[] = [
  columns({
    id: 11,
    title: words('From the range before to this one', '与前一时段相比的变化'),
    description: words(
      'What the days of the range cost, effective, and as many days before them, and what made the difference. Rate: this range at its own rates less the same at the mean rate of its bills before. Volume: GPU hours more or less, at what they cost before; of a cloud without GPU hours before, all of it. Price: the rest, other services among it. Unknown as soon as a part is.',
      '该时段各天的有效成本与此前同样天数的比较及其原因。汇率：按此前账单的平均汇率折算本时段之差；用量：GPU 小时的增减乘以此前的单价，此前没有 GPU 小时的云则全部计入用量；价格：其余部分，含其他服务。任何一部分未知则为未知。',
    ),
    size: [24, 8],
    unit: 'short',
    sql: `select name, step_cost::float8 as "${COST}"
from (
  select ${sum('before')} as before, ${sum('volume')} as volume, ${sum('now - before - rate - volume')} as price, ${sum('rate')} as rate,
    ${sum('now')} as now
  from (
    select provider, before, now, rate, case when gpus_before > 0 then before * (gpus_now - gpus_before) / gpus_before else now - before - rate end as volume
    from (
      select provider, ${sum('before')} as before, ${sum('now')} as now, ${sum('case when own_before = 0 then 0 else now - own_now * before / own_before end')} as rate
      from (
        select provider, case when sum(open) = 0 then coalesce(sum(cost) filter (where now), 0) end as now,
          case when sum(open) = 0 then coalesce(sum(cost) filter (where not now), 0) end as before,
          coalesce(sum(own) filter (where now), 0) as own_now, coalesce(sum(own) filter (where not now), 0) as own_before
        from (${told('account_day', `billing_currency, effective_known as own, ${EFFECTIVE} as cost, ${open} as open`, OF_PROVIDERS)}
        ) accounts
        group by provider, billing_currency
      ) bills
      group by provider
    ) clouds
    left join (
      select provider, coalesce(sum(gpu_seconds) filter (where now), 0) as gpus_now, sum(gpu_seconds) filter (where not now) as gpus_before
      from (${told('cost_by_region_day', 'gpu_seconds', `${OF_PROVIDERS} and reason = ''`)}
      ) machines
      group by provider
    ) gpus using (provider)
  ) moved
) total
cross join lateral (
  values ${[
    step(1, 'before', '此前', 'before'),
    step(2, 'volume', '用量', 'volume'),
    step(3, 'price', '价格', 'price'),
    step(4, 'rate', '汇率', 'rate'),
    step(5, 'now', '本时段', 'now'),
  ].join(', ')}
) steps (nth, name, step_cost)
order by nth`,
    amounts: { cost: { title: words('Cost', '成本') } },
  }),
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
  from_day::text as since, source, case when source ~ '^https?://' then source end as page, as_of::text as as_of
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
      page: { title: words('Page', '网页'), noValue: '–', link: { title: words('Its page', '打开网页'), url: '${__value.raw}' } },
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
