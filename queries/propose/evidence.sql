-- question: What do the holders of a document use of each service and action, and what speaks against taking it away?
-- topic: none
-- grain: a document, a service and the actions of it that are alike; without actions the service itself
-- judges: services
-- parameter: days days = 90: evidence in days that is enough
-- parameter: history_from snapshot = window: earliest snapshot whose grants count
-- filters: account
-- limits: Over the measured holders. enough: of these, with nothing that hides a use (1152: NEW_THING and LITTLE_EVIDENCE;
--   of a service 1664, YOUNG_GRANT too). Who is BLIND (64) is reported separately, as a blocker, and so counts where nothing but
--   that makes the evidence little. grant_age: the worst of them: 0 a report within the days lacks it,
--   1 not known, 2 as old as role and policies, 3 known to be as old.
WITH /* holdings */,
profiles_of_documents AS (
  SELECT
    h.document, g.profile,
    count(*) AS holders,
    CASE WHEN count(h.evidence_days) = count(*) THEN min(h.evidence_days) END AS evidence_days
  FROM held h
  JOIN judged_grants g ON g.account_id = h.account_id AND g.principal_id = h.principal_id
  WHERE h.snapshot_date = :snapshot_date
  GROUP BY h.document, g.profile
),
-- Uses of the run by which a principal is judged; a use of an action is one of its service (action_key is null), too.
uses_of_runs AS (
  SELECT run_id, account_id, principal_id, service_namespace, lower(action_name) AS action_key
  FROM known_action_uses
  WHERE snapshot_date = :snapshot_date
    AND account_id IN (:batch)
  UNION
  SELECT run_id, account_id, principal_id, service_namespace, CAST(NULL AS varchar)
  FROM known_action_uses
  WHERE snapshot_date = :snapshot_date
    AND account_id IN (:batch)
  UNION
  SELECT run_id, account_id, principal_id, service_namespace, CAST(NULL AS varchar)
  FROM known_service_uses
  WHERE snapshot_date = :snapshot_date
    AND account_id IN (:batch)
),
used_by_holders AS (
  SELECT
    h.document, u.service_namespace, u.action_key,
    count(*) AS used,
    max(h.principal_arn) AS used_by,
    min(h.principal_arn) AS used_by_another
  FROM held h
  JOIN judged_principals p ON p.account_id = h.account_id AND p.principal_id = h.principal_id
  JOIN uses_of_runs u ON u.run_id = p.run_id AND u.account_id = p.account_id AND u.principal_id = p.principal_id
  WHERE h.snapshot_date = :snapshot_date
  GROUP BY h.document, u.service_namespace, u.action_key
),
judged_items AS (
  SELECT
    p.document, l.service_namespace, l.action_key, max(l.action_name) AS action_name,
    sum(p.holders) AS row_count,
    sum(
      CASE
        WHEN bitwise_and(l.reasons, CASE WHEN l.action_key IS NULL THEN 1664 ELSE 1152 END) = 0 THEN p.holders
        WHEN bitwise_and(l.inherited, 64) > 0
          AND p.evidence_days IS NOT NULL
          AND bitwise_and(l.reasons, CASE WHEN l.action_key IS NULL THEN 640 ELSE 128 END) = 0
          AND (
            l.action_key IS NULL
            OR date_diff('millisecond', l.tracked_at, l.counted_from) >= CAST(:days AS bigint) * 86400000
          ) THEN p.holders
        ELSE 0
      END
    ) AS enough,
    CASE
      WHEN count(p.evidence_days) = count(*) AND count_if(l.action_key IS NOT NULL AND l.known_since IS NULL) = 0 THEN min(
        least(
          p.evidence_days,
          coalesce(CAST(floor(CAST(date_diff('millisecond', l.known_since, l.counted_from) AS double) / 86400000) AS integer), 400)
        )
      )
    END AS evidence_days,
    min(
      CASE
        WHEN bitwise_and(l.reasons, 512) > 0 THEN 0
        WHEN bitwise_and(l.inherited, 256) > 0 OR l.grant_age = 'KNOWN' THEN 3
        WHEN l.grant_age = 'BOUNDED' THEN 2
        ELSE 1
      END
    ) AS grant_age
  FROM profiles_of_documents p
  JOIN judged_lists l ON l.profile = p.profile
  GROUP BY p.document, l.service_namespace, l.action_key
)
SELECT
  i.document, i.service_namespace,
  CASE
    WHEN max(i.action_key) IS NOT NULL THEN array_join(
      array_agg(replace(replace(i.action_name, '%', '%25'), ',', '%2C') ORDER BY i.action_name), ','
    )
  END AS action_names,
  CAST(i.row_count AS integer) AS row_count,
  CAST(i.enough AS integer) AS enough,
  CAST(coalesce(u.used, 0) AS integer) AS used,
  u.used_by, u.used_by_another,
  CAST(i.evidence_days AS integer) AS evidence_days,
  CAST(i.grant_age AS integer) AS grant_age
FROM judged_items i
LEFT JOIN used_by_holders u
  ON u.document = i.document
  AND u.service_namespace = i.service_namespace
  AND u.action_key IS NOT DISTINCT FROM i.action_key
GROUP BY
  i.document, i.service_namespace, i.action_key IS NOT NULL, i.row_count, i.enough, u.used, u.used_by, u.used_by_another,
  i.evidence_days, i.grant_age
