-- A year of reports up to now: `bench.versions` versions in four clouds, an hour and a day of each, the hours of four accounts, teams,
-- latency, pace, requests by name, the GPUs of each version, jobs, and the bill of devices at the edge.
insert into fact.model_version
select v, 'model-' || v / 8, 'v' || v % 8 from generate_series(1, current_setting('bench.versions')::int) as v;

insert into report.model_hour
select version_id, provider, 'account-' || provider, 'region', 'serving', '', 'final', hour, 60.1, 50.1, 50.123456789, 430.2, 357.3, 357.456789,
  0, 0, 0, 0, 0, 1, 0, 3600 * (1 + version_id % 4), 9000, 1000000 + version_id * 1000 + extract(hour from hour), 400000, 200000, 1500, 800000000, 900000000,
  3000, 1, 0, 1
from generate_series(current_date - interval '365 days', now(), '1 hour') as hour
cross join (values ('alibaba'), ('aws'), ('gcp'), ('tencent')) as clouds(provider)
cross join generate_series(1, current_setting('bench.versions')::bigint) as version_id;

insert into report.model_day
select version_id, provider, 'account-' || provider, 'region', 'serving', '', 'final', 1440, 1200, 1203, 10320, 8575, 8578,
  0, 0, 0, 0, 0, 24, 0, 86400 * (1 + version_id % 4), 216000, 24000000 + version_id * 24000, 9600000, 4800000, 36000, 19200000000, 21600000000,
  72000, 24, 0, 1, day::date
from generate_series(current_date - 365, current_date - 1, interval '1 day') as day
cross join (values ('alibaba'), ('aws'), ('gcp'), ('tencent')) as clouds(provider)
cross join generate_series(1, current_setting('bench.versions')::bigint) as version_id;

insert into report.account_hour
select provider, 'account-' || provider, date_trunc('month', hour)::date, 'USD', kind, reason, hour, 900, 800, 700.123456789, 700.123456789, 0, 0, 0,
  700.123456789, 700.123456789, 4987.6, 4987.6, 0, 0
from generate_series(current_date - interval '365 days', now(), '1 hour') as hour
cross join (values ('alibaba'), ('aws'), ('gcp'), ('tencent')) as clouds(provider)
cross join (values ('serving', ''), ('warm_idle', ''), ('cold_idle', ''), ('unattributed', 'no_telemetry'), ('unattributed', 'tax')) as kinds(kind, reason);
insert into report.invoice_bill
select provider, billing_account_id, billing_period, billing_currency, count(*), sum(list_known), sum(contracted_known), sum(billed_cost), sum(effective_known),
  provider || '-' || billing_period
from report.account_hour
group by 1, 2, 3, 4;
-- What the providers say of it, each month of them one total.
insert into ops.provider_total (feed, provider, billing_account_id, billing_period, billing_currency, invoice_id, total, not_in_lines, source, asked_at)
select 'bench', provider, billing_account_id, billing_period, billing_currency, '', billed_cost, 0, 'bench', now()
from report.invoice_bill;

-- What dashboards of a version ask beside its money: how long its requests took (three metrics of fourteen buckets), and how fast it
-- generated on one GPU, beside the best of its model.
insert into fact.bucket_layout values (1, '{0.1,0.25,0.5,1,1.5,2,2.5,5,10,15,20,30,60,Infinity}');
insert into report.latency_hour
select version_id, metric, 1, hour, '{10,40,100,300,400,300,200,100,30,10,5,3,1,1}', 1500, 2500
from generate_series(current_date - interval '365 days', now(), '1 hour') as hour
cross join (values ('e2e'), ('ttft'), ('itl')) as metrics(metric)
cross join generate_series(1, current_setting('bench.versions')::bigint) as version_id;
insert into report.pace_hour
select version_id, 'NVIDIA A100', hour, 200000 + version_id, 14400
from generate_series(current_date - interval '365 days', now(), '1 hour') as hour
cross join generate_series(1, current_setting('bench.versions')::bigint) as version_id;
insert into report.best_pace
select distinct model, 'NVIDIA A100', day::date, 14, 720
from fact.model_version
cross join generate_series(current_date - 365, current_date, interval '1 day') as day
where version_id <> 0;

