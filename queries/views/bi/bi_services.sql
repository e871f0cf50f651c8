-- Who is granted each service and uses it, for BI tools: trends by service. A grant is a service of one measured user or
-- role, so that grants can be summed over services, not over dates. What was not measured is in bi_coverage alone.
-- Grain: snapshot_date, service_namespace.
CREATE OR REPLACE VIEW bi_services AS
SELECT
  CAST(t.snapshot_date AS date) AS snapshot_date,
  CAST(if(t.snapshot_date = '{{latest_date}}', 1, 0) AS integer) AS is_latest,
  CAST(t.subject AS varchar) AS service_namespace,
  CAST(t.subject_name AS varchar) AS service_name,
  CAST(t.principals_used_90 AS bigint) AS grants_used_90,
  CAST(t.principals_used_180 AS bigint) AS grants_used_180,
  CAST(t.principals_used_400 AS bigint) AS grants_used_400,
  CAST(t.principals_used_older AS bigint) AS grants_used_older,
  CAST(t.principals_never_used AS bigint) AS grants_never_used,
  CAST(t.principals_use_unknown AS bigint) AS grants_use_unknown,
  t.services_granted, t.services_used, t.services_unused, t.services_too_young, t.actions_granted, t.actions_used,
  t.actions_unused, t.actions_too_young, t.actions_removable_of_principals
FROM trends t
WHERE t.dimension = 'service'
  AND t.principals_measured > 0
