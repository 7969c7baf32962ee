-- Levers that stand are new, or go on. $1 today, $2 what stands, as JSON
insert into ops.lever_seen as s
  (lever, model, version, provider, from_day, last_day, providers, cost_usd_month, cost_cny_month, saving_usd_month, saving_cny_month)
select l.lever, l.model, l.version, l.provider, $1::date, $1::date, l.providers, l.cost_usd_month, l.cost_cny_month, l.saving_usd_month,
  l.saving_cny_month
from jsonb_to_recordset($2::jsonb) as l (lever text, model text, version text, provider text, providers text[], cost_usd_month numeric,
  cost_cny_month numeric, saving_usd_month numeric, saving_cny_month numeric)
where l.lever is not null
on conflict (lever, model, version, provider) where ended_day is null do update
set last_day = excluded.last_day, providers = excluded.providers, cost_usd_month = excluded.cost_usd_month,
  cost_cny_month = excluded.cost_cny_month, saving_usd_month = excluded.saving_usd_month, saving_cny_month = excluded.saving_cny_month
