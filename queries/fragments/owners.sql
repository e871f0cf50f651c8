-- Who answers for each user and role, and for each account (principal_id is empty): its own tag of a name in :owner_tag,
-- else such a tag of its account, else the e-mail address of the account. Of several names the first counts whose tag is
-- not blank. What differs in case or in the spaces around it is one owner, written in one way.
owner_tags AS (
  SELECT account_id, principal_id, min_by(owner, array_position(ARRAY[:owner_tag], tag_key)) AS owner
  FROM (
    SELECT account_id, principal_id, tag_key, nullif(trim(BOTH ' ' FROM tag_value), '') AS owner
    FROM snapshot_tags
    WHERE snapshot_date = :snapshot_date
      AND tag_key IN (:owner_tag)
    UNION ALL
    SELECT account_id, '', tag_key, nullif(trim(BOTH ' ' FROM tag_value), '')
    FROM snapshot_account_tags
    WHERE snapshot_date = :snapshot_date
      AND tag_key IN (:owner_tag)
  ) AS tags
  WHERE owner IS NOT NULL
  GROUP BY account_id, principal_id
),
owned AS (
  SELECT account_id, '' AS principal_id
  FROM snapshot_accounts
  WHERE snapshot_date = :snapshot_date
  UNION ALL
  SELECT account_id, principal_id
  FROM listed_principals
  WHERE snapshot_date = :snapshot_date
),
named_owners AS (
  SELECT
    w.account_id, w.principal_id,
    coalesce(p.owner, t.owner, nullif(trim(BOTH ' ' FROM a.email), '')) AS owner,
    CASE
      WHEN p.owner IS NOT NULL THEN 'principal_tag'
      WHEN t.owner IS NOT NULL THEN 'account_tag'
      WHEN nullif(trim(BOTH ' ' FROM a.email), '') IS NOT NULL THEN 'account_email'
      ELSE 'unknown'
    END AS owner_from
  FROM owned w
  LEFT JOIN owner_tags p ON p.account_id = w.account_id AND p.principal_id = w.principal_id AND w.principal_id <> ''
  LEFT JOIN owner_tags t ON t.account_id = w.account_id AND t.principal_id = ''
  LEFT JOIN snapshot_accounts a ON a.snapshot_date = :snapshot_date AND a.account_id = w.account_id
),
owners AS (
  SELECT account_id, principal_id, min(owner) OVER (PARTITION BY lower(owner)) AS owner, owner_from
  FROM named_owners
)
