-- Actions of permission sets that are shown.
judged_set_actions AS (
  SELECT s.*, s.subject_name AS permission_set_name
  FROM counted_subjects s
  JOIN shown h ON h.subject_type = s.subject_type AND h.subject_account_id = s.subject_account_id AND h.subject = s.subject
  WHERE s.action_key IS NOT NULL
    AND s.subject IN (:permission_set.lower)
    AND (s.access_level IS NULL OR s.access_level IN (:access_level))
)
