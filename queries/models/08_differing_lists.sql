-- Other lists that earlier or later reports show of a granted service; list_then is '-' where they lack the service. What
-- list_then lacks has been shown again for next_days; -1: by no report. first_turn and last_turn show whether such reports
-- would have shown it: the last moment before the first of them, and before the last, at which something new of the service
-- was first reported, or first witnessed to be missing; the beginning of 1970 where no moment is.
-- Grain: account_id, principal_id, service_namespace, list_then.
WITH report_counts AS (
  SELECT account_id, principal_id, count(*) AS reports
  FROM reports_of_principals
  GROUP BY account_id, principal_id
),
shown_counts AS (
  SELECT account_id, principal_id, service_namespace, sum(reports) AS reports
  FROM reported_lists
  GROUP BY account_id, principal_id, service_namespace
),
-- Few grants: to look for a report that lacks them reads every report once more.
not_always_shown AS (
  SELECT o.account_id, o.principal_id, o.service_namespace
  FROM own_grants o
  JOIN report_counts r ON r.account_id = o.account_id AND r.principal_id = o.principal_id
  LEFT JOIN shown_counts s
    ON s.account_id = o.account_id AND s.principal_id = o.principal_id AND s.service_namespace = o.service_namespace
  WHERE r.reports > coalesce(s.reports, 0)
),
lacking AS (
  SELECT
    n.account_id, n.principal_id, n.service_namespace,
    CAST('-' AS varchar) AS list_then,
    min(r.generated_at) AS first_at,
    max(r.generated_at) AS last_at,
    min(r.next_days) AS next_days
  FROM not_always_shown n
  JOIN reports_of_principals r ON r.account_id = n.account_id AND r.principal_id = n.principal_id
  LEFT JOIN (SELECT * FROM known_principal_grants WHERE snapshot_date <= :snapshot_date) AS g
    ON g.snapshot_date = r.snapshot_date
    AND g.run_id = r.run_id
    AND g.account_id = r.account_id
    AND g.principal_id = r.principal_id
    AND g.service_namespace = n.service_namespace
  WHERE g.service_namespace IS NULL
  GROUP BY n.account_id, n.principal_id, n.service_namespace
),
differing AS (
  SELECT * FROM lacking
  UNION ALL
  SELECT r.account_id, r.principal_id, r.service_namespace, r.list_hash, r.first_at, r.last_at, r.next_days
  FROM reported_lists r
  JOIN own_grants o
    ON o.account_id = r.account_id AND o.principal_id = r.principal_id AND o.service_namespace = r.service_namespace
  WHERE r.list_hash <> o.list_hash
),
turns AS (
  SELECT DISTINCT t.service_namespace, m.turns_at
  FROM judged_things t
  CROSS JOIN UNNEST(ARRAY[t.new_since, t.witnessed_at]) AS m(turns_at)
  WHERE t.new_since IS NOT NULL
)
SELECT
  d.account_id, d.principal_id, d.service_namespace, d.list_then, d.next_days,
  coalesce(max(CASE WHEN t.turns_at <= d.first_at THEN t.turns_at END), TIMESTAMP '1970-01-01 00:00:00') AS first_turn,
  coalesce(max(CASE WHEN t.turns_at <= d.last_at THEN t.turns_at END), TIMESTAMP '1970-01-01 00:00:00') AS last_turn
FROM differing d
LEFT JOIN turns t ON t.service_namespace = d.service_namespace
GROUP BY d.account_id, d.principal_id, d.service_namespace, d.list_then, d.next_days
