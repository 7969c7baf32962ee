-- Whose a card was in an hour: the pods that its exporter names, and what each of them held of its hour by what it asks for of
-- its node, dealt evenly to the cards on which it is named. `claimed` is that as asked for; together more than 1 is a breach
-- (`over`), and then each has its part of the card, so that shares are never more than the card. NULL: it does not say.
-- `measured` is its part of what the processes of all its pods were measured to do, where the exporter tells them apart.
create view report.gpu_share_hour as
select hour, source, device, node, gpu_model, namespace, pod, gpus_from, claimed, round(card_claimed, 18) as card_claimed,
  card_claimed > 1 as over, trunc(claimed / greatest(card_claimed, 1), 18) as share, measured
from (
  select *, sum(claimed) over (partition by hour, source, device) as card_claimed
  from (
    select c.hour, c.source, c.device, c.node, c.gpu_model, p.namespace, p.pod, p.gpus_from, c.measured,
      trunc(p.gpu_ms / 3600000 / count(*) over (partition by c.hour, c.source, p.namespace, p.pod, p.node), 18) as claimed
    from (
      select hour, source, device, node, gpu_model, name, trunc(max(ms) / nullif(sum(max(ms)) over (partition by hour, source, device), 0), 18) as measured
      from (
        select hour, source, device, node, gpu_model, name, (pod_busy_ms ->> name)::numeric as ms
        from fact.gpu_hour
        cross join unnest(pods) as name
      ) told
      group by hour, source, device, node, gpu_model, name
    ) c
    join fact.pod_hour p
      on p.hour = c.hour and p.source = c.source and p.node = c.node and p.namespace || '/' || p.pod = c.name
  ) named
) claims
