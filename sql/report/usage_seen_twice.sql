-- Replicas that two sources read in the same hour under one name and at one address: the same process, most likely, whose
-- tokens are then counted twice.
create view report.usage_seen_twice as
select u.hour, u.source, o.source as other_source, u.replica, u.served_model, u.labels ->> 'instance' as instance,
  u.prompt_tokens, o.prompt_tokens as other_prompt_tokens, u.generated_tokens, o.generated_tokens as other_generated_tokens
from fact.usage_hour u
join fact.usage_hour o
  on o.hour = u.hour and o.replica = u.replica and o.served_model = u.served_model and o.source > u.source
  and o.labels ->> 'instance' = u.labels ->> 'instance'
