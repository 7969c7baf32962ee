-- What a version's hours said at a provider's account and say now, where money moved that was said before: the first time an
-- account is billed for an hour is news and no restatement, and so are work that gets its bill and an amount that was unknown
-- (a first conversion). Where nothing stood before or stands now, there is 0. $1 load, $2 cause
insert into ops.model_restatement
  (load_id, cause, version_id, provider, billing_account_id, hour, kind, reason,
   billed_usd_before, billed_usd_after, effective_usd_before, effective_usd_after,
   billed_cny_before, billed_cny_after, effective_cny_before, effective_cny_after)
select $1::bigint, $2::text, version_id, provider, billing_account_id, hour, kind, reason,
  usd_before, usd_after, effective_usd_before, effective_usd_after, cny_before, cny_after, effective_cny_before, effective_cny_after
from (
  select version_id, provider, billing_account_id, hour, kind, reason, count(*) filter (where side = 'after') as after,
    case when count(*) filter (where side = 'before' and billed_usd is null) = 0 then coalesce(sum(billed_usd) filter (where side = 'before'), 0) end as usd_before,
    case when count(*) filter (where side = 'after' and billed_usd is null) = 0 then coalesce(sum(billed_usd) filter (where side = 'after'), 0) end as usd_after,
    case when count(*) filter (where side = 'before' and effective_usd is null) = 0 then coalesce(sum(effective_usd) filter (where side = 'before'), 0) end as effective_usd_before,
    case when count(*) filter (where side = 'after' and effective_usd is null) = 0 then coalesce(sum(effective_usd) filter (where side = 'after'), 0) end as effective_usd_after,
    case when count(*) filter (where side = 'before' and billed_cny is null) = 0 then coalesce(sum(billed_cny) filter (where side = 'before'), 0) end as cny_before,
    case when count(*) filter (where side = 'after' and billed_cny is null) = 0 then coalesce(sum(billed_cny) filter (where side = 'after'), 0) end as cny_after,
    case when count(*) filter (where side = 'before' and effective_cny is null) = 0 then coalesce(sum(effective_cny) filter (where side = 'before'), 0) end as effective_cny_before,
    case when count(*) filter (where side = 'after' and effective_cny is null) = 0 then coalesce(sum(effective_cny) filter (where side = 'after'), 0) end as effective_cny_after
  from (
    select 'before' as side, version_id, provider, billing_account_id, hour, kind, reason, billed_usd, effective_usd, billed_cny,
      effective_cny
    from report.model_hour
    where hour in (select hour from stage.rolled where load_id = $1::bigint) and resource_hours > 0
    union all
    select 'after', version_id, provider, billing_account_id, hour, kind, reason, billed_usd, effective_usd, billed_cny, effective_cny
    from stage.model_hour
    where load_id = $1::bigint and resource_hours > 0
  ) sides
  where (provider, billing_account_id, hour) in (
    select provider, billing_account_id, hour from report.model_hour
    where hour in (select hour from stage.rolled where load_id = $1::bigint) and resource_hours > 0)
  group by version_id, provider, billing_account_id, hour, kind, reason
) said
where usd_before <> usd_after or effective_usd_before <> effective_usd_after
  or cny_before <> cny_after or effective_cny_before <> effective_cny_after
  or usd_before is not null and usd_after is null or effective_usd_before is not null and effective_usd_after is null
  or cny_before is not null and cny_after is null or effective_cny_before is not null and effective_cny_after is null
  or after = 0 and (usd_before is null and cny_before is null or effective_usd_before is null and effective_cny_before is null)
