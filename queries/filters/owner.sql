-- parameter: owner owner list optional: owners, as the worklist names them, of users and roles or of their accounts; accounts that were not measured stay in
-- parameter: owner_tag string list = owner,Owner,team,Team: tags that name an owner, the first that a user, role or account has counts
-- within: owners
AND (
  principal_id IS NULL OR account_id || ' ' || principal_id IN (
    WITH {{owners}} SELECT account_id || ' ' || principal_id FROM owners WHERE lower(owner) IN (:owner.lower)
  )
)
