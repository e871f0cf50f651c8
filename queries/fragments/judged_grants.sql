-- Services granted to the users and roles that are asked. Grants are lists: what is said of a service and its actions is the
-- same for all principals of one profile, and is worked out once a profile in judged_lists; a use alone is a principal's own.
-- A profile is a class of principals, a list and a difference, each by its number.
-- Since when IAM shows a service, and since when somebody reports whose report would show it.
service_times AS MATERIALIZED (
  SELECT service_namespace, first_reported_at, first_witnessed_at
  FROM first_reported_services
  WHERE until_date = :snapshot_date
    AND service_namespace IN (:service) -- if given
),
action_times AS MATERIALIZED (
  SELECT service_namespace, action_key, first_reported_at, first_witnessed_at, is_new
  FROM first_reported_actions
  WHERE until_date = :snapshot_date
    AND service_namespace IN (:service) -- if given
),
references_of_runs AS (
  SELECT run_id, service_namespace, lower(action_name) AS action_key, max(tracked_since) AS tracked_since
  FROM snapshot_actions
  WHERE snapshot_date = :snapshot_date
    AND service_namespace IN (:service) -- if given
  GROUP BY run_id, service_namespace, lower(action_name)
),
-- Reports that show how old a grant is: those of 415 days, and of each principal the last one before them, which `expire` keeps:
-- what it shows has been shown for longer than any days, and what it lacks came later.
counted_reports AS (
  SELECT snapshot_date, run_id, account_id, principal_id, generated_at
  FROM known_listings
  WHERE snapshot_date BETWEEN :snapshot_date.lookback AND :snapshot_date
    AND status = 'exported'
    AND account_id IN (:account) -- if given
    AND account_id IN (:principal.account) -- if given
  UNION ALL
  SELECT snapshot_date, run_id, account_id, principal_id, generated_at
  FROM (
    SELECT
      snapshot_date, run_id, account_id, principal_id, generated_at,
      row_number() OVER (PARTITION BY account_id, principal_id ORDER BY generated_at DESC, run_id DESC) AS place
    FROM known_listings
    WHERE snapshot_date < :snapshot_date.lookback
      AND generated_at IS NOT NULL
      AND account_id IN (:account) -- if given
      AND account_id IN (:principal.account) -- if given
  ) AS earlier
  WHERE place = 1
),
-- Reports of those who are asked. bears: no report from before the days follows it, so that what it lacks is not shown for
-- the days.
reports AS MATERIALIZED (
  SELECT
    d.*,
    d.generated_at IS NOT NULL AND coalesce(d.generated_at >= d.last_old_at, true) AS bears
  FROM (
    SELECT
      p.run_id AS own_run_id, p.principal_number, p.account_id, p.principal_id, r.snapshot_date, r.run_id, r.generated_at,
      CAST(row_number() OVER (ORDER BY p.principal_number, r.run_id) AS integer) AS report_number,
      max(
        CASE WHEN date_diff('millisecond', r.generated_at, p.judged_at) >= CAST(:days AS bigint) * 86400000 THEN r.generated_at END
      ) OVER (PARTITION BY p.principal_number) AS last_old_at
    FROM asked p
    JOIN counted_reports r ON r.account_id = p.account_id AND r.principal_id = p.principal_id
    WHERE p.is_measured
  ) AS d
),
-- Runs of these reports, beside which files of grants need not be read.
reporting_runs AS MATERIALIZED (
  SELECT DISTINCT snapshot_date, run_id
  FROM reports
),
-- The first and last report of each run that may bear on a grant.
run_reports AS (
  SELECT
    r.run_id,
    min(CASE WHEN r.generated_at > f.finished_at THEN f.finished_at ELSE r.generated_at END) AS first_report_at,
    max(CASE WHEN r.generated_at > f.finished_at THEN f.finished_at ELSE r.generated_at END) AS last_judged_at,
    max(r.generated_at) AS last_report_at
  FROM known_listings r
  JOIN reporting_runs t ON t.snapshot_date = r.snapshot_date AND t.run_id = r.run_id
  JOIN snapshot_runs f ON f.run_id = r.run_id
  WHERE r.snapshot_date <= :snapshot_date
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
-- Lists that reports of the time show; list_hash is '' where IAM tracks no action of the service. Each list has a number above 0.
numbered_lists AS MATERIALIZED (
  SELECT
    service_namespace, list_hash,
    CAST(dense_rank() OVER (ORDER BY service_namespace) AS integer) AS service_number,
    CAST(row_number() OVER (ORDER BY service_namespace, list_hash) AS integer) AS list
  FROM (
    SELECT DISTINCT g.service_namespace, coalesce(g.list_hash, '') AS list_hash
    FROM known_principal_grants g
    JOIN reporting_runs r ON r.snapshot_date = g.snapshot_date AND r.run_id = g.run_id
    WHERE g.snapshot_date <= :snapshot_date
      AND g.service_namespace IN (:service) -- if given
      AND g.account_id IN (:account) -- if given
      AND g.account_id IN (:principal.account) -- if given
  ) AS l
),
own_grants AS MATERIALIZED (
  SELECT p.principal_number, l.service_number, l.list, g.actions_tracked, g.last_accessed_at
  FROM known_principal_grants g
  JOIN asked p
    ON p.run_id = g.run_id
    AND p.account_id = g.account_id
    AND p.principal_id = g.principal_id
  JOIN numbered_lists l ON l.service_namespace = g.service_namespace AND l.list_hash = coalesce(g.list_hash, '')
  WHERE g.snapshot_date = :snapshot_date
    AND p.is_measured
    AND g.service_namespace IN (:service) -- if given
),
reported_grants AS (
  SELECT r.principal_number, r.report_number, r.run_id, r.own_run_id, r.generated_at, l.service_number, l.list
  FROM known_principal_grants g
  JOIN reports r
    ON r.snapshot_date = g.snapshot_date
    AND r.run_id = g.run_id
    AND r.account_id = g.account_id
    AND r.principal_id = g.principal_id
  JOIN numbered_lists l ON l.service_namespace = g.service_namespace AND l.list_hash = coalesce(g.list_hash, '')
  WHERE g.snapshot_date <= :snapshot_date
    AND g.service_namespace IN (:service) -- if given
    AND g.account_id IN (:account) -- if given
    AND g.account_id IN (:principal.account) -- if given
),
-- Grants for which another report shows another list, or none (0); most are the same in all of them. Each row has one such
-- list with the first and last moment at which a report shows it. bears: one of these reports does. would_show: one lacks the
-- service, though it would have shown it.
differing_lists AS (
  SELECT
    r.principal_number, g.list,
    coalesce(t.list, 0) AS list_then,
    bool_or(r.bears) AS bears,
    bool_or(
      t.list IS NULL
      AND NOT coalesce(s.first_reported_at > r.generated_at AND s.first_witnessed_at <= r.generated_at, false)
    ) AS would_show,
    min(CASE WHEN n.run_id IS NULL THEN m.last_report_at ELSE r.generated_at END) AS first_at,
    max(CASE WHEN n.run_id IS NULL THEN m.last_report_at ELSE r.generated_at END) AS last_at
  FROM reports r
  JOIN own_grants g ON g.principal_number = r.principal_number
  JOIN numbered_lists l ON l.list = g.list
  LEFT JOIN (SELECT * FROM reported_grants WHERE run_id <> own_run_id) AS t
    ON t.report_number = r.report_number AND t.service_number = g.service_number
  LEFT JOIN service_times s ON s.service_namespace = l.service_namespace
  LEFT JOIN run_reports m ON m.run_id = r.run_id
  LEFT JOIN turning_services n
    ON n.is_for_reports AND n.run_id = r.run_id AND n.service_namespace = l.service_namespace
  WHERE r.run_id <> r.own_run_id
    AND r.generated_at IS NOT NULL
    AND (t.list IS NULL OR t.list <> g.list)
  GROUP BY r.principal_number, g.list, coalesce(t.list, 0)
),
-- The grants that differ from a report that bears. is_lacked: such a report lacks the service. changes: all other lists, as
-- '<list>|<bears>|<first moment>|<last moment>' joined by ',', where the service has a list.
differing_grants AS MATERIALIZED (
  SELECT
    d.*, CAST(dense_rank() OVER (ORDER BY is_lacked, is_young, changes) AS integer) AS difference
  FROM (
    SELECT
      c.principal_number, c.list,
      bool_or(c.list_then = 0 AND c.bears) AS is_lacked,
      bool_or(c.list_then = 0 AND c.bears AND c.would_show) AS is_young,
      coalesce(
        array_join(
          array_sort(
            array_agg(
              CAST(c.list_then AS varchar) || '|' || CASE WHEN c.bears THEN '1' ELSE '0' END
                || '|' || CAST(c.first_at AS varchar) || '|' || CAST(c.last_at AS varchar)
            ) FILTER (WHERE l.list_hash <> '')
          ),
          ','
        ),
        ''
      ) AS changes
    FROM differing_lists c
    JOIN numbered_lists l ON l.list = c.list
    GROUP BY c.principal_number, c.list
    HAVING bool_or(c.bears)
  ) AS d
),
-- Principals of one class are alike in all that judged_lists reads of them. Each has two, is_turning: for services in which
-- something turns, and for others. The days of a grant run back from counted_from. is_measured_before: there is a report
-- from before the days.
grantees AS MATERIALIZED (
  SELECT
    c.*,
    CAST(
      dense_rank() OVER (ORDER BY run_id, counted_from, inherited, has_evidence, is_bounded, is_measured_before) AS integer
    ) AS class
  FROM (
    SELECT
      p.run_id, p.principal_number, p.inherited, p.has_evidence, t.is_turning,
      CASE WHEN t.is_turning OR p.generated_at IS NULL THEN p.judged_at ELSE coalesce(m.last_judged_at, p.judged_at) END
        AS counted_from,
      b.principal_id IS NOT NULL AS is_bounded,
      o.principal_number IS NOT NULL AS is_measured_before
    FROM judged_principals p
    CROSS JOIN (VALUES (true), (false)) AS t(is_turning)
    LEFT JOIN run_reports m ON m.run_id = p.run_id
    LEFT JOIN bounded_principals b ON b.account_id = p.account_id AND b.principal_id = p.principal_id
    LEFT JOIN (SELECT DISTINCT principal_number FROM reports WHERE last_old_at IS NOT NULL) AS o
      ON o.principal_number = p.principal_number
    WHERE p.is_measured
  ) AS c
),
-- How many numbers there are, so that those of a profile make one.
numbers AS (
  SELECT l.most + 1 AS list_count, coalesce(d.most, 0) + 1 AS difference_count
  FROM (SELECT max(list) AS most FROM numbered_lists) AS l
  CROSS JOIN (SELECT max(difference) AS most FROM differing_grants) AS d
),
judged_grants AS MATERIALIZED (
  SELECT
    g.principal_number, l.service_namespace, g.actions_tracked, g.last_accessed_at, g.service_number, p.class, g.list,
    coalesce(d.difference, 0) AS difference,
    (CAST(p.class AS bigint) * z.list_count + g.list) * z.difference_count + coalesce(d.difference, 0) AS profile
  FROM own_grants g
  CROSS JOIN numbers z
  JOIN asked a ON a.principal_number = g.principal_number
  JOIN numbered_lists l ON l.list = g.list
  LEFT JOIN turning_services n
    ON NOT n.is_for_reports AND n.run_id = a.run_id AND n.service_namespace = l.service_namespace
  JOIN grantees p ON p.principal_number = g.principal_number AND p.is_turning = (n.run_id IS NOT NULL)
  LEFT JOIN differing_grants d ON d.principal_number = g.principal_number AND d.list = g.list
)
