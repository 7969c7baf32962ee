-- Days whose rates come from more than one source. Healthy means empty.
create view law.days_with_two_rate_sources as
select day, min(source) as source, max(source) as other_source, count(*) as rates
from (
  select fixed_on as day, source from fact.fx_rate
  union all
  select day, source from fact.rate_of_day
) said
group by day
having min(source) <> max(source)
