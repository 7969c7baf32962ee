-- What happened, for the marks of panels: a version seen for the first time, a type of machine that holds something else from a
-- day on, a price that became another, and hours of versions that a load moved after they had been told. In English and Chinese.
create view report.event as
select d.first_hour::timestamptz as at, 'deployment' as kind, d.model, d.version, '' as provider,
  format('%s %s: seen for the first time', d.model, d.version) as text_en, format('%s %s：首次出现', d.model, d.version) as text_zh
from (
  select coalesce(model, served_model) as model, coalesce(nullif(version, ''), '(none)') as version, min(from_hour) as first_hour
  from fact.deployment
  group by 1, 2
) d
union all
select t.from_day::timestamp at time zone c.business_time_zone, 'price', null, null, t.provider,
  format('%s: %s GPUs (%s) from here on', t.instance_type, trim_scale(t.gpus), coalesce(t.gpu_model, '?')),
  format('%s：此后为 %s 个 GPU（%s）', t.instance_type, trim_scale(t.gpus), coalesce(t.gpu_model, '?'))
from fact.instance_type t
cross join report.calendar c
where t.from_day > '-infinity'
union all
select p.day::timestamp at time zone c.business_time_zone, 'price', case when p.purchase = 'tokens' then p.item end, null, p.provider,
  format('%s %s (%s): %s %s, was %s %s', concat_ws(' ', p.provider, nullif(p.region_id, '')), p.item, replace(p.per, '_', ' '), trim_scale(p.amount), p.currency, trim_scale(p.before), p.currency_before),
  format('%s %s（%s）：%s %s，此前 %s %s', concat_ws(' ', p.provider, nullif(p.region_id, '')), p.item, replace(p.per, '_', ' '), trim_scale(p.amount), p.currency, trim_scale(p.before), p.currency_before)
from report.price_change p
cross join report.calendar c
union all
select r.recorded_at, 'restatement', v.model, v.version, r.provider,
  format('%s %s: %s h restated (%s), %s USD', v.model, v.version, r.hours, r.cause, coalesce(round(r.moved_usd, 2)::text, 'unknown')),
  format('%s %s：重述 %s 小时（%s），%s 美元', v.model, v.version, r.hours, r.cause, coalesce(round(r.moved_usd, 2)::text, '未知'))
from (
  select load_id, version_id, provider, cause, min(recorded_at) as recorded_at, count(distinct hour) as hours,
    case when count(effective_usd_after - effective_usd_before) = count(*) then sum(effective_usd_after - effective_usd_before) end as moved_usd
  from ops.model_restatement
  where version_id <> 0
  group by load_id, version_id, provider, cause
) r
join report.version v using (version_id)
