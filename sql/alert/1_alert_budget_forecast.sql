-- Of each budget, what this month of the business time zone comes to at its end, in percent: what is spent up to the last hour
-- with money, and for the hours after it the pace of the 7 days before it (of those since it began, at least one), each
-- provider by its own last hour, for some bill a day late. One that is silent for 7 days spends no more.
create view report.alert_budget_forecast as
select budget as subject, model, ''::text as version, provider, round(100 * forecast / amount, 2) as value,
  case currency when 'USD' then forecast end as now_usd, case currency when 'CNY' then forecast end as now_cny,
  case currency when 'USD' then amount end as usual_usd, case currency when 'CNY' then amount end as usual_cny, starts as since
from (
  select budget, model, provider, currency, amount, starts,
    case when bool_and(comes_to is not null) then sum(comes_to) end as forecast
  from (
    select budget, model, provider, currency, amount, starts, spender,
      case when bool_and(cost is not null) filter (where hour >= starts or hour > last - interval '7 days')
        and (extract(epoch from last - min(first)) >= 23 * 3600 or last <= now() - interval '7 days')
        then coalesce(sum(cost) filter (where hour >= starts), 0)
          + case when last > now() - interval '7 days'
            then sum(cost) filter (where hour > last - interval '7 days') * extract(epoch from ends - greatest(last + interval '1 hour', starts))
              / least(7 * 86400, extract(epoch from last - min(first)) + 3600)
            else 0 end
        end as comes_to
    from (
      select b.*, h.provider as spender, h.hour, case b.currency when 'USD' then h.effective_usd else h.effective_cny end as cost,
        max(h.hour) over (partition by b.budget, h.provider) as last, min(h.hour) over (partition by b.budget, h.provider) as first
      from (
        select *, month at time zone zone as starts, (month + interval '1 month') at time zone zone as ends
        from ops.budget
        cross join (
          select business_time_zone as zone, date_trunc('month', now() at time zone business_time_zone) as month
          from ops.split_settings order by load_id desc limit 1
        ) calendar
      ) b
      join report.model_hour h on h.hour > (select date_trunc('month', now() at time zone business_time_zone) at time zone business_time_zone - interval '14 days' from report.calendar)
        and h.hour <= now() and h.resource_hours > 0
        and b.provider in ('', h.provider)
      left join fact.model_version v using (version_id)
      where (select count(*) from ops.budget) > 0 and (b.model = '' or v.model = b.model and h.reason in ('', 'named'))
    ) hours
    group by budget, model, provider, currency, amount, starts, ends, spender, last
  ) spenders
  group by budget, model, provider, currency, amount, starts
) months
