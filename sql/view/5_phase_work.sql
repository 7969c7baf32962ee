-- How long each replica worked on prompts and on answers in an hour, were its GPU of the kind named, by what it calculated and what it
-- read of its memory (docs/split.md). Of a replica that does both, calculation goes by tokens that were calculated; reading memory
-- is generating. Seconds of one GPU: only their ratio means something.
create view fact.phase_work as
select hour, source, replica, served_model, gpu_model,
  case role when 'prefill' then greatest(compute, memory) when 'decode' then 0 else compute * prompts / nullif(prompts + answers, 0) end
    as input_seconds,
  case role when 'prefill' then 0 when 'decode' then greatest(compute, memory)
    else greatest(compute * answers / nullif(prompts + answers, 0), memory) end as output_seconds
from (
  select u.hour, u.source, u.replica, u.served_model, k.gpu_model, coalesce(u.role, 'both') as role,
    u.flops / (k.tflops * 1e12) as compute, u.read_bytes / (k.memory_gb_per_second * 1e9) as memory,
    (u.prompt_tokens - least(coalesce(u.cached_tokens, 0), u.prompt_tokens))::numeric as prompts, u.generated_tokens as answers
  from fact.usage_hour u
  cross join fact.gpu_peak k
  where u.flops is not null and u.read_bytes is not null and u.prompt_tokens is not null and u.generated_tokens is not null
) worked
