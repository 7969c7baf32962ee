-- Lines whose resource is not the one its key stands for: two identities met in one hash (one chance in 2 million for a
-- million resources), or a resource is missing. Healthy means empty.
create view law.resource_keys_met_twice as
select distinct l.resource_key, l.provider, l.billing_account_id, l.sub_account_id, l.resource_id
from fact.bill_line l
left join fact.resource r using (resource_key)
where (l.provider, l.billing_account_id, l.sub_account_id, l.resource_id)
  is distinct from (r.provider, r.billing_account_id, r.sub_account_id, r.resource_id)
