-- Hours of teams that are no longer said as they stand. $1 load
delete from report.team_hour m
where m.hour in (select hour from stage.rolled where load_id = $1::bigint) and not exists (
  select from stage.team_hour n
  where n.load_id = $1::bigint and (n.hour, n.provider, n.team, n.env) = (m.hour, m.provider, m.team, m.env)
    and (n.effective_usd, n.effective_cny, n.effective_unknown, n.unconverted_usd, n.unconverted_cny)
      = (m.effective_usd, m.effective_cny, m.effective_unknown, m.unconverted_usd, m.unconverted_cny))
