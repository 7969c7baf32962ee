-- The versions there are, as lists of panels offer them. One that nothing tells is `(none)`.
create view report.version as
select version_id, model, coalesce(nullif(version, ''), '(none)') as version
from fact.model_version
where version_id <> 0
