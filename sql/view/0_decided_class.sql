-- What was decided of kinds of charges in a load, with the keys of it: the version they name, the machine they follow (one of
-- the same provider, of the same account where several accounts have it), and the part that stands for all of that, with its team.
create view fact.decided_class as
select load_id, class_key, rule, follows, region_id, kind, reason, version_id, share_key, team, env,
  case when region_id = '' and kind = 'split' and share_key is null and told is null then 0
    else hashtextextended(concat_ws(chr(31), region_id, kind, reason, version_id, share_key, told), 0) end as part_id
from (
  select d.load_id, d.class_key, d.rule, d.follows, d.region_id, d.kind, d.reason, d.team, d.env,
    case when d.team <> '' or d.env <> '' then concat(d.team, chr(30), d.env) end as told,
    case when d.kind = 'serving' then hashtextextended(d.model || chr(31) || d.version, 0) & 1152921504606846975 else 0 end as version_id,
    case when d.follows is not null then (
      select nullif(machine.resource_key, d.resource_key)
      from fact.resource own
      join fact.resource machine on machine.resource_id = d.follows and machine.provider = own.provider
      where own.resource_key = d.resource_key
      order by machine.billing_account_id <> own.billing_account_id, machine.resource_key
      limit 1) end as share_key
  from stage.line_class d
) keyed
