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
  CAST(t.services_granted AS bigint) AS services_granted,
  CAST(t.services_used AS bigint) AS services_used,
  CAST(t.services_unused AS bigint) AS services_unused,
  CAST(t.services_too_young AS bigint) AS services_too_young,
  CAST(t.actions_granted AS bigint) AS actions_granted,
  CAST(t.actions_used AS bigint) AS actions_used,
  CAST(t.actions_unused AS bigint) AS actions_unused,
  CAST(t.actions_too_young AS bigint) AS actions_too_young,
  CAST(t.actions_removable AS bigint) AS actions_removable
FROM trends t
WHERE t.dimension = 'service'
  AND t.principals_measured > 0
