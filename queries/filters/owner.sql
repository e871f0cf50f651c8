-- parameter: owner owner list optional: owners, as the worklist names them, of users and roles or of their accounts; accounts that were not measured stay in
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a user, role or account has counts
-- reads: owned_principals AS MATERIALIZED (WITH {{owners}} SELECT account_id || ' ' || principal_id AS owned, lower(owner) AS owner FROM owners WHERE lower(owner) IN (:owner.lower))

-- if given
AND (principal_id IS NULL OR account_id || ' ' || principal_id IN (SELECT owned FROM owned_principals WHERE owner IN (:owner.lower)))
