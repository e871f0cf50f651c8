-- Services granted to the users and roles that are asked. Grants are lists: what is said of a service and its actions is the same for all
-- principals of one profile, and is worked out once a profile in judged_lists; a use alone is a principal's own.
-- changes: reports within the days that show another list, or none, as '<moment>|<hash>' joined by ','; old_hash: the
-- list of the last report from before the days, '-' where the service was not granted or there is no such report.
-- Since when IAM shows a service, and since when somebody reports whose report would show it.
service_times AS MATERIALIZED (
  SELECT service_namespace, first_reported_at, first_witnessed_at
  FROM first_reported_services
  WHERE until_date = :snapshot_date
    AND service_namespace IN (:service)
),
action_times AS MATERIALIZED (
  SELECT service_namespace, action_key, first_reported_at, first_witnessed_at, is_new
  FROM first_reported_actions
  WHERE until_date = :snapshot_date
    AND service_namespace IN (:service)
),
references_of_runs AS (
  SELECT run_id, service_namespace, lower(action_name) AS action_key, max(tracked_since) AS tracked_since
  FROM snapshot_actions
  WHERE snapshot_date = :snapshot_date
    AND service_namespace IN (:service)
  GROUP BY run_id, service_namespace, lower(action_name)
),
-- The first and last report of each run that may bear on a grant.
run_reports AS (
  SELECT
    r.run_id,
    min(CASE WHEN r.generated_at > f.finished_at THEN f.finished_at ELSE r.generated_at END) AS first_report_at,
    max(CASE WHEN r.generated_at > f.finished_at THEN f.finished_at ELSE r.generated_at END) AS last_judged_at,
    max(r.generated_at) AS last_report_at
  FROM known_listings r
  JOIN snapshot_runs f ON f.run_id = r.run_id
  WHERE r.snapshot_date BETWEEN :history_from AND :snapshot_date
    AND r.status = 'exported'
  GROUP BY r.run_id
),
-- Services in which something turns between two reports of a run: there each report counts by its own moment, and
-- elsewhere by the last of its run, so that equal grants of a run are one. is_for_reports: of reports that are compared
-- with when IAM began to track a thing; else of moments from which the days run back.
turning_services AS (
  SELECT DISTINCT r.run_id, t.service_namespace, t.is_for_reports
  FROM run_reports r
  JOIN (
    SELECT service_namespace, first_reported_at AS turns_at, false AS is_for_reports FROM action_times
    UNION
    SELECT service_namespace, tracked_since, false FROM references_of_runs WHERE tracked_since IS NOT NULL
    UNION
    SELECT service_namespace, first_reported_at, false FROM service_times
    UNION
    SELECT a.service_namespace, t.turns_at, true
    FROM action_times a
    CROSS JOIN UNNEST(ARRAY[a.first_reported_at, a.first_witnessed_at]) AS t(turns_at)
    WHERE a.is_new
  ) AS t
    ON CASE
      WHEN t.is_for_reports THEN t.turns_at > r.first_report_at AND t.turns_at <= r.last_report_at
      ELSE date_diff('millisecond', t.turns_at, r.last_report_at) >= CAST(:days AS bigint) * 86400000
        AND date_diff('millisecond', t.turns_at, r.first_report_at) < CAST(:days AS bigint) * 86400000
    END
),
reports AS (
  SELECT
    p.run_id AS own_run_id, p.account_id, p.principal_id, r.snapshot_date, r.run_id, r.generated_at,
    coalesce(date_diff('millisecond', r.generated_at, p.judged_at) < CAST(:days AS bigint) * 86400000, false) AS is_recent,
    row_number() OVER (
      PARTITION BY p.account_id, p.principal_id
      ORDER BY
        CASE WHEN date_diff('millisecond', r.generated_at, p.judged_at) >= CAST(:days AS bigint) * 86400000 THEN r.generated_at END
          DESC NULLS LAST,
        r.run_id DESC
    ) = 1
      AND coalesce(date_diff('millisecond', r.generated_at, p.judged_at) >= CAST(:days AS bigint) * 86400000, false)
      AS is_last_old
  FROM judged_principals p
  JOIN known_listings r ON r.account_id = p.account_id AND r.principal_id = p.principal_id
  WHERE p.is_measured
    AND r.status = 'exported'
    AND r.snapshot_date BETWEEN :history_from AND :snapshot_date
    AND r.account_id IN (:account)
    AND r.account_id IN (:principal.account)
),
own_grants AS (
  SELECT
    p.run_id, p.account_id, p.principal_id, g.service_namespace, g.list_hash, g.actions_tracked, g.last_accessed_at,
    p.judged_at, p.inherited, p.has_evidence, p.evidence_days, p.generated_at IS NOT NULL AS is_dated
  FROM judged_principals p
  JOIN known_principal_grants g
    ON g.snapshot_date = :snapshot_date
    AND g.run_id = p.run_id
    AND g.account_id = p.account_id
    AND g.principal_id = p.principal_id
  WHERE p.is_measured
    AND g.service_namespace IN (:service)
),
-- Grants for which another report shows another list, or none; most are the same in all of them.
differing_grants AS MATERIALIZED (
  SELECT
    r.account_id, r.principal_id, g.service_namespace,
    bool_or(
      r.is_recent AND t.principal_id IS NULL
      AND NOT coalesce(s.first_reported_at > r.generated_at AND s.first_witnessed_at <= r.generated_at, false)
    ) AS is_young,
    max(CASE WHEN r.is_last_old THEN CASE WHEN t.principal_id IS NULL THEN '-' ELSE coalesce(t.list_hash, '') END END) AS old_hash,
    array_join(
      array_sort(array_distinct(
        array_agg(
          CAST(CASE WHEN n.run_id IS NULL THEN m.last_report_at ELSE r.generated_at END AS varchar)
            || '|' || coalesce(t.list_hash, '-')
        ) FILTER (WHERE r.is_recent AND coalesce(t.list_hash, '-') <> g.list_hash)
      )),
      ','
    ) AS changes
  FROM reports r
  JOIN own_grants g ON g.account_id = r.account_id AND g.principal_id = r.principal_id
  LEFT JOIN known_principal_grants t
    ON t.snapshot_date = r.snapshot_date
    AND t.run_id = r.run_id
    AND t.account_id = r.account_id
    AND t.principal_id = r.principal_id
    AND t.service_namespace = g.service_namespace
    AND t.snapshot_date BETWEEN :history_from AND :snapshot_date
  LEFT JOIN service_times s ON s.service_namespace = g.service_namespace
  LEFT JOIN run_reports m ON m.run_id = r.run_id
  LEFT JOIN turning_services n
    ON n.is_for_reports AND n.run_id = r.run_id AND n.service_namespace = g.service_namespace
  WHERE r.run_id <> r.own_run_id
    AND (t.principal_id IS NULL OR t.list_hash IS DISTINCT FROM g.list_hash)
  GROUP BY r.account_id, r.principal_id, g.service_namespace
),
measured_before AS (
  SELECT DISTINCT account_id, principal_id
  FROM reports
  WHERE is_last_old
),
dated_grants AS (
  SELECT
    g.run_id, g.account_id, g.principal_id, g.service_namespace, coalesce(g.list_hash, '') AS list_hash, g.actions_tracked,
    g.last_accessed_at, g.judged_at, g.inherited, g.has_evidence, g.evidence_days, s.first_reported_at, s.first_witnessed_at,
    CASE WHEN c.old_hash IS NOT NULL THEN c.old_hash WHEN o.principal_id IS NULL THEN '-' ELSE coalesce(g.list_hash, '') END
      AS old_hash,
    coalesce(c.changes, '') AS changes,
    coalesce(c.is_young, false) AS is_young,
    CASE WHEN n.run_id IS NULL AND g.is_dated THEN m.last_judged_at ELSE g.judged_at END AS counted_from,
    b.principal_id IS NOT NULL AS is_bounded
  FROM own_grants g
  LEFT JOIN differing_grants c
    ON c.account_id = g.account_id AND c.principal_id = g.principal_id AND c.service_namespace = g.service_namespace
  LEFT JOIN measured_before o ON o.account_id = g.account_id AND o.principal_id = g.principal_id
  LEFT JOIN service_times s ON s.service_namespace = g.service_namespace
  LEFT JOIN run_reports m ON m.run_id = g.run_id
  LEFT JOIN turning_services n
    ON NOT n.is_for_reports AND n.run_id = g.run_id AND n.service_namespace = g.service_namespace
  LEFT JOIN bounded_principals b ON b.account_id = g.account_id AND b.principal_id = g.principal_id
),
-- profile: only the service in it may hold a blank, and the parts before and behind it show where it ends.
judged_grants AS MATERIALIZED (
  SELECT
    g.*,
    run_id || ' ' || service_namespace || ' ' || list_hash || ' ' || CAST(counted_from AS varchar) || ' '
      || CASE WHEN old_hash = list_hash THEN '=' ELSE old_hash END
      || CASE WHEN has_evidence THEN ' e' ELSE ' ' END || CASE WHEN is_bounded THEN 'b' ELSE '' END
      || CASE WHEN is_young THEN 'y ' ELSE ' ' END || CAST(inherited AS varchar) || ' ' || changes AS profile
  FROM dated_grants g
)
