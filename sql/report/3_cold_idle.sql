-- What machines cost that nobody held, by provider: of a mean month like the last seven whole days. Stopped, they save all of it.
create view report.cold_idle as
select m.provider, count(distinct m.day) as days,
  case when count(m.effective_usd) = count(*) then round(sum(m.effective_usd) * c.month_days / 7, 12) end as saving_usd_month,
  case when count(m.effective_cny) = count(*) then round(sum(m.effective_cny) * c.month_days / 7, 12) end as saving_cny_month,
  (array['estimated', 'preliminary', 'final'])[min(array_position(array['estimated', 'preliminary', 'final'], m.status))] as status
from report.calendar c
join report.model_day m on m.day >= c.today - 7 and m.day < c.today
where m.kind = 'cold_idle' and m.version_id = 0
group by m.provider, c.month_days
having sum(m.effective_usd) is distinct from 0 or sum(m.effective_cny) is distinct from 0
