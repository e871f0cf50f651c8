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
-- Each entry is its kind, what it names, and the owner. Without a file there is one of another kind, which names nobody.
owner_entries AS (
  SELECT
    split_part(entry, '␟', 1) AS kind, split_part(entry, '␟', 2) AS names, split_part(entry, '␟', 3) AS owner,
    array_position(ARRAY[:owner_entry], entry) AS position
  FROM UNNEST(ARRAY[:owner_entry]) AS t(entry)
),
file_owners AS (
  SELECT
    w.snapshot_date, w.account_id, w.principal_id,
    min_by(
      e.owner,
      CASE
        WHEN e.kind = 'account' AND e.names = w.account_id THEN e.position
        WHEN e.kind = 'ou' AND contains(split(w.ou_path, '/'), e.names) THEN e.position
        WHEN e.kind = 'principal' AND regexp_extract(w.named, e.names) <> '' THEN e.position
      END
    ) AS owner
  FROM owned w
  CROSS JOIN owner_entries e
  GROUP BY w.snapshot_date, w.account_id, w.principal_id
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
