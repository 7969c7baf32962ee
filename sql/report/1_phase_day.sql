-- What reading prompts cost each version in a day of the business time zone, and what generating did, in the hours of it in which
-- roles or the work of GPUs tell. NULL: one of them is not known.
create view report.phase_day as
select (p.hour at time zone c.business_time_zone)::date as day, p.version_id, count(*) as hours,
  case when bool_and(p.input_usd is not null) then sum(p.input_usd) end as input_usd,
  case when bool_and(p.output_usd is not null) then sum(p.output_usd) end as output_usd,
  case when bool_and(p.input_cny is not null) then sum(p.input_cny) end as input_cny,
  case when bool_and(p.output_cny is not null) then sum(p.output_cny) end as output_cny,
  concat_ws(',', case when bool_or(p.phases_from like '%roles%') then 'roles' end, case when bool_or(p.phases_from like '%flops%') then 'flops' end,
    case when bool_or(p.phases_from like '%weights%') then 'weights' end) as phases_from
from report.phase_hour p
cross join report.calendar c
group by 1, 2
