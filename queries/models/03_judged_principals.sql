-- Users and roles of the snapshot, and what speaks against taking anything from them. fixed_reasons: what no number of days
-- changes, as bits of `reasons`. Every other reason has a number, and speaks against it at N days where that is less than N:
-- used_days USED, of the principal by any service; seen_days BLIND; age_days YOUNG_PRINCIPAL; tracked_days
-- LITTLE_EVIDENCE. A number is 400 at most, and 400 where nothing speaks against it. clear_days: the least of those that hold
-- for all that it is granted, so without used_days. A grant that every report shows is KNOWN at up to reported_days, and every
-- grant BOUNDED at up to bounded_days; -1: at none. idle_names: of the lists by which it is idle by design.
-- Grain: account_id, principal_id.
WITH uses AS (
  SELECT account_id, principal_id, max(used_at) AS last_known_use_at, max(blind_until) AS blind_until
  FROM known_principal_uses
  WHERE snapshot_date BETWEEN CAST(CAST(CAST(:snapshot_date AS date) - INTERVAL '415' DAY AS date) AS varchar) AND :uses_until
  GROUP BY account_id, principal_id
),
first_reports AS (
  SELECT account_id, principal_id, max(since_days) AS reported_days
  FROM reports_of_principals
  GROUP BY account_id, principal_id
),
idle AS (
  SELECT
    account_id, principal_id,
    array_join(array_agg(DISTINCT name ORDER BY name), ', ') AS idle_names,
    coalesce(max(CASE WHEN is_by_name THEN reason END), max(reason)) AS idle_by_design
  FROM idle_principals
  WHERE snapshot_date = :snapshot_date
  GROUP BY account_id, principal_id
),
blind_by_name AS (
  SELECT DISTINCT account_id, principal_id
  FROM tag_regions
  WHERE snapshot_date = :snapshot_date
),
-- Since when all its policies are in force as they are written now. The date of an inline policy is not known, nor that of
-- one that the run does not have: no row. Who has nothing attached has no date, either, unless a group holds something.
dated_policies AS (
  SELECT h.account_id, h.principal_id, max(d.changed_at) AS changed_at
  FROM (
    SELECT
      p.account_id, p.principal_id,
      CASE WHEN t.group_name = '' THEN p.inline_policy_names ELSE g.inline_policy_names END AS inline_policy_names,
      CASE WHEN t.group_name = '' THEN p.attached_policy_arns ELSE g.attached_policy_arns END AS attached_policy_arns
    FROM asked_principals p
    CROSS JOIN UNNEST(split(CASE WHEN p.group_names <> '' THEN ', ' || p.group_names ELSE '' END, ', ')) AS t(group_name)
    LEFT JOIN snapshot_groups g
      ON g.snapshot_date = :snapshot_date AND g.account_id = p.account_id AND lower(g.group_name) = lower(t.group_name)
    WHERE p.is_measured
  ) AS h
  CROSS JOIN UNNEST(split(coalesce(h.attached_policy_arns, '?'), ', ')) AS t(policy_arn)
  LEFT JOIN snapshot_policy_dates d
    ON d.snapshot_date = :snapshot_date AND d.account_id = h.account_id AND d.policy_arn = t.policy_arn
  GROUP BY h.account_id, h.principal_id
  HAVING count(*) FILTER (WHERE coalesce(h.inline_policy_names, '') <> '') = 0
    AND count(*) FILTER (WHERE t.policy_arn <> '' AND d.changed_at IS NULL) = 0
),
counted AS (
  SELECT
    a.*, u.last_known_use_at, i.idle_names, i.idle_by_design, r.reported_days,
    b.principal_id IS NOT NULL AS is_blind_by_name,
    CAST(floor(CAST(date_diff('millisecond', u.last_known_use_at, a.judged_at) AS double) / 86400000) AS integer) AS days_since_use,
    CAST(floor(CAST(date_diff('millisecond', u.blind_until, a.judged_at) AS double) / 86400000) AS integer) AS days_since_blind,
    CAST(floor(CAST(date_diff('millisecond', a.created_at, a.judged_at) AS double) / 86400000) AS integer) AS days_since_created,
    CAST(floor(CAST(date_diff('millisecond', d.changed_at, a.judged_at) AS double) / 86400000) AS integer) AS days_since_change
  FROM asked_principals a
  LEFT JOIN uses u ON u.account_id = a.account_id AND u.principal_id = a.principal_id
  LEFT JOIN first_reports r ON r.account_id = a.account_id AND r.principal_id = a.principal_id
  LEFT JOIN idle i ON i.account_id = a.account_id AND i.principal_id = a.principal_id
  LEFT JOIN blind_by_name b ON b.account_id = a.account_id AND b.principal_id = a.principal_id
  LEFT JOIN dated_policies d ON d.account_id = a.account_id AND d.principal_id = a.principal_id
),
weighed AS (
  SELECT
    c.*,
    CAST(
      CASE WHEN is_service_linked THEN 1 ELSE 0 END -- SERVICE_LINKED
      + CASE WHEN NOT is_measured THEN 32 ELSE 0 END -- NOT_MEASURED
      + CASE WHEN is_blind_by_name THEN 64 ELSE 0 END -- BLIND
      + CASE WHEN is_measured AND evidence_days IS NULL THEN 1024 ELSE 0 END -- LITTLE_EVIDENCE
      + CASE WHEN idle_by_design IS NOT NULL THEN 4096 ELSE 0 END -- IDLE_BY_DESIGN
      AS bigint
    ) AS fixed_reasons,
    least(coalesce(days_since_use, 400), 400) AS used_days,
    least(coalesce(days_since_blind, 400), 400) AS seen_days,
    CASE WHEN is_measured AND generated_at IS NOT NULL THEN least(coalesce(days_since_created, 400), 400) ELSE 400 END AS age_days,
    CASE WHEN is_measured THEN greatest(coalesce(evidence_days, 400), 0) ELSE 400 END AS tracked_days,
    least(coalesce(days_since_created, -1), coalesce(days_since_change, -1), 400) AS bounded_days
  FROM counted c
)
SELECT
  snapshot_date, run_id, account_id, account_name, is_management_account, ou_id, ou_path, ou_path_names, principal_arn,
  principal_id, principal_type, principal_name, permission_set_name, is_service_linked, tags, is_measured, judged_at,
  evidence_days, last_known_use_at, has_unlisted_use, untracked_regions, idle_names, idle_by_design,
  fixed_reasons, used_days, seen_days, age_days, tracked_days,
  least(seen_days, age_days, tracked_days) AS clear_days,
  coalesce(reported_days, -1) AS reported_days,
  bounded_days
FROM weighed
