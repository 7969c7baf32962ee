-- What is looked at, once: rows of the wanted rules, each with whether it is beyond its threshold; NULL: not known. Amounts stay
-- exact in this text. $1 rules, $2 their thresholds
select coalesce(jsonb_agg(looked), '[]')::text as looked
from (
  select a.rule, a.subject, a.model, a.version, a.provider, a.value, wanted.threshold, round(a.now_usd, 12) as now_usd,
    round(a.now_cny, 12) as now_cny, round(a.usual_usd, 12) as usual_usd, round(a.usual_cny, 12) as usual_cny, a.since,
    case when a.direction = 'over' then a.value > wanted.threshold else a.value < wanted.threshold end as beyond
  from report.alert a
  join unnest($1::text[], $2::numeric[]) as wanted (rule, threshold) on wanted.rule = a.rule
) looked
where beyond is distinct from false
