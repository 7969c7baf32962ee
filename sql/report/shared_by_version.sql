-- Shared money beside each version, a day of the business time zone: dealt among the versions of an account (or of all, as
-- split.shared_within says) by GPU-seconds, tokens or equally (split.shared_by). The parts of a rule add up to it, to the last
-- digit. A day on which nothing worked keeps it without a version. Outside the cost of a version and its ratios.
create view report.shared_by_version as
select day, rule, provider, billing_account_id, model, version,
  round(shared_usd * upto / whole, 18) - round(shared_usd * (upto - part) / whole, 18) as shared_usd,
  round(shared_cny * upto / whole, 18) - round(shared_cny * (upto - part) / whole, 18) as shared_cny
from (
  select s.day, s.reason as rule, s.provider, s.billing_account_id, w.model, w.version, s.shared_usd, s.shared_cny,
    coalesce(w.part, 1) as part, coalesce(sum(w.part) over (dealt order by w.version_id), 1) as upto,
    coalesce(sum(w.part) over dealt, 1) as whole
  from (
    select day, reason, provider, billing_account_id,
      case when bool_and(effective_usd is not null) then sum(effective_usd) end as shared_usd,
      case when bool_and(effective_cny is not null) then sum(effective_cny) end as shared_cny
    from report.model_day
    where kind = 'shared'
    group by day, reason, provider, billing_account_id
  ) s
  left join (
    select m.day, m.version_id, v.model, v.version,
      case set.within when 'account' then m.provider end as provider,
      case set.within when 'account' then m.billing_account_id end as billing_account_id,
      case set.by when 'gpu_seconds' then sum(m.gpu_seconds) when 'tokens' then sum(m.prompt_tokens + m.generated_tokens) else 1 end as part
    from report.model_day m
    join fact.model_version v using (version_id)
    cross join (
      select coalesce(settings ->> 'sharedBy', 'gpu_seconds') as by, coalesce(settings ->> 'sharedWithin', 'account') as within
      from ops.split_settings order by load_id desc limit 1) set
    where m.version_id <> 0 and m.reason = ''
    group by m.day, m.version_id, v.model, v.version, set.by, set.within, 5, 6
  ) w on w.day = s.day and w.part > 0
    and coalesce(w.provider, s.provider) = s.provider and coalesce(w.billing_account_id, s.billing_account_id) = s.billing_account_id
  window dealt as (partition by s.day, s.reason, s.provider, s.billing_account_id)
) dealt
