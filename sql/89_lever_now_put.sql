-- Levers as they stand.
insert into report.lever_now
  (lever_no, lever, model, version, provider, region_id, now_is, then_is, figure, cost_usd_month, cost_cny_month, then_usd_month,
   then_cny_month, saving_usd_month, saving_cny_month, assumption, warning, unknown, price_from, coverage, status, counted)
select row_number() over (order by lever, model, version, provider, region_id, now_is, then_is),
  lever, model, version, provider, region_id, now_is, then_is, figure, cost_usd_month, cost_cny_month, then_usd_month, then_cny_month,
  saving_usd_month, saving_cny_month, assumption, warning, unknown, price_from, coverage, status, counted
from report.lever_live
