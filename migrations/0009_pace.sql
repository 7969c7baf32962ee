-- How fast versions generated, on which GPU, and how fast their model did at its best: batch efficiency is one over the other.

-- Generated tokens and GPU-seconds of a version's hour on one GPU, over the machines whose GPU and tokens are both known.
create table report.pace_hour (
  version_id bigint not null,
  gpu_model text not null collate "C",
  hour fact.utc_hour not null,
  generated_tokens bigint not null,
  gpu_seconds numeric(38,3) not null check (gpu_seconds > 0),
  primary key (version_id, gpu_model, hour)
);
create index pace_hour_hour on report.pace_hour (hour);

-- The 95th of a hundred hours of a model's versions on one GPU, in the 30 days of the business time zone up to and with `day`.
create table report.best_pace (
  model text not null collate "C",
  gpu_model text not null collate "C",
  day date not null,
  generated_per_gpu_second numeric not null,
  hours bigint not null,
  primary key (model, gpu_model, day)
);

-- What a model can generate at most on one GPU, as tokenledger.yaml says.
create table fact.pace_limit (
  model text not null collate "C",
  gpu_model text not null collate "C",
  generated_per_gpu_second numeric(38,6) not null check (generated_per_gpu_second > 0),
  primary key (model, gpu_model)
);

create unlogged table stage.pace_hour (like report.pace_hour, load_id bigint not null);

-- What the best hours of a model were looked for by.
drop index report.model_hour_best;

-- Hours that are reported already.
insert into report.pace_hour (version_id, gpu_model, hour, generated_tokens, gpu_seconds)
select version_id, gpu_model, hour, sum(generated_tokens), sum(gpu_ms) / 1000
from (
  select s.hour, s.version_id, k.gpu_model, r.resource_id, h.generated_tokens, sum(s.gpu_ms) as gpu_ms
  from fact.share_hour s
  join fact.resource r using (resource_key)
  join (
    select c.resource_key, min(i.gpu_model) as gpu_model
    from fact.line_class c
    join fact.instance_type i using (provider, instance_type)
    where c.gpus > 0 and i.gpu_model is not null
    group by c.resource_key
    having count(distinct i.gpu_model) = 1
  ) k using (resource_key)
  join (
    select hour, resource_id, version_id, sum(generated_tokens) as generated_tokens
    from fact.holder_hour
    group by hour, resource_id, version_id
    having count(*) = count(generated_tokens)
  ) h on h.hour = s.hour and h.resource_id = r.resource_id and h.version_id = s.version_id
  where s.kind in ('serving', 'warm_idle') and s.counted and s.split_by <> 'last_day'
  group by s.hour, s.version_id, k.gpu_model, r.resource_id, h.generated_tokens
) machines
group by version_id, gpu_model, hour;
insert into report.best_pace (model, gpu_model, day, generated_per_gpu_second, hours)
select d.model, d.gpu_model, d.day, percentile_disc(0.95) within group (order by p.generated_tokens / p.gpu_seconds), count(*)
from (
  select distinct v.model, p.gpu_model, (p.hour at time zone s.zone)::date as day, s.zone
  from report.pace_hour p
  join fact.model_version v using (version_id)
  cross join (
    select coalesce((
      select business_time_zone from ops.split_settings order by load_id desc limit 1), 'Asia/Shanghai') as zone
  ) s
) d
join fact.model_version v on v.model = d.model
join report.pace_hour p
  on p.version_id = v.version_id and p.gpu_model = d.gpu_model
  and p.hour >= (d.day - 29)::timestamp at time zone d.zone and p.hour < (d.day + 1)::timestamp at time zone d.zone
group by d.model, d.gpu_model, d.day;
