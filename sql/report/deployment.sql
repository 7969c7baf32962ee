-- What each replica ran on and which version it served, and who says so: the map, a
-- label, a registry or its name. Half-open, never overlapping.
create view report.deployment as
select source, replica, served_model, from_hour, to_hour, provider, resource_id, gpus, model, version, matched_by, version_by
from fact.deployment
