-- Of each account, how many hours ago its last charge ended. What is paid ahead ends later than now and says nothing of
-- freshness: those charges are left out. One that is silent for 62 days is forgotten.
create view report.alert_bill_stale as
select provider || ':' || billing_account_id as subject, ''::text as model, ''::text as version, provider,
  round(extract(epoch from now() - max(last) - interval '1 hour') / 3600, 2) as value,
  null::numeric as now_usd, null::numeric as now_cny, null::numeric as usual_usd, null::numeric as usual_cny,
  max(last) + interval '1 hour' as since
from (
  select provider, billing_account_id, max(hour) as last
  from report.account_hour
  where hour <= now() and hour > now() - interval '62 days'
  group by provider, billing_account_id
) accounts
group by provider, billing_account_id
