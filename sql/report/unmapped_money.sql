-- Money that no version got because nobody says what it is for: by billing period and service, the most first. A rule of
-- tokenledger.yaml (split.rules) or the dated map (usage.deployments) says it. What goes by another machine is told already, and so is
-- a charge of a machine that telemetry or the map knew before it ended: of such a one `no_telemetry` is told by the hour.
create view report.unmapped_money as
select provider, billing_period, service_name, reason, billing_currency, sum(billed_cost) as billed_cost, count(distinct resource_key) as resources
from (
  select l.provider, l.billing_period, l.service_name, l.billing_currency, l.billed_cost, l.resource_key,
    case when p.kind = 'split' then 'unmapped' else p.reason end as reason
  from fact.counted_line l
  join fact.part p using (part_id)
  left join (select resource_key, known_from from fact.known_machine) k using (resource_key)
  where p.reason = 'no_resource'
    or p.kind = 'split' and p.share_key is null
      and not coalesce(k.known_from < l.charge_period_end or k.known_from <= l.charge_period_start, false)
) lines
group by provider, billing_period, service_name, reason, billing_currency
order by abs(sum(billed_cost)) desc, provider, billing_period, service_name
