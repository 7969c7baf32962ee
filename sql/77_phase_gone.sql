-- Costs of input and output that are no longer said as they stand. $1 load
delete from report.phase_hour m
where m.hour in (select hour from stage.rolled where load_id = $1::bigint) and not exists (
  select from stage.phase_hour n
  where n.load_id = $1::bigint and n.version_id = m.version_id and n.hour = m.hour
    and (n.input_usd, n.output_usd, n.input_cny, n.output_cny, n.phases_from)
      is not distinct from (m.input_usd, m.output_usd, m.input_cny, m.output_cny, m.phases_from))
