-- DuckDB. The lines that broke a rule, one by one: where each stands, which column, what it says, and the line itself. Of
-- what came over an API the source says all of that, for no file of a user has it.
-- As PostgreSQL takes it: without the character U+0000, and with what a DOUBLE may say beside numbers as a text.
create or replace temp macro storable(x) as
  regexp_replace(
    replace(replace(replace(x, '\\', chr(31)), '\u0000', ''), chr(31), '\\'),
    '([^\\]"):(-?(?:nan|inf|infinity))([,}])', '\1:"\2"\3', 'gi');
create or replace temp view rejected as
select load_id() as load_id, coalesce(line_text ->> 'x_Page', file_name()) as file,
  coalesce(try_cast(line_text ->> 'x_Record' as bigint), record) as record, problem.col as column_name,
  replace(case when problem_reason is not null then line_text ->> 'x_ProblemValue'
    else json_extract_string(line_text, '$."' || nullif(problem.col, '') || '"') end, chr(0), '') as value,
  problem.reason as reason, storable(coalesce(line_text ->> 'x_Line', line_text)) as line
from line
where problem is not null;

create or replace temp view rejected_totals as
select window_of(provider, issuer, billing_account_id, billing_period, window_name)::varchar as window_key, billing_currency,
  count(*)::varchar as lines, sum(list_cost)::varchar as list_cost, sum(contracted_cost)::varchar as contracted_cost,
  sum(billed_cost)::varchar as billed_cost, sum(effective_cost)::varchar as effective_cost
from (
  select line_count, list_cost, contracted_cost, billed_cost, effective_cost, plain(said_billing_currency) as billing_currency,
    said_window_name as window_name,
    provider_of(plain(coalesce(said_provider_name, said_invoice_issuer_name, nullif(said_flavour, 'other')))) as provider,
    plain(issuer_of(said_invoice_issuer_name, said_provider_name, provider)) as issuer,
    account_of(provider, plain(said_billing_account_id)) as billing_account_id,
    (instant(said_billing_period_start) + zone_shift(provider))::date as billing_period
  from line
  where problem is not null
) rejected_line
group by all;
