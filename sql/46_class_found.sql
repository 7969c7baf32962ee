-- Kinds of charges that were told to go by a machine that no bill knew, and that one knows now: they are decided on again.
-- $1 load
update fact.line_class c
set load_id = $1::bigint
from fact.part p
where p.part_id = c.part_id and c.follows is not null and c.follows <> c.resource_id and p.share_key is null and exists (
  select from fact.resource machine where machine.resource_id = c.follows and machine.provider = c.provider)
returning c.resource_key
