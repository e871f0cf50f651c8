-- For each profile its service (list is null), and its actions in lists of those about which judged_lists says the same at the
-- days: is_new NEW_THING, is_young YOUNG_GRANT, is_shown: reports show the grant for the days. tracked_at and known_since are
-- null of a service that nobody witnessed to be missing. list names its content.
alike_lists AS MATERIALIZED (
  SELECT
    profile, service_namespace, is_new, is_young, is_shown, tracked_at, known_since, action_names,
    lower(to_hex(sha256(to_utf8(
      replace(replace(service_namespace, '%', '%25'), ':', '%3A') || ':' || action_names
    )))) AS list
  FROM (
    SELECT
      profile, service_namespace, is_new, is_young, is_shown, tracked_at, known_since,
      array_join(
        array_agg(replace(replace(action_name, '%', '%25'), ',', '%2C') ORDER BY action_name) FILTER (WHERE action_key <> ''), ','
      ) AS action_names
    FROM (
      SELECT
        profile, service_namespace, action_key, action_name, tracked_at, known_since,
        new_days < :days AS is_new,
        young_days < :days AS is_young,
        known_days >= :days AS is_shown
      FROM judged_lists
    ) AS items
    GROUP BY profile, service_namespace, action_key <> '', is_new, is_young, is_shown, tracked_at, known_since
  ) AS named
)
