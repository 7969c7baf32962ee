-- Where the money of each bill went, on every basis, in its own currency: what the lines say, what versions served, what stood
-- idle, what is shared, what no version got and why, and what belongs to hours yet to come (deferred). The difference is 0 by
-- law. Of a basis that lines leave open, `unknown` says in how many resource-hours; the sums are of what is said.
create view report.reconciliation as
select provider, billing_account_id, billing_period, billing_currency, basis,
  coalesce(sum(amount) filter (where went = 'bill'), 0) as bill,
  coalesce(sum(amount) filter (where went = 'serving'), 0) as serving,
  coalesce(sum(amount) filter (where went = 'warm_idle'), 0) as warm_idle,
  coalesce(sum(amount) filter (where went = 'cold_idle'), 0) as cold_idle,
  coalesce(sum(amount) filter (where went = 'shared'), 0) as shared,
  coalesce(sum(amount) filter (where went = 'unused_commitment'), 0) as unused_commitment,
  coalesce(sum(amount) filter (where went = 'purchase'), 0) as purchase,
  coalesce(sum(amount) filter (where went = 'tax'), 0) as tax,
  coalesce(sum(amount) filter (where went = 'credit'), 0) as credit,
  coalesce(sum(amount) filter (where went = 'support'), 0) as support,
  coalesce(sum(amount) filter (where went = 'rounding'), 0) as rounding,
  coalesce(sum(amount) filter (where went = 'out_of_scope'), 0) as out_of_scope,
  coalesce(sum(amount) filter (where went = 'no_resource'), 0) as no_resource,
  coalesce(sum(amount) filter (where went = 'no_telemetry'), 0) as no_telemetry,
  coalesce(sum(amount) filter (where went = 'unmapped'), 0) as unmapped,
  coalesce(sum(amount) filter (where went = 'deferred'), 0) as deferred,
  coalesce(sum(case when went = 'bill' then amount else -amount end), 0) as difference, coalesce(sum(unknown), 0) as unknown
from (
  select provider, billing_account_id, billing_period, billing_currency, 'bill' as went, list_known, contracted_known, billed_cost, effective_known,
    0 as list_unknown, 0 as contracted_unknown, 0 as effective_unknown
  from report.account_bill
  union all
  select provider, billing_account_id, billing_period, billing_currency, case when kind = 'unattributed' then reason else kind end,
    list_known, contracted_known, billed_cost, effective_known, list_unknown, contracted_unknown, effective_unknown
  from report.account_day
  where day < (select today from report.calendar)
  union all
  select provider, billing_account_id, billing_period, billing_currency,
    case when hour > now() then 'deferred' when kind = 'unattributed' then reason else kind end,
    list_known, contracted_known, billed_cost, effective_known, list_unknown, contracted_unknown, effective_unknown
  from report.account_hour
  where hour >= (select today_start from report.calendar)
) sides
cross join (values ('list'), ('contracted'), ('billed'), ('effective')) as bases(basis)
cross join lateral (
  select case basis when 'list' then list_known when 'contracted' then contracted_known when 'billed' then billed_cost else effective_known end as amount,
    case basis when 'list' then list_unknown when 'contracted' then contracted_unknown when 'billed' then 0 else effective_unknown end as unknown
) of_basis
group by provider, billing_account_id, billing_period, billing_currency, basis
