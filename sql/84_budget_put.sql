-- Budgets as the settings have them. $1 a list of them
insert into ops.budget (budget, model, provider, currency, amount)
select budget, model, provider, currency, amount
from jsonb_to_recordset($1::jsonb) as said (budget text, model text, provider text, currency text, amount numeric)
