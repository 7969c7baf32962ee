-- Requests of the hours to report: by the name under which a model is served, unknown as soon as one replica of it does not tell; and
-- by endpoint, of engines that tell them apart. $1 load
insert into report.request_hour (told_by, name, hour, requests)
select 'served_model', served_model, hour, case when count(*) = count(requests) then sum(requests) end
from fact.usage_hour
where hour in (select hour from stage.rolled where load_id = $1::bigint)
group by served_model, hour
union all
select 'endpoint', e.key, hour, sum(e.value::numeric)
from fact.usage_hour
cross join jsonb_each_text(requests_by_endpoint) e
where hour in (select hour from stage.rolled where load_id = $1::bigint)
group by e.key, hour
