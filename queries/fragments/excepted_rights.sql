-- What an exception names of the rights of permission sets, policies, users and roles of the worklist: an action, a policy or
-- set, or a holder of it. Users and roles that are excepted themselves are counted as such.
excepted_rights AS (
  SELECT s.excepted_by
  FROM judged_subjects s
  JOIN shown h ON h.subject_type = s.subject_type AND h.subject_account_id = s.subject_account_id AND h.subject = s.subject
  UNION ALL
  SELECT CASE WHEN l.is_excepted THEN 'except_action' END
  FROM shown_principals p
  JOIN judged_grants g ON g.principal_number = p.principal_number
  JOIN judged_lists l ON l.profile = g.profile
  WHERE p.permission_set_name IS NULL
    AND p.excepted_by IS NULL
)
