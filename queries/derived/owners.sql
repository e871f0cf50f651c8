-- question: Who answers for each account, user and role of a snapshot?
-- topic: none
-- grain: an account (principal_id is empty), user or role
-- with: owners
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a principal or account has
-- limits: The judgement is that of now, whether it is stored or not.
SELECT n.judgement_id, o.account_id, o.principal_id, o.owner, CAST(o.owner_from AS varchar) AS owner_from
FROM owners o
JOIN judgement_runs n ON n.snapshot_date = o.snapshot_date
ORDER BY o.account_id, o.principal_id
