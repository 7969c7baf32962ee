-- What every rule looks at, one row a subject, with the number that is compared and in which direction it is bad. What is not
-- known is NULL, fires nothing and ends nothing.
create view report.alert as
select 'day_over_mean' as rule, 'over' as direction, * from report.alert_day_over_mean
union all select 'rolling_over_mean', 'over', * from report.alert_rolling_over_mean
union all select 'new_version', 'over', * from report.alert_new_version
union all select 'telemetry_stale', 'over', * from report.alert_telemetry_stale
union all select 'bill_stale', 'over', * from report.alert_bill_stale
union all select 'unattributed', 'over', * from report.alert_unattributed
union all select 'reconciliation_gap', 'over', * from report.alert_reconciliation_gap
union all select 'rate_missing', 'over', * from report.alert_rate_missing
union all select 'price_missing', 'over', * from report.alert_price_missing
union all select 'low_utilisation', 'under', * from report.alert_low_utilisation
union all select 'low_batch_efficiency', 'under', * from report.alert_low_batch_efficiency
union all select 'idle_version', 'over', * from report.alert_idle_version
union all select 'budget_forecast', 'over', * from report.alert_budget_forecast
