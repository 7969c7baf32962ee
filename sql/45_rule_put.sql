-- The rules of tokenledger.yaml, in their order. $1 the rules
insert into fact.split_rule
  (ord, name, provider, billing_account_id, sub_account_id, service_name, region_id, sku_id, charge_category, resource_id, tags,
   kind, reason, model, version, follow, follow_tag)
select ord, name, match ->> 'provider', match ->> 'account', match ->> 'subAccount', match ->> 'service', match ->> 'region',
  match ->> 'sku', match ->> 'category', match ->> 'resource', tags, kind, reason, model, version, follow, "followTag"
from jsonb_to_recordset($1::jsonb) as rule(ord integer, name text, match jsonb, tags jsonb, kind text, reason text, model text,
  version text, follow text, "followTag" text)
