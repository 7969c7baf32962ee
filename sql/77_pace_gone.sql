-- Paces that are no longer said as they stand. $1 load
delete from report.pace_hour m
where m.hour in (select hour from stage.rolled where load_id = $1::bigint) and not exists (
  select from stage.pace_hour n
  where n.load_id = $1::bigint and n.version_id = m.version_id and n.gpu_model = m.gpu_model and n.hour = m.hour
    and n.generated_tokens = m.generated_tokens and n.gpu_seconds = m.gpu_seconds)
