-- All levers with their money of a mean month like the last seven whole days: what it costs now and then, what that saves, on which
-- assumption, and why a saving is not known. Levers of one version overlap: `counted` are the rows of the one that saves most of each
-- version, so that their sum counts no money twice. They are read as the last job left them, unless something was loaded since,
-- another day has begun, or a session tells of another one.
create view report.lever as
select lever, model, version, provider, region_id, now_is, then_is, figure, cost_usd_month, cost_cny_month, then_usd_month, then_cny_month,
  saving_usd_month, saving_cny_month, assumption, warning, unknown, price_from, coverage, status, counted
from report.lever_now
where exists (
  select from ops.lever_look l join report.calendar c on c.today = l.day where l.kept_load = (select last_value from ops.load_id))
union all
select lever, model, version, provider, region_id, now_is, then_is, figure, cost_usd_month, cost_cny_month, then_usd_month, then_cny_month,
  saving_usd_month, saving_cny_month, assumption, warning, unknown, price_from, coverage, status, counted
from report.lever_live
where not exists (
  select from ops.lever_look l join report.calendar c on c.today = l.day where l.kept_load = (select last_value from ops.load_id))
