-- What an exception names of the rights of permission sets, policies, users and roles of the worklist: an action, a policy or
-- set, or a holder of it. Users and roles that are excepted themselves are counted as such. Needs tasks.
excepted_rights AS (
  SELECT i.excepted_by
  FROM weighed_items i
  JOIN shown_subjects h ON h.subject_type = i.subject_type AND h.subject_account_id = i.subject_account_id AND h.subject = i.subject
  UNION ALL
  SELECT r.excepted_by
  FROM shown_principals p
  JOIN weighed_rights r ON r.account_id = p.account_id AND r.principal_id = p.principal_id
  WHERE p.excepted_by IS NULL
)
