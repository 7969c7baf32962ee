-- Loads that committed and left rows in staging. Healthy means empty.
create view law.staging_left_behind as
select load_id, count(*) as staged
from (
  select load_id from stage.bill_line union all select load_id from stage.moved
  union all select load_id from stage.touched union all select load_id from stage.control
  union all select load_id from stage.hour union all select load_id from stage.day_weight
  union all select load_id from stage.hour_before union all select load_id from stage.fx_rate
  union all select load_id from stage.usage_hour union all select load_id from stage.latency_bucket_hour
  union all select load_id from stage.series_checkpoint union all select load_id from stage.replica
  union all select load_id from stage.deployment_piece union all select load_id from stage.deployment
  union all select load_id from stage.presence_hour union all select load_id from stage.usage_api_hour
  union all select load_id from stage.line_class union all select load_id from stage.holder_hour
  union all select load_id from stage.held union all select load_id from stage.split_hour
  union all select load_id from stage.split union all select load_id from stage.rolled
  union all select load_id from stage.price union all select load_id from stage.model_hour
  union all select load_id from stage.account_hour union all select load_id from stage.latency_hour
  union all select load_id from stage.registered_version union all select load_id from stage.registered_name
  union all select load_id from stage.served_version union all select load_id from stage.pace_hour
  union all select load_id from stage.phase_hour
  union all select load_id from stage.gateway_hour union all select load_id from stage.asked_version
  union all select load_id from stage.tenant_hour union all select load_id from stage.team_hour
) left_over
group by load_id
