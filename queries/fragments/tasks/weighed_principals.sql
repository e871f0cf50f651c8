-- Users and roles with what speaks against taking anything from them at :days. idle: 4096 where somebody is idle by design and not
-- released, else 0.
weighed_principals AS MATERIALIZED (
  SELECT p.*, r.code AS withheld
  FROM (
    SELECT p.*,
      CASE WHEN idle_names IS NULL THEN 0
        WHEN arrays_overlap(ARRAY[lower(principal_arn), lower(principal_name)], ARRAY[:release.lower]) THEN 0 -- if given
        WHEN array_join(array_except(split(lower(idle_names), ', '), ARRAY[:release.lower]), '') = '' THEN 0 -- if given
        ELSE 4096 END AS idle,
      CASE WHEN false THEN ''
        WHEN lower(principal_arn) IN (:except.lower) OR lower(principal_name) IN (:except.lower) THEN 'except' -- if given
        -- if given
        WHEN regexp_extract(tags, array_join(ARRAY[:except_tag.pattern, :except_tag.escapedpattern], '|')) <> '' THEN 'except_tag'
      END AS excepted_by
    FROM judged_principals p
  ) AS p
  LEFT JOIN reasons r ON r.bit = least(
    CASE WHEN bitwise_and(fixed_reasons, 4095 + idle) = 0 THEN 16384
      ELSE bitwise_and(bitwise_and(fixed_reasons, 4095 + idle), -bitwise_and(fixed_reasons, 4095 + idle)) END,
    CASE WHEN used_days < :days THEN 16 WHEN seen_days < :days THEN 64 WHEN age_days < :days THEN 256 WHEN tracked_days < :days THEN 1024
      ELSE 16384 END)
),
-- What is granted to each: services (action_key is '') and actions. idle: likewise, of the principal or of a document that grants it.
-- is_unopposed: nothing but a use speaks against taking it away at :days. A join with few of the rows is cheap here: in weighed_rights it would come after all of them have met their uses.
weighed_grants AS (
  SELECT
    i.account_id, i.principal_id, i.service_namespace, i.action_key, i.power, i.idle,
    bitwise_and(i.fixed_reasons, 4095 + i.idle) = 0 AND i.clear_days_if_unused >= :days AS is_unopposed,
    CASE WHEN i.known_days >= :days THEN 1 WHEN i.bounded_days >= :days THEN 2 ELSE 3 END AS age,
    CASE WHEN i.excepted_by IS NOT NULL THEN i.excepted_by
      WHEN i.action_key = '' AND i.service_namespace IN (:except_action.service) THEN 'except_action' -- if given
      WHEN i.service_namespace || ':' || i.action_name IN (:except_action) THEN 'except_action' -- if given
    END AS excepted_by
  FROM (
    SELECT
      g.*, p.excepted_by,
      CASE WHEN p.idle > 0 THEN p.idle
        WHEN g.idle_documents IS NULL THEN 0
        WHEN array_join(array_except(split(lower(g.idle_documents), ', '), ARRAY[:release.lower]), '') = '' THEN 0 -- if given
        ELSE 4096 END AS idle
    FROM granted_items g
    JOIN weighed_principals p ON p.account_id = g.account_id AND p.principal_id = g.principal_id
  ) AS i
),
-- The same with its use. is_clear: nothing speaks against taking it away at :days, unless it is excepted.
weighed_rights AS (
  SELECT g.*, u.used_days, g.is_unopposed AND coalesce(u.used_days, 400) >= :days AS is_clear
  FROM weighed_grants g
  LEFT JOIN judged_uses u
    ON u.account_id = g.account_id
    AND u.principal_id = g.principal_id
    AND u.service_namespace = g.service_namespace
    AND u.action_key = g.action_key
)
