-- What each measured user and role may lose: services (action_key is '') and the actions of their lists. It can be removed at N
-- days if fixed_reasons is 0 and clear_days at least N; else `withheld` is the lowest of the bits and of those whose number is less
-- than N: used_days USED, seen_days BLIND, new_days NEW_THING, age_days YOUNG_PRINCIPAL, young_days YOUNG_GRANT, tracked_days
-- LITTLE_EVIDENCE. evidence_days: of its use, as answers show them; null: not known. The grant is KNOWN at up to known_days, else
-- BOUNDED at up to bounded_days; -1: at none. It has millions of rows, so that it is stored nowhere.
-- Grain: account_id, principal_id, service_namespace, action_key.
SELECT
  i.*, u.last_known_access_at,
  coalesce(u.used_days, 400) AS used_days,
  least(coalesce(u.used_days, 400), i.clear_days_if_unused) AS clear_days
FROM granted_items i
LEFT JOIN judged_uses u
  ON u.account_id = i.account_id
  AND u.principal_id = i.principal_id
  AND u.service_namespace = i.service_namespace
  AND u.action_key = i.action_key
