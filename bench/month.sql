-- A month as a load leaves it before it folds: lines, their kinds and tallies, and what replicas held. `bench.machines` of
-- them for `bench.hours`: three quarters are billed by the hour (two lines: the machine and its disk), a fifth by the day, the
-- rest by the month. Eight versions serve on each: on every fifth machine they share one card, elsewhere each has 0.875 GPUs
-- of its own and one GPU is idle. 40 versions in all, in four clouds.
insert into ops.telemetry_hour
select 'bench', hour, '', true, false, '{}', 1600, 1600, 1, now()
from generate_series(timestamptz '2026-09-01 00:00Z', timestamptz '2026-09-01 00:00Z' + (current_setting('bench.hours')::int - 1) * interval '1 hour', interval '1 hour') as hour;

insert into fact.rate_of_day
select day::date, currency, cny, 100, 712.34, day::date, 'bench', false
from generate_series(timestamp '2026-08-31', timestamp '2026-10-31', interval '1 day') as day,
  (values ('USD', 712.34), ('CNY', 100)) as rate(currency, cny);

insert into fact.resource
select 1000 + m, (array['aws', 'gcp', 'alibaba', 'tencent'])[1 + m % 4], 'account-' || m % 4, 'sub', 'i-' || lpad(m::text, 17, '0')
from generate_series(0, current_setting('bench.machines')::int - 1) as m;

insert into ops.window
select 1 + a, 'focus', (array['aws', 'gcp', 'alibaba', 'tencent'])[1 + a], 'issuer', 'account-' || a, '2026-09-01', '2026-10-01', 1, 0,
  '2026-09-01 00:00Z', '2026-10-01 00:00Z', '{}', '', null, true, false, false
from generate_series(0, 3) as a;

insert into fact.bill_line
  (resource_key, charge_period_start, line_key, row_hash, window_key, charge_period_end, grain, line_count, provider, invoice_issuer_name,
   billing_account_id, sub_account_id, billing_period, billing_currency, resource_id, service_name, region_id, sku_id, charge_category,
   consumed_unit, consumed_quantity, list_cost, contracted_cost, billed_cost, effective_cost, load_id)
select resource_key, begins, md5(concat(resource_key, begins, sku))::uuid, md5(concat(resource_key, begins, sku))::uuid,
  1 + resource_key % 4, begins + length, grain, 5, provider, 'issuer', billing_account_id, sub_account_id, '2026-09-01',
  case when resource_key % 4 < 2 then 'USD' else 'CNY' end, resource_id, 'Compute', 'region-' || resource_key % 2, sku, 'Usage', 'Hours', 1,
  cost * 1.25, case when resource_key % 4 < 2 then cost * 1.1 end, cost, cost, 1
from (
  select r.*, begins, l.grain, l.length, sku, case sku when 'disk' then 0.41 else 55.04 end * extract(epoch from l.length) / 3600
    + (hashtextextended(concat(resource_key, begins), 0) & 1048575) * 0.0000001 as cost
  from fact.resource r
  join (values ('hour', interval '1 hour', 0.0, 0.75), ('day', interval '1 day', 0.75, 0.95),
      ('month', current_setting('bench.hours')::int * interval '1 hour', 0.95, 1)) as l(grain, length, above, below)
    on (resource_key - 1000) * 1.0 / current_setting('bench.machines')::int >= above and (resource_key - 1000) * 1.0 / current_setting('bench.machines')::int < below
  cross join generate_series(timestamptz '2026-09-01 00:00Z', timestamptz '2026-09-01 00:00Z' + current_setting('bench.hours')::int * interval '1 hour' - l.length, l.length) as begins
  cross join (values ('machine'), ('disk')) as skus(sku)
  where sku = 'machine' or l.grain = 'hour'
) lines
order by 1, 2, 3;

insert into fact.line_class
select distinct on (l.class_key) l.class_key, l.resource_key, l.provider, l.billing_account_id, l.sub_account_id, l.resource_id,
  l.service_name, l.region_id, l.sku_id, l.charge_category, l.charge_frequency, l.pricing_category,
  l.commitment_discount_status, l.commitment_discount_id, l.capacity_reservation_status, l.consumed_unit, l.pricing_unit,
  l.cost_type, l.details, l.tags, 'p5', case l.sku_id when 'machine' then 8 else 0 end, 3.2, case l.sku_id when 'machine' then 'period' end, null,
  null, null, part_id, 0
from fact.bill_line l
cross join lateral (select hashtextextended(l.region_id, 0) as part_id) part;
insert into fact.part select distinct hashtextextended(region_id, 0), region_id, 'split', '', 0, null::bigint from fact.line_class;

insert into stage.control (load_id, side, provider, billing_account_id, billing_period, billing_currency, invoice_id, lines,
  list_cost, contracted_cost, billed_cost, effective_cost)
select 1, 'came', provider, billing_account_id, billing_period, billing_currency, invoice_id, sum(line_count), sum(list_known),
  sum(contracted_known), sum(billed_cost), sum(effective_known)
from fact.counted_line
group by provider, billing_account_id, billing_period, billing_currency, invoice_id;

insert into fact.deployment
select hashtextextended(replica || resource_id, 0), 'bench', replica || '-' || resource_id, 'model-' || resource_key / 4 % 5, '2026-09-01 00:00Z', 'infinity',
  null, resource_id, case when resource_key % 5 < 4 then 0.875 end, 'model-' || resource_key / 4 % 5, replica, 'label', 'label'
from fact.resource
cross join (select 'v' || v from generate_series(1, 8) as v) as versions(replica);
insert into fact.model_version
select distinct hashtextextended(model || chr(31) || version, 0) & 1152921504606846975, model, version from fact.deployment;

insert into fact.presence_hour
select resource_id, hour, 'bench', null, 3600000 from fact.resource cross join ops.telemetry_hour;
insert into fact.holder_hour
select hour, resource_id, 'bench', replica, served_model, null, hashtextextended(model || chr(31) || version, 0) & 1152921504606846975,
  case when gpus is null then 0 else hashtextextended('bench' || chr(31) || replica, 0) end, hashtextextended('bench' || chr(31) || replica || chr(31) || served_model, 0),
  gpus, 0, 3600000, case when gpus is null and version = 'v1' then 2400000 else 3600000 end, 1800000 + tokens % 1000000,
  tokens, tokens / 3, tokens / 5, tokens / 900, 1000 * tokens - 900 * (tokens / 3), 4000 * (tokens / 5), 1, true, 1
from (
  select t.hour, d.*, 1000000 + (hashtextextended(d.replica || t.hour, 0) & 1048575) as tokens
  from ops.telemetry_hour t cross join (select resource_id, replica, served_model, model, version, gpus from fact.deployment) d
) held
order by 1, 2, 3, 4, 5;
