-- Levers that ended, and what that came to: what the version cost in a mean month when its lever was seen last, less what it cost in
-- the whole billed days since, thirty at most, or until the lever opened again. Who did it is not known: fewer requests save, too.
-- `counted` is the one of each version's that promised most. NULL, and why: `no_bill` (no whole day since is billed), `coverage`
-- (telemetry tells of less than nine tenths of what it did in the week before), `no_cost`.
create view report.lever_done as
select *, unknown is null and 1 = row_number() over (
    partition by model, version, case when model = '' then provider end, unknown is null
    order by promised_usd_month desc nulls last, promised_cny_month desc nulls last, ended_day, lever) as counted
from (
  select lever, model, version, provider, providers, from_day, ended_day, days, promised_usd_month, promised_cny_month, before_usd_month,
    before_cny_month, now_usd_month, now_cny_month,
    case when unknown is null then before_usd_month - now_usd_month end as saved_usd_month,
    case when unknown is null then before_cny_month - now_cny_month end as saved_cny_month,
    case when unknown is null then round((before_usd_month - now_usd_month) * days / month_days, 12) end as saved_usd,
    case when unknown is null then round((before_cny_month - now_cny_month) * days / month_days, 12) end as saved_cny, unknown
  from (
    select s.lever, s.model, s.version, s.provider, array_to_string(s.providers, ', ') as providers, s.from_day, s.ended_day,
      greatest(until.day - s.ended_day, 0) as days, s.saving_usd_month as promised_usd_month, s.saving_cny_month as promised_cny_month,
      s.cost_usd_month as before_usd_month, s.cost_cny_month as before_cny_month,
      round(since.usd * c.month_days / nullif(until.day - s.ended_day, 0), 12) as now_usd_month,
      round(since.cny * c.month_days / nullif(until.day - s.ended_day, 0), 12) as now_cny_month, c.month_days,
      case when until.day is null or until.day <= s.ended_day then 'no_bill' when seen.share < 0.9 then 'coverage'
        when coalesce(s.cost_usd_month - since.usd, s.cost_cny_month - since.cny) is null then 'no_cost' end as unknown
    from ops.lever_seen s
    cross join report.calendar c
    cross join lateral (
      select least(c.today, s.ended_day + 30, (
        select min(o.from_day) from ops.lever_seen o
        where (o.lever, o.model, o.version, o.provider) = (s.lever, s.model, s.version, s.provider) and o.from_day >= s.ended_day
      ), (
        select min((reaches at time zone c.business_time_zone)::date)
        from (
          select max(last_charge) as reaches from ops.window w
          where w.provider = any(s.providers) group by w.provider, w.billing_account_id
        ) bills
        where reaches > s.ended_day::timestamp at time zone c.business_time_zone - interval '35 days'
      )) as day
    ) until
    cross join lateral (
      select case when count(m.effective_usd) = count(*) then coalesce(sum(m.effective_usd), 0) end as usd,
        case when count(m.effective_cny) = count(*) then coalesce(sum(m.effective_cny), 0) end as cny
      from report.model_day m
      left join report.version v using (version_id)
      where m.day >= s.ended_day and m.day < until.day and m.provider = any(s.providers)
        and case when s.model = '' then m.version_id = 0 and m.kind = 'cold_idle' else m.reason = '' and v.model = s.model and v.version = s.version end
    ) since
    cross join lateral (
      select min((t.since / nullif(until.day - s.ended_day, 0)) / (t.before / 7)) as share
      from (
        select count(*) filter (where hour >= ended.at)::numeric as since, count(*) filter (where hour < ended.at)::numeric as before
        from (select s.ended_day::timestamp at time zone c.business_time_zone as at) ended
        join ops.telemetry_hour h
          on h.complete and h.hour >= ended.at - interval '7 days' and h.hour < until.day::timestamp at time zone c.business_time_zone
        group by h.source
      ) t
      where t.before > 0
    ) seen
    where s.ended_day is not null
  ) told
) done
