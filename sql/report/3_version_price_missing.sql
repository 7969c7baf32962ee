-- Versions that did or cost something in the last seven whole days, and of which nothing is known that a price would begin with: nobody
-- sells their model by the token, and no type of machine that they ran on has a price, by a bill or a file. `lacks`: `type`, no charge
-- names a type (or no bill tells of them yet); `price`, none of the types named has one.
create view report.version_price_missing as
select v.model, v.version, w.tokens, w.cost_usd, w.cost_cny, case when t.types is null then 'type' else 'price' end as lacks, t.types
from (
  select m.version_id,
    case when count(m.prompt_tokens + m.generated_tokens) = count(*) then sum(m.prompt_tokens + m.generated_tokens) end as tokens,
    case when count(m.effective_usd) = count(*) then sum(m.effective_usd) end as cost_usd,
    case when count(m.effective_cny) = count(*) then sum(m.effective_cny) end as cost_cny
  from report.calendar c
  join report.model_day m on m.day >= c.today - 7 and m.day < c.today
  where m.version_id <> 0
  group by m.version_id
) w
join report.version v using (version_id)
left join (
  select d.version_id, string_agg(distinct concat_ws(' ', d.provider, d.instance_type), ', ') as types, bool_or(p.item is not null) as priced
  from report.calendar c
  join report.machine_day d on d.day >= c.today - 7 and d.day < c.today
  left join report.price p
    on p.provider = d.provider and p.region_id = d.region_id and p.item = d.instance_type and p.per = 'machine_hour'
  where d.instance_type <> ''
  group by d.version_id
) t using (version_id)
where not coalesce(t.priced, false) and not exists (select from report.price p where p.purchase = 'tokens' and p.item = v.model)
