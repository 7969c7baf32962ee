/** What keeps figures from being whole: money that no version got, jobs that fail, and tags that registries lack. */
import { type Sized, table } from './panel.js'
import { modelName, versionName } from './shared.js'
import { amount, daysTouched, OF_PROVIDERS, sum } from './sql.js'
import { words } from './words.js'

const COST = amount('cost')

export const reconciliationGaps: readonly Sized[] = [
  table({
    id: 20,
    title: words('What no version got, by service', '未归属费用，按服务'),
    description: words(
      'All that no version got in the days that the range touches, by service and reason, and how much that is of all that its cloud charged for them. (several): charges of one resource, or of none, that name more than one service; report.unmapped_money tells them apart, by month.',
      '时段所及各天中没有归属任何版本的全部费用，按服务与原因，以及占该云这些天全部费用的比例。(several)：同一资源（或没有资源）的费用涉及多种服务，report.unmapped_money 按月分别列出。',
    ),
    size: [24, 8],
    unit: 'short',
    sql: `select u.provider, u.service_name as service, u.reason, ${sum(`u.${COST}`)}::float8 as "${COST}",
  (${sum(`u.${COST}`)} / nullif(max(s.cost), 0))::float8 as of_cloud
from report.unattributed_spend_day u
left join (
  select provider, ${sum(COST)} as cost from report.spend_day where ${daysTouched()} and ${OF_PROVIDERS} group by provider
) s using (provider)
where ${daysTouched('u.day')} and ${OF_PROVIDERS}
group by u.provider, u.service_name, u.reason
order by 4 desc nulls last, 1, 2, 3`,
    fields: {
      provider: { title: words('Cloud', '云') },
      service: { title: words('Service', '服务') },
      reason: { title: words('Reason', '原因') },
      of_cloud: { title: words('Of its cloud', '占该云'), unit: 'percentunit', decimals: 1 },
    },
    amounts: { cost: { title: words('Cost', '成本') } },
  }),
  table({
    id: 18,
    title: words('Jobs that fail', '失败的任务'),
    description: words(
      'Jobs of which every run since the last good one failed, whatever the range. Empty is good.',
      '自上次成功以来每次运行都失败的任务，与所选时段无关。为空即正常。',
    ),
    size: [12, 8],
    unit: 'short',
    sql: `select job, since, last_at, runs::float8 as runs, error
from report.failing_job
order by since, job`,
    fields: {
      job: { title: words('Job', '任务') },
      since: { title: words('Since', '自'), unit: 'dateTimeAsIso' },
      last_at: { title: words('Last run', '最近运行'), unit: 'dateTimeAsIso' },
      runs: { title: words('Runs', '次数'), decimals: 0 },
      error: { title: words('What it said', '说明') },
    },
  }),
  table({
    id: 19,
    title: words('Tags that registries lack', '注册表缺少的信息'),
    description: words(
      'Versions at work in the last seven whole days that no registry knows (registration), of which nothing tells the version, or neither a tag nor the name tells parameters or format, which right-sizing needs. The most expensive first.',
      '最近七个整天在工作、而注册表中没有（registration），或没有版本，或标签与名称都没有写明参数量（parameters）或量化格式（format）的版本；调整规格需要这些信息。最贵的在前。',
    ),
    size: [12, 8],
    unit: 'short',
    sql: `select model, version, registries, lacks, ${amount('cost')}::float8 as "${amount('week')}"
from report.version_tags_missing
order by 5 desc nulls last, model, version
limit 200`,
    fields: {
      model: modelName,
      version: versionName,
      registries: { title: words('Registries', '注册表'), noValue: '–' },
      lacks: { title: words('Lacks', '缺少') },
    },
    amounts: { week: { title: words('Last 7 days', '近 7 天') } },
  }),
]
