-- What tokens weigh, by model. $1 the weights
insert into fact.token_weight (model, weights_id, uncached, cached, generated)
select model, hashtextextended(concat_ws(' ', uncached, cached, generated), 0) & 1152921504606846975, uncached, cached, generated
from jsonb_to_recordset($1::jsonb) as weight(model text, uncached integer, cached integer, generated integer)
