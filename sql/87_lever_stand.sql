-- Levers as they stand today: what each promises, what its version costs in a mean month, and the clouds that it is of. Only what promises
-- money is a lever here. Beside them versions at work of which telemetry tells of nine tenths or less, with no lever: theirs do not end.
select coalesce(jsonb_agg(to_jsonb(stands)), '[]') as standing
from (
  select l.lever, l.model, l.version, l.provider, l.providers, l.saving_usd_month, l.saving_cny_month,
    case when l.lever = 'cold_idle' then l.saving_usd_month when count(w.cost_usd) = count(w.provider) then round(sum(w.cost_usd * w.month_days) / 7, 12) end as cost_usd_month,
    case when l.lever = 'cold_idle' then l.saving_cny_month when count(w.cost_cny) = count(w.provider) then round(sum(w.cost_cny * w.month_days) / 7, 12) end as cost_cny_month
  from (
    select lever, coalesce(model, '') as model, coalesce(version, '') as version,
      case when lever in ('prune', 'shrink', 'batch') then '' else provider end as provider, string_to_array(provider, ', ') as providers,
      case when count(saving_usd_month) = count(*) then sum(saving_usd_month) end as saving_usd_month,
      case when count(saving_cny_month) = count(*) then sum(saving_cny_month) end as saving_cny_month
    from report.lever_now
    where coalesce(saving_usd_month, saving_cny_month) > 0
    group by lever, model, version, lever_now.provider
  ) l
  left join report.version_week w on w.model = l.model and w.version = l.version and w.provider = any(l.providers)
  group by l.lever, l.model, l.version, l.provider, l.providers, l.saving_usd_month, l.saving_cny_month
  union all
  select null, model, version, provider, array[provider], null, null, null, null
  from report.version_week
  where coverage <= 0.9
) stands
