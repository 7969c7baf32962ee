-- The same for windows that were new and went straight to their place. $1 load, $2 windows
insert into fact.resource (resource_key, provider, billing_account_id, sub_account_id, resource_id)
select distinct resource_key, provider, billing_account_id, sub_account_id, resource_id
from fact.bill_line
where load_id = $1::bigint and window_key = any($2::bigint[])
on conflict do nothing
