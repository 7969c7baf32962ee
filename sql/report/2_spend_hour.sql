-- What each account's hour cost, effective, and where it went: the bills without their versions, and so a hundredth of the
-- rows of cost_hour where there are hundreds of versions. NULL as soon as a part is not known or has no rate.
create view report.spend_hour as
select hour, provider, billing_account_id, billing_currency, kind, reason,
  case when effective_unknown = 0 and unconverted_usd = 0 then effective_usd end as cost_usd,
  case when effective_unknown = 0 and unconverted_cny = 0 then effective_cny end as cost_cny,
  effective_unknown as cost_unknown, unconverted_usd, unconverted_cny
from report.account_hour
