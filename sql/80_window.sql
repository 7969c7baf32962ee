-- What we now hold of a window, and how far it reaches: a partial answer adds to that and makes nothing complete. $1 load, $2 feed, $3
-- content, $4 the windows, $5 the configured account that was asked
insert into ops.window as w
  (window_key, feed, provider, invoice_issuer_name, billing_account_id, billing_period, billing_period_end, load_id,
   line_count, first_charge, last_charge, usage_days, content, complete, partial, final, name, account)
select window_key, $2::text, provider, invoice_issuer_name, billing_account_id, billing_period, billing_period_end,
  $1::bigint, line_count, first_charge, last_charge, usage_days, $3::text, complete, partial, final, name, $5::text
from jsonb_to_recordset($4::jsonb) as said(window_key bigint, provider text, invoice_issuer_name text,
  billing_account_id text, billing_period date, billing_period_end date, line_count bigint, first_charge timestamptz,
  last_charge timestamptz, usage_days date[], complete boolean, partial boolean, final boolean, name text)
on conflict (window_key) do update set
  load_id = excluded.load_id, account = excluded.account, line_count = excluded.line_count, billing_period_end = excluded.billing_period_end,
  first_charge = least(excluded.first_charge, case when excluded.partial then w.first_charge end),
  last_charge = greatest(excluded.last_charge, case when excluded.partial then w.last_charge end),
  usage_days = case when excluded.partial
    then array(select unnest(w.usage_days) union select unnest(excluded.usage_days) order by 1) else excluded.usage_days end,
  content = excluded.content, refused_content = null,
  complete = excluded.complete and (w.complete or not excluded.partial), partial = excluded.partial, final = excluded.final
