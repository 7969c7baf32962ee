-- An amount of which a part is unknown, or has no rate, is not known. $1 load
update stage.model_hour
set list_usd = case when list_unknown + unconverted_usd = 0 then list_usd end,
  billed_usd = case when billed_unknown + unconverted_usd = 0 then billed_usd end,
  effective_usd = case when effective_unknown + unconverted_usd = 0 then effective_usd end,
  list_cny = case when list_unknown + unconverted_cny = 0 then list_cny end,
  billed_cny = case when billed_unknown + unconverted_cny = 0 then billed_cny end,
  effective_cny = case when effective_unknown + unconverted_cny = 0 then effective_cny end
where load_id = $1::bigint and list_unknown + billed_unknown + effective_unknown + unconverted_usd + unconverted_cny > 0
