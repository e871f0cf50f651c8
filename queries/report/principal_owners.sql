-- question: Who answers for each user and role?
-- topic: none
-- grain: a user or role of the snapshot
-- with: owners
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a user, role or account has counts
-- limits: owner and owner_from are those of worklist.
SELECT
  CAST(account_id AS varchar) AS account_id,
  CAST(principal_id AS varchar) AS principal_id,
  CAST(owner AS varchar) AS owner,
  CAST(owner_from AS varchar) AS owner_from
FROM owners
WHERE snapshot_date = :snapshot_date
  AND principal_id <> ''
ORDER BY account_id, principal_id
