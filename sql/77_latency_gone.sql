-- Latency of versions that is no longer said as it stands. $1 load
delete from report.latency_hour m
where m.hour in (select hour from stage.rolled where load_id = $1::bigint) and not exists (
  select from stage.latency_hour n
  where n.load_id = $1::bigint and n.hour = m.hour and n.version_id = m.version_id and n.metric = m.metric
    and n.layout_id = m.layout_id and (n.counts, n.sum_seconds) is not distinct from (m.counts, m.sum_seconds))
