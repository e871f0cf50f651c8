-- Everybody who is asked, with what speaks against taking anything from them, as bits of src/model/judgement/reasons.ts: reasons of
-- the principal as a whole, inherited of each of its grants. is_young: created within the days of a report whose moment
-- is known; without one nobody can say so, and there is no evidence.
designed_idle AS (
  SELECT p.principal_name, max(d.name) AS idle_name, max(d.reason) AS idle_by_design
  FROM (
    SELECT DISTINCT principal_name
    FROM known_listings
    WHERE snapshot_date = :snapshot_date
      AND account_id IN (:account) -- if given
  ) AS p
  JOIN idle_by_design d ON lower(p.principal_name) LIKE d.name_pattern ESCAPE '!'
  WHERE lower(d.name) NOT IN (:release.lower) -- if given
  GROUP BY p.principal_name
),
-- Roles by whom they trust.
trusted_idle AS (
  SELECT s.snapshot_date, s.account_id, s.owner_arn, max(d.name) AS idle_name, max(d.reason) AS idle_by_design
  FROM snapshot_policy_statements s
  CROSS JOIN UNNEST(s.principals) AS t(trusted)
  JOIN idle_by_trust d ON lower(t.trusted) LIKE d.trusted_pattern ESCAPE '!'
  WHERE s.snapshot_date = :snapshot_date
    AND s.policy_type = 'trust'
    AND s.effect = 'Allow'
    AND lower(d.name) NOT IN (:release.lower) -- if given
  GROUP BY s.snapshot_date, s.account_id, s.owner_arn
),
-- Regions that IAM does not track, as tags whose key speaks of a Region name them, alone or in a list and in any case: who
-- works there leaves no trace, RoleLastUsed included.
named_regions AS (
  SELECT DISTINCT n.snapshot_date, n.account_id, n.principal_id, n.region
  FROM (
    SELECT a.snapshot_date, a.account_id, a.principal_id, w.region
    FROM asked a
    CROSS JOIN UNNEST(
      regexp_extract_all(a.tags, '"[^"]*[Rr][Ee][Gg][Ii][Oo][Nn][^"]*": ?"(?:[^"\\]|\\.)*"')
    ) AS t(tag)
    CROSS JOIN UNNEST(
      regexp_extract_all(lower(regexp_extract(t.tag, '": ?"(.*)"$', 1)), '[a-z0-9._-]+')
    ) AS w(region)
  ) AS n
  LEFT JOIN tracked_regions r ON r.region = n.region
  WHERE regexp_extract(n.region, '^[a-z]{2,5}(-[a-z]+)+-[0-9]+$') = n.region
    AND r.region IS NULL
),
blind_by_name AS (
  SELECT DISTINCT snapshot_date, account_id, principal_id
  FROM named_regions
),
dated_principals AS (
  SELECT
    a.*,
    u.last_known_use_at, u.blind_until,
    b.principal_id IS NOT NULL AS is_blind_by_name,
    coalesce(d.idle_name, t.idle_name) AS idle_name,
    coalesce(d.idle_by_design, t.idle_by_design) AS idle_by_design,
    CASE
      WHEN false THEN ''
      WHEN lower(a.principal_arn) IN (:except.lower) OR lower(a.principal_name) IN (:except.lower) THEN 'except' -- if given
      -- if given
      WHEN regexp_extract(a.tags, array_join(ARRAY[:except_tag.pattern, :except_tag.escapedpattern], '|')) <> '' THEN 'except_tag'
    END AS excepted_by
  FROM asked a
  LEFT JOIN known_principal_use u
    ON u.snapshot_date = a.snapshot_date AND u.account_id = a.account_id AND u.principal_id = a.principal_id
  LEFT JOIN blind_by_name b
    ON b.snapshot_date = a.snapshot_date AND b.account_id = a.account_id AND b.principal_id = a.principal_id
  LEFT JOIN designed_idle d
    ON d.principal_name = a.principal_name
    AND lower(a.principal_name) NOT IN (:release.lower) -- if given
    AND lower(a.principal_arn) NOT IN (:release.lower) -- if given
  LEFT JOIN trusted_idle t
    ON t.snapshot_date = a.snapshot_date AND t.account_id = a.account_id AND t.owner_arn = a.principal_arn
    AND lower(a.principal_name) NOT IN (:release.lower) -- if given
    AND lower(a.principal_arn) NOT IN (:release.lower) -- if given
),
weighed_principals AS (
  SELECT
    p.*,
    coalesce(date_diff('millisecond', last_known_use_at, judged_at) < CAST(:days AS bigint) * 86400000, false) AS is_used,
    coalesce(is_measured AND date_diff('millisecond', created_at, generated_at) < CAST(:days AS bigint) * 86400000, false)
      AS is_young,
    is_measured AND coalesce(evidence_days, -1) >= :days AS has_evidence,
    CAST(
      CASE WHEN is_service_linked THEN 1 ELSE 0 END
      + CASE WHEN NOT is_measured THEN 32 ELSE 0 END
      + CASE
        WHEN is_blind_by_name THEN 64
        WHEN date_diff('millisecond', blind_until, judged_at) < CAST(:days AS bigint) * 86400000 THEN 64
        ELSE 0
      END
      + CASE WHEN idle_name IS NOT NULL THEN 4096 ELSE 0 END
      + CASE WHEN excepted_by IS NOT NULL THEN 8192 ELSE 0 END
      AS bigint
    ) AS told
  FROM dated_principals p
),
judged_principals AS MATERIALIZED (
  SELECT
    p.*,
    /* withheld of p.reasons */ AS withheld,
    CAST(NULL AS varchar) AS grant_age,
    CASE
      WHEN last_known_use_at > judged_at THEN 0
      ELSE CAST(floor(CAST(date_diff('millisecond', last_known_use_at, judged_at) AS double) / 86400000) AS integer)
    END AS days_since_last_use
  FROM (
    SELECT
      w.*,
      told + CASE WHEN is_young THEN 256 ELSE 0 END AS inherited,
      told
        + CASE WHEN is_used THEN 16 ELSE 0 END
        + CASE WHEN is_young THEN 256 WHEN is_measured AND NOT has_evidence THEN 1024 ELSE 0 END AS reasons
    FROM weighed_principals w
  ) AS p
)
