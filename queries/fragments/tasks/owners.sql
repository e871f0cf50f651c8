-- Who answers for each user and role, and for each account (principal_id is empty): its own tag of a name in :owner_tag,
-- else the first entry of the owners file that names it, its account or an OU above, else such a tag of its account, else
-- the e-mail address of the account. Of several names of tags the first counts whose tag is not blank. What differs in
-- case or in the spaces around it is one owner, written in one way.
owner_tags AS (
  SELECT
    snapshot_date, account_id, principal_id, min_by(owner, array_position(ARRAY[:owner_tag], tag_key)) AS owner
  FROM (
    SELECT snapshot_date, account_id, principal_id, tag_key, nullif(trim(BOTH ' ' FROM tag_value), '') AS owner
    FROM snapshot_tags
    WHERE snapshot_date = :snapshot_date
      AND tag_key IN (:owner_tag)
    UNION ALL
    SELECT snapshot_date, account_id, '', tag_key, nullif(trim(BOTH ' ' FROM tag_value), '')
    FROM snapshot_account_tags
    WHERE snapshot_date = :snapshot_date
      AND tag_key IN (:owner_tag)
  ) AS tags
  WHERE owner IS NOT NULL
  GROUP BY snapshot_date, account_id, principal_id
),
owned AS (
  SELECT snapshot_date, account_id, '' AS principal_id, CAST(NULL AS varchar) AS named, ou_path
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
  UNION ALL
  SELECT snapshot_date, account_id, principal_id, lower(principal_type || '/' || principal_name), ou_path
  FROM listed_principals
  WHERE snapshot_date = :snapshot_date
),
-- Each entry is its kind, what it names, the owner, and of a pattern the longest text that each name holds which it
-- matches. Without a file there is one of another kind, which names nobody.
owner_entries AS (
  SELECT
    split_part(entry, '␟', 1) AS kind, split_part(entry, '␟', 2) AS names, split_part(entry, '␟', 3) AS owner,
    coalesce(split_part(entry, '␟', 4), '') AS held_text, position
  FROM UNNEST(ARRAY[:owner_entry]) WITH ORDINALITY AS t(entry, position)
),
-- A regular expression is compiled for each pair: only where the name holds the text of the pattern.
matched_names AS (
  SELECT n.snapshot_date, n.named, min(e.position) AS position
  FROM (
    SELECT DISTINCT snapshot_date, lower(principal_type || '/' || principal_name) AS named
    FROM listed_principals
    WHERE snapshot_date = :snapshot_date
  ) AS n
  JOIN owner_entries e
    ON e.kind = 'principal'
    AND CASE WHEN strpos(n.named, e.held_text) > 0 THEN regexp_extract(n.named, e.names) <> '' ELSE false END
  GROUP BY n.snapshot_date, n.named
),
-- The first entry that names somebody by the account, an OU, or the name with its type or alone, and the first pattern. Each
-- place that reads owned is worked out again by Trino, so one does.
first_entries AS (
  SELECT
    o.snapshot_date, o.account_id, o.principal_id,
    min(e.position) AS key_position,
    min(m.position) AS pattern_position
  FROM owned o
  CROSS JOIN UNNEST(
    ARRAY[o.account_id, o.named, split_part(o.named, '/', 2)] || split(coalesce(o.ou_path, ''), '/')
  ) AS t(named_by)
  LEFT JOIN owner_entries e
    ON e.names = t.named_by
    AND CASE e.kind
      WHEN 'account' THEN e.names = o.account_id
      WHEN 'ou' THEN contains(split(coalesce(o.ou_path, ''), '/'), e.names)
      WHEN 'name' THEN coalesce(e.names IN (o.named, split_part(o.named, '/', 2)), false)
      ELSE false
    END
  LEFT JOIN matched_names m ON m.snapshot_date = o.snapshot_date AND m.named = o.named
  GROUP BY o.snapshot_date, o.account_id, o.principal_id
),
file_owners AS (
  SELECT f.snapshot_date, f.account_id, f.principal_id, e.owner
  FROM first_entries f
  LEFT JOIN owner_entries e
    ON e.position = CASE
      WHEN f.key_position IS NULL OR f.pattern_position < f.key_position THEN f.pattern_position
      ELSE f.key_position
    END
),
addresses AS (
  SELECT snapshot_date, account_id, nullif(trim(BOTH ' ' FROM email), '') AS email
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
),
named_owners AS (
  SELECT
    w.snapshot_date, w.account_id, w.principal_id,
    coalesce(p.owner, w.owner, t.owner, a.email) AS owner,
    CASE
      WHEN p.owner IS NOT NULL THEN 'principal_tag'
      WHEN w.owner IS NOT NULL THEN 'file'
      WHEN t.owner IS NOT NULL THEN 'account_tag'
      WHEN a.email IS NOT NULL THEN 'account_email'
      ELSE 'unknown'
    END AS owner_from
  FROM file_owners w
  LEFT JOIN owner_tags p
    ON p.snapshot_date = w.snapshot_date AND p.account_id = w.account_id AND p.principal_id = nullif(w.principal_id, '')
  LEFT JOIN owner_tags t ON t.snapshot_date = w.snapshot_date AND t.account_id = w.account_id AND t.principal_id = ''
  LEFT JOIN addresses a ON a.snapshot_date = w.snapshot_date AND a.account_id = w.account_id
),
owners AS (
  SELECT
    snapshot_date, account_id, principal_id, min(owner) OVER (PARTITION BY lower(owner)) AS owner, owner_from
  FROM named_owners
)
