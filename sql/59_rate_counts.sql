-- What a load of rates came to: the last fixing, days that stay another source's, hours converted anew, and the money that
-- was restated. $1 load
select
  (select max(fixed_on) from stage.fx_rate where load_id = $1::bigint) as last_fixing,
  (select count(*) from stage.fx_rate where load_id = $1::bigint and from_currency = 'USD' and not kept) as fixings,
  (select count(*) from stage.fx_rate where load_id = $1::bigint and from_currency = 'USD' and kept) as days_kept,
  (select count(*) from fact.fx_rate_past where superseded_by = $1::bigint) as gone,
  (select count(*) from fact.rate_of_day where currency = 'CNY' and provisional) as days_provisional,
  (select count(*) from stage.hour_before where load_id = $1::bigint) as hours,
  (select count(*) from ops.hour_restatement where load_id = $1::bigint) as hours_restated,
  (select coalesce(sum(billed_usd_after - billed_usd_before), 0) from ops.hour_restatement where load_id = $1::bigint) as restated_usd,
  (select coalesce(sum(billed_cny_after - billed_cny_before), 0) from ops.hour_restatement where load_id = $1::bigint) as restated_cny
