-- Everything that may name an owner in the snapshots: values of tags of users, roles and accounts, and addresses of accounts.
SELECT trim(BOTH ' ' FROM tag_value) AS name
FROM snapshot_tags
WHERE tag_value IS NOT NULL
  AND snapshot_date IN (:dates) -- if given
UNION
SELECT trim(BOTH ' ' FROM tag_value)
FROM snapshot_account_tags
WHERE tag_value IS NOT NULL
  AND snapshot_date IN (:dates) -- if given
UNION
SELECT trim(BOTH ' ' FROM email)
FROM snapshot_accounts
WHERE email IS NOT NULL
  AND snapshot_date IN (:dates) -- if given
