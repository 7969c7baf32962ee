-- The lines side of the law for a difference, as it counts, by invoice: before it was written (side gone), after (side came).
-- $1 load, $2 side, $3 why the lines move
insert into stage.control (load_id, side, provider, billing_account_id, billing_period, billing_currency, invoice_id, lines,
  list_cost, contracted_cost, billed_cost, effective_cost)
select $1::bigint, $2::text, l.provider, l.billing_account_id, l.billing_period, l.billing_currency, l.invoice_id,
  sum(l.line_count), sum(l.list_known), sum(l.contracted_known), sum(l.billed_cost), sum(l.effective_known)
from stage.moved m
join fact.counted_line l using (resource_key, charge_period_start, line_key)
where m.load_id = $1::bigint and m.why = $3::text and (case when $2::text = 'gone' then m.gone else m.came end)
group by l.provider, l.billing_account_id, l.billing_period, l.billing_currency, l.invoice_id
