-- Permission sets and customer managed policies that several hold, with what an exception or a list of what is idle says of a
-- holder, and what they may lose. What one holds alone is its own matter. own_idle: 4096 where the document itself is left alone
-- and not released, else 0. idle: that, or the same of a holder. Needs weighed_principals.
asked_subjects AS (
  SELECT s.*,
    CASE WHEN idle_documents IS NULL THEN 0
      WHEN array_join(array_except(split(lower(idle_documents), ', '), ARRAY[:release.lower]), '') = '' THEN 0 -- if given
      ELSE 4096 END AS own_idle,
    CASE WHEN false THEN false
      WHEN lower(subject) IN (:except_policy.lower) OR lower(subject_name) IN (:except_policy.lower) THEN true -- if given
      ELSE false END AS is_excepted
  FROM judged_subjects s
  WHERE subject_type = 'PERMISSION_SET'
    OR (subject_type = 'MANAGED_POLICY' AND members > 1 AND regexp_extract(subject, ':iam::[0-9]{12}:policy/') <> '')
),
weighed_members AS (
  SELECT m.subject_type, m.subject_account_id, m.subject, p.*
  FROM subject_members m
  JOIN weighed_principals p ON p.account_id = m.account_id AND p.principal_id = m.principal_id
  WHERE m.subject_type IN ('PERMISSION_SET', 'MANAGED_POLICY')
),
weighed_subjects AS MATERIALIZED (
  SELECT
    s.*, greatest(s.own_idle, k.idle) AS idle,
    CASE WHEN s.own_idle > 0 THEN s.idle_documents ELSE k.idle_of_members END AS idle_by,
    k.excepted_by, bitwise_and(s.fixed_reasons, 4095 + greatest(s.own_idle, k.idle)) AS fixed_bits
  FROM asked_subjects s
  JOIN (
    SELECT
      subject_type, subject_account_id, subject, max(idle) AS idle, min(excepted_by) AS excepted_by,
      max(CASE WHEN idle > 0 THEN idle_names END) AS idle_of_members
    FROM weighed_members
    GROUP BY subject_type, subject_account_id, subject
  ) AS k ON k.subject_type = s.subject_type AND k.subject_account_id = s.subject_account_id AND k.subject = s.subject
),
-- Of those that are granted a service, whether one is idle by design or excepted: so is what they hold of it.
kept_of_subjects AS (
  SELECT m.subject_type, m.subject_account_id, m.subject, g.service_namespace, max(m.idle) AS idle, min(m.excepted_by) AS excepted_by
  FROM weighed_members m
  JOIN judged_grants g ON g.account_id = m.account_id AND g.principal_id = m.principal_id
  GROUP BY m.subject_type, m.subject_account_id, m.subject, g.service_namespace
),
-- Of a policy what it names. fixed_bits: the bits that no option releases; NOT_MEASURED among them is of the whole subject.
-- is_clear: nothing else speaks against it at :days, unless it is excepted.
weighed_items AS MATERIALIZED (
  SELECT i.*, bitwise_and(fixed_bits, 8159) = 0 AND clear_days >= :days AS is_clear
  FROM (
    SELECT
      i.subject_type, i.subject_account_id, i.subject, i.service_namespace, i.action_key, i.holders, i.power, i.clear_days,
      i.used_days,
      bitwise_and(
        i.fixed_reasons,
        4095 + CASE WHEN k.idle > 0 THEN k.idle
          WHEN i.idle_documents IS NULL THEN 0
          WHEN array_join(array_except(split(lower(i.idle_documents), ', '), ARRAY[:release.lower]), '') = '' THEN 0 -- if given
          ELSE 4096 END
      ) AS fixed_bits,
      CASE WHEN i.known_days >= :days THEN 1 WHEN i.bounded_days >= :days THEN 2 ELSE 3 END AS age,
      CASE WHEN s.is_excepted THEN 'except_policy'
        WHEN i.action_key = '' AND i.service_namespace IN (:except_action.service) THEN 'except_action' -- if given
        WHEN i.service_namespace || ':' || i.action_name IN (:except_action) THEN 'except_action' -- if given
        ELSE k.excepted_by END AS excepted_by
    FROM judged_subject_items i
    JOIN weighed_subjects s
      ON s.subject_type = i.subject_type AND s.subject_account_id = i.subject_account_id AND s.subject = i.subject
    JOIN kept_of_subjects k
      ON k.subject_type = i.subject_type AND k.subject_account_id = i.subject_account_id AND k.subject = i.subject
      AND k.service_namespace = i.service_namespace
    WHERE coalesce(i.is_written, true)
  ) AS i
)
