-- Hours to split because they go as on the last day on which their machine ran, and that day is split otherwise now. $1 load
insert into stage.split_hour (load_id, resource_key, hour)
select distinct $1::bigint, s.resource_key, s.hour
from stage.split_hour t
join fact.share_hour s
  on s.resource_key = t.resource_key and s.split_by = 'last_day' and s.hour > t.hour and s.hour <= t.hour + interval '36 days'
where t.load_id = $1::bigint
