/** Levers that ended, and what came of them. */
import { LEVER_NAMES, UNKNOWNS } from '../words-levers.js'
import { type Sized, stat, table } from './panel.js'
import { modelName, versionName } from './shared.js'
import { amount, daysTouched, month } from './sql.js'
import { words } from './words.js'

const HOW = words(
  'A lever ends on the first day on which it is no longer seen. Saved is what the version cost in a mean month before, less what it cost in the whole billed days since, thirty at most: fewer requests save, too.',
  '某手段不再出现的第一天即为结束。节省额为此前平均月费用减去此后已出账整天（最多三十天）的费用；请求减少也会带来节省。',
)

export const leversDone: readonly Sized[] = [
  stat({
    id: 16,
    title: words('Saved a month, by levers that ended', '已实现的每月节省'),
    description: words(
      `Of levers that ended in the range; of each version the one that promised most. ${HOW.en}`,
      `时段内结束的手段；每个版本只计预期最多的一项。${HOW.zh}`,
    ),
    size: [24, 4],
    unit: 'short',
    sql: `select coalesce(sum(${month('saved')}) filter (where counted), 0)::float8 as "${amount('saved')}",
  count(*) filter (where ${month('saved')} is null)::float8 as unknown
from report.lever_done
where ${daysTouched('ended_day')}`,
    fields: { unknown: { title: words('not known', '未知项'), decimals: 0 } },
    amounts: { saved: { title: words('saved', '已省'), decimals: 2 } },
  }),
  table({
    id: 17,
    title: words('Levers that ended', '已结束的手段'),
    description: words(
      `What was promised, and what came of it, the latest first. ${HOW.en}`,
      `预期与实际，最近结束的在前。${HOW.zh}`,
    ),
    size: [24, 8],
    unit: 'short',
    sql: `select ended_day::text as ended, lever, model, version, providers, from_day::text as since, ${month('promised')}::float8 as "${amount('promised')}",
  ${month('before')}::float8 as "${amount('before')}", ${month('now')}::float8 as "${amount('now')}", ${month('saved')}::float8 as "${amount('saved')}",
  days::float8 as days, ${amount('saved')}::float8 as "${amount('sofar')}", unknown, case when counted then 'yes' else 'no' end as counted
from report.lever_done
where ${daysTouched('ended_day')}
order by ended_day desc, lever, model, version
limit 200`,
    fields: {
      ended: { title: words('Ended', '结束') },
      lever: { title: words('Lever', '手段'), texts: LEVER_NAMES },
      model: modelName,
      version: versionName,
      providers: { title: words('Clouds', '云') },
      since: { title: words('Seen since', '首次出现') },
      days: { title: words('Days billed since', '此后已出账天数'), decimals: 0 },
      unknown: { title: words('Unknown because', '未知原因'), texts: UNKNOWNS, noValue: '-' },
      counted: { title: words('Counted', '计入合计'), texts: { yes: words('yes', '是'), no: words('no', '否') } },
    },
    amounts: {
      promised: { title: words('promised a month', '预期每月') },
      before: { title: words('A month before', '此前每月') },
      now: { title: words('A month since', '此后每月') },
      saved: { title: words('saved a month', '每月已省') },
      sofar: { title: words('so far', '累计') },
    },
  }),
]
