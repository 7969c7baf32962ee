-- Resources that a load names for the first time. The key is a hash of the identity: two identities that ever meet in one
-- key are shown by law.resource_keys_met_twice. $1 load
insert into fact.resource (resource_key, provider, billing_account_id, sub_account_id, resource_id)
select distinct resource_key, provider, billing_account_id, sub_account_id, resource_id
from stage.bill_line
where load_id = $1::bigint
on conflict do nothing
