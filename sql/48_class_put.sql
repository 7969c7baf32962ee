-- Each kind of charge gets what was decided of it. $1 load
update fact.line_class c
set rule = d.rule, follows = d.follows, part_id = d.part_id
from fact.decided_class d
where d.load_id = $1::bigint and d.class_key = c.class_key
