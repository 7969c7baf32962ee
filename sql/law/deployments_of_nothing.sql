-- Deployments of a replica that was never seen, and those not by the map of hours in which it was not. Healthy means empty.
create view law.deployments_of_nothing as
select d.source, d.replica, d.served_model, d.from_hour, d.to_hour, d.matched_by, count(u.hour) as hours_seen
from fact.deployment d
left join fact.usage_hour u
  on u.source = d.source and u.replica = d.replica and u.served_model = d.served_model
  and (d.matched_by = 'map' or u.hour >= d.from_hour and u.hour < d.to_hour)
group by d.source, d.replica, d.served_model, d.from_hour, d.to_hour, d.matched_by
having count(u.hour) = 0
  or d.matched_by <> 'map' and count(u.hour) <> extract(epoch from d.to_hour - d.from_hour) / 3600
