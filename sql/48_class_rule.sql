-- What becomes of each kind of charge: the first rule of tokenledger.yaml that matches it decides; where none does, its tags
-- name a model, or the bill itself does (ModelId of FOCUS's SkuPriceDetails), or its nature tells (ledger.md 7). A charge that names its resource goes by the shares of that machine, be it
-- usage, a credit or tax; one without goes to a reason. A commitment is a purchase, a month of one machine is not.
-- What names its model serves it (reason `named`): no counter tells its tokens.
-- $1 load, the tags that name: $2 the model, $3 the version, $4 the team, $5 the environment
insert into stage.line_class (load_id, class_key, resource_key, region_id, rule, follows, kind, reason, model, version, team, env)
select $1::bigint, class_key, resource_key, region_id, rule,
  case when kind = 'split' then coalesce(follow, tag_followed) end, kind,
  case kind when 'split' then '' when 'serving' then 'named' else reason end, case when kind = 'serving' then model end,
  case when kind = 'serving' then coalesce(version, '') end, team, env
from (
  select c.class_key, c.resource_key, coalesce(c.region_id, '') as region_id, r.name as rule, r.follow,
    c.tags ->> r.follow_tag as tag_followed,
    coalesce(r.kind, case
      when coalesce(nullif(c.tags ->> $2::text, ''), c.details #>> '{SkuPriceDetails,ModelId}') <> '' then 'serving'
      when c.resource_id like 'none:%' or c.commitment_discount_status = 'Unused' or c.capacity_reservation_status = 'Unused'
        or c.charge_category = 'Purchase' and c.commitment_discount_id is not null then 'unattributed'
      else 'split'
    end) as kind,
    coalesce(r.reason, case
      when c.commitment_discount_status = 'Unused' or c.capacity_reservation_status = 'Unused' then 'unused_commitment'
      when c.charge_category = 'Purchase' then 'purchase'
      when c.charge_category = 'Tax' then 'tax'
      when c.charge_category = 'Credit' then 'credit'
      when c.charge_category = 'Adjustment' then 'rounding'
      when c.service_name ilike '%support%' then 'support'
      else 'no_resource'
    end) as reason,
    coalesce(r.model, nullif(c.tags ->> $2::text, ''), c.details #>> '{SkuPriceDetails,ModelId}') as model,
    coalesce(r.version, case when c.tags ->> $2::text <> '' then c.tags ->> $3::text
      else c.details #>> '{SkuPriceDetails,ModelVersion}' end) as version,
    coalesce(c.tags ->> $4::text, '') as team, coalesce(c.tags ->> $5::text, '') as env,
    row_number() over (partition by c.class_key order by r.ord) as place
  from fact.line_class c
  left join fact.split_rule r
    on c.provider like coalesce(r.provider, '%') and c.billing_account_id like coalesce(r.billing_account_id, '%')
    and c.sub_account_id like coalesce(r.sub_account_id, '%') and coalesce(c.service_name, '') like coalesce(r.service_name, '%')
    and coalesce(c.region_id, '') like coalesce(r.region_id, '%') and coalesce(c.sku_id, '') like coalesce(r.sku_id, '%')
    and c.charge_category like coalesce(r.charge_category, '%') and c.resource_id like coalesce(r.resource_id, '%')
    and not exists (
      select from jsonb_each_text(r.tags) as wanted(key, pattern)
      where coalesce(c.tags ->> wanted.key, '') not like wanted.pattern)
  where c.load_id = $1::bigint
) decided
where place = 1
