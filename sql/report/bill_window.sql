-- What is loaded: every window with how far it reaches, and whether it is complete, whole and final.
create view report.bill_window as
select w.feed, w.provider, w.invoice_issuer_name, w.billing_account_id, w.billing_period, w.billing_period_end, w.line_count,
  w.first_charge, w.last_charge, w.complete, w.partial, w.final, w.refused_content is not null as newer_content_refused,
  w.load_id, r.finished_at as loaded_at
from ops.window w
join ops.run r using (load_id)
