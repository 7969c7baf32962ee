-- Requests of each version by the endpoint that they came to, in the hours in which its engine tells. A row whose engine does
-- not tell has none here: what is missing is not 0.
create view report.requests_by_endpoint as
select u.hour, u.model, u.version, e.key as endpoint, sum(e.value::numeric)::bigint as requests
from fact.deployed_usage u
cross join lateral jsonb_each_text(u.requests_by_endpoint) e
group by u.hour, u.model, u.version, e.key
