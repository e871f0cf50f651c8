-- For each profile its service (list is null), and its actions in lists whose actions have the same answers. enough: 2:
-- nothing hides a use (1152: NEW_THING and LITTLE_EVIDENCE; of a service 1664, with YOUNG_GRANT); 1: only BLIND (64) does, and
-- it counts for holders whose evidence_days is known; 0: otherwise. known_days: null: nobody knows since when. grant_age: 0: it
-- is young (512); 1: not known; 2: as old as role and policies; 3: known to be as old. list names its content.
graded_lists AS (
  SELECT
    profile, service_namespace, action_key, action_name,
    CASE
      WHEN bitwise_and(reasons, CASE WHEN action_key IS NULL THEN 1664 ELSE 1152 END) = 0 THEN 2
      WHEN bitwise_and(inherited, 64) > 0
        AND bitwise_and(reasons, CASE WHEN action_key IS NULL THEN 640 ELSE 128 END) = 0
        AND (
          action_key IS NULL
          OR date_diff('millisecond', tracked_at, counted_from) >= CAST(:days AS bigint) * 86400000
        ) THEN 1
      ELSE 0
    END AS enough,
    CASE
      WHEN known_since IS NOT NULL THEN CAST(floor(CAST(date_diff('millisecond', known_since, counted_from) AS double) / 86400000) AS integer)
      WHEN action_key IS NULL THEN 400
    END AS known_days,
    CASE
      WHEN bitwise_and(reasons, 512) > 0 THEN 0
      WHEN grant_age = 'KNOWN' THEN 3
      WHEN grant_age = 'BOUNDED' THEN 2
      ELSE 1
    END AS grant_age
  FROM judged_lists
),
alike_lists AS MATERIALIZED (
  SELECT
    profile, service_namespace, enough, known_days, grant_age, action_names,
    lower(to_hex(sha256(to_utf8(
      replace(replace(service_namespace, '%', '%25'), ':', '%3A') || ':' || action_names
    )))) AS list
  FROM (
    SELECT
      profile, service_namespace, enough, known_days, grant_age,
      CASE
        WHEN max(action_key) IS NOT NULL THEN array_join(
          array_agg(replace(replace(action_name, '%', '%25'), ',', '%2C') ORDER BY action_name), ','
        )
      END AS action_names
    FROM graded_lists
    GROUP BY profile, service_namespace, action_key IS NOT NULL, enough, known_days, grant_age
  ) AS named
)
