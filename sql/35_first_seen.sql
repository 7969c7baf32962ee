-- A replica first seen in these hours, or never seen now, is derived over all time: the map speaks of it from a date of its
-- own. $1 load
update stage.replica r
set from_hour = '-infinity', to_hour = 'infinity'
where r.load_id = $1::bigint and not exists (
  select from fact.usage_hour u
  where u.source = r.source and u.replica = r.replica and u.served_model = r.served_model
    and not (u.hour >= r.from_hour and u.hour < r.to_hour))
