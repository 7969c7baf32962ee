/** Who pays: the teams and environments that the tags of bills name. */
import { chart, donut, type Sized } from './panel.js'
import { teams } from './points.js'
import { amount, sum } from './sql.js'
import { words } from './words.js'

const COST = amount('cost')
const HOW = words(
  'It is what tags of the bills say (split.team_tag and split.env_tag in tokenledger.yaml); (none): no tag says it. Team and Environment above choose here alone: versions do not know whose they are.',
  '依据账单的标签（tokenledger.yaml 中的 split.team_tag 与 split.env_tag）；(none) 表示没有标签说明。上方的“团队”与“环境”只筛选这几个面板：版本不知道自己属于谁。',
)

const shares = (by: 'team' | 'env'): string => `select ${by}, ${sum(COST)}::float8 as "${COST}"
from ${teams(`${by}, ${COST}`)}
group by ${by}
order by 2 desc nulls last
limit 25`

export const overviewTeams: readonly Sized[] = [
  donut({
    id: 23,
    title: words('Cost by team', '按团队的成本'),
    description: words(
      `Who pays: all of the spend by team, the 25 that cost most. ${HOW.en}`,
      `费用由谁承担：全部支出按团队划分，取最高的 25 个。${HOW.zh}`,
    ),
    size: [8, 9],
    unit: 'short',
    sql: shares('team'),
    amounts: { cost: { title: words('Cost', '成本') } },
  }),
  donut({
    id: 24,
    title: words('Cost by environment', '按环境的成本'),
    description: words(
      `All of the spend by environment: production, tests and what else there is. ${HOW.en}`,
      `全部支出按环境划分，如生产、测试等。${HOW.zh}`,
    ),
    size: [8, 9],
    unit: 'short',
    sql: shares('env'),
    amounts: { cost: { title: words('Cost', '成本') } },
  }),
  chart({
    id: 25,
    title: words('Teams over time', '各团队成本趋势'),
    description: words(
      `What each team paid: an hour a bar, a day where more than 12 days are shown, a week (Monday to Sunday) where more than 190 are. ${HOW.en}`,
      `各团队的费用：每柱一小时；超过 12 天时每柱一天，超过 190 天时每柱一周（周一至周日）。${HOW.zh}`,
    ),
    size: [8, 9],
    unit: 'short',
    look: 'bars',
    stacked: true,
    name: '${__field.labels.team}',
    sql: `select begins as "time", team, ${sum(COST)}::float8 as "${COST}"
from ${teams(`team, ${COST}`)}
group by 1, 2
order by 1`,
    amounts: { cost: {} },
  }),
]