-- Who pays, ten teams with two environments each; requests by served name and endpoint; the GPUs of each version and of the fleet.
insert into report.team_hour
select provider, 'team-' || team, env, hour, 35.123456789, 250.1, 0, 0, 0
from generate_series(current_date - interval '365 days', now(), '1 hour') as hour
cross join (values ('alibaba'), ('aws'), ('gcp'), ('tencent')) as clouds(provider)
cross join generate_series(1, 10) as team
cross join (values ('prod'), ('test')) as envs(env);
insert into report.request_hour
select told_by, told_by || name, hour, 1500 + name
from generate_series(current_date - interval '365 days', now(), '1 hour') as hour
cross join (values ('served_model', 25), ('endpoint', 8)) as kinds(told_by, names)
cross join lateral generate_series(1, names) as name;
insert into report.version_gpu_hour
select version_id, hour, 4, 14400, 9000 + version_id, 'DCGM_FI_PROF_GR_ENGINE_ACTIVE', 0.612345, 52000000000, 85000000000
from generate_series(current_date - interval '365 days', now(), '1 hour') as hour
cross join generate_series(1, current_setting('bench.versions')::bigint) as version_id;
insert into report.gpu_fleet_hour
select 'prod-' || provider, exporter, hour, 200, 900000000000
from generate_series(current_date - interval '365 days', now(), '1 hour') as hour
cross join (values ('alibaba'), ('aws'), ('gcp'), ('tencent')) as clouds(provider), (values ('dcgm'), ('jetson')) as exporters(exporter);
insert into report.gpu_device_day
select exporter, 'prod', exporter || device, 'node-' || device / 8, day::date, 24, day, 86400000, 40000000, 86400000, 4000000000
from generate_series(current_date - 365, current_date - 1, interval '1 day') as day
cross join (values ('dcgm', 800), ('jetson', 200)) as exporters(exporter, devices)
cross join lateral generate_series(1, devices) as device;
-- What no version got, of five services in each cloud.
insert into report.unattributed_day
select day::date, provider, 'service-' || service, reason, 120.123456789, 850.1, 0, 0, 0
from generate_series(current_date - 365, current_date, interval '1 day') as day, generate_series(1, 5) as service,
  unnest('{alibaba,aws,gcp,tencent}'::text[]) as provider, unnest('{no_telemetry,no_resource,unmapped}'::text[]) as reason;

-- Twelve jobs, every hour; the last day of one failed.
insert into ops.job_run (job, command, due_at, started_at, finished_at, outcome, says, error)
select 'bills:aws:' || job, 'schedule', hour, hour, hour + interval '1 minute', case when fails then 'failed' else 'unchanged' end,
  case when not fails then 'nothing new' end, case when fails then 'The bucket is gone.' end
from generate_series(date_trunc('hour', now()) - interval '365 days', date_trunc('hour', now()), '1 hour') as hour
cross join generate_series(1, 12) as job
cross join lateral (select job = 1 and hour > now() - interval '1 day' as fails) f;
-- Twenty devices at the edge: what each hour drew, and what each month costs.
insert into fact.resource (resource_key, provider, billing_account_id, sub_account_id, resource_id)
select 1000000 + device, 'edge', 'shops', 'shops', 'device-' || device from generate_series(1, 20) as device;
insert into fact.bill_line (resource_key, charge_period_start, charge_period_end, line_key, row_hash, window_key, grain, line_count, provider,
  invoice_issuer_name, billing_account_id, sub_account_id, billing_period, billing_currency, resource_id, sku_id, charge_category, billed_cost,
  effective_cost, load_id)
select 1000000 + device, begins, begins + length, gen_random_uuid(), gen_random_uuid(), 1, grain, 1, 'edge', 'edge', 'shops', 'shops',
  date_trunc('month', begins)::date, 'CNY', 'device-' || device, sku, 'Usage', cost, cost, 0
from (
  select hour as begins, interval '1 hour' as length, 'hour' as grain, 'energy' as sku, 0.123456789 as cost
  from generate_series(current_date - interval '365 days', now(), '1 hour') as hour
  union all
  select month, interval '1 month', 'month', sku, 250
  from generate_series(date_trunc('month', current_date - interval '365 days'), now(), '1 month') as month, unnest('{device,transfer}'::text[]) as sku
) charges
cross join generate_series(1, 20) as device;
insert into report.invoice_bill
select provider, billing_account_id, billing_period, billing_currency, sum(line_count), 0, 0, sum(billed_cost), sum(effective_cost), ''
from fact.bill_line
group by 1, 2, 3, 4;
