-- What Allow statements of policies write of services and of names, as parts of actions, and how names match them. Wildcards
-- stand anywhere, and LIKE tries each place for each of them, which for several takes time without end: then expression, for
-- regexp_like, replaces like_pattern. Its groups are never tried again, for the first place that fits is as good as any.
-- least_length: a shorter name does not match. A name has letters, digits, - and _ alone.
-- Grain: part.
WITH written AS (
  SELECT DISTINCT CASE WHEN strpos(t.action, ':') = 0 THEN '*:*' ELSE lower(t.action) END AS action
  FROM snapshot_policy_statements s
  CROSS JOIN UNNEST(coalesce(s.actions, ARRAY['*'])) AS t(action)
  WHERE s.snapshot_date = :snapshot_date
    AND s.policy_type IN ('managed', 'inline')
    AND s.effect = 'Allow'
),
parts AS (
  SELECT split_part(action, ':', 1) AS part FROM written
  UNION
  SELECT split_part(action, ':', 2) FROM written
  UNION
  SELECT '*' -- of a document that nobody has read
)
SELECT
  part,
  length(replace(part, '*', '')) AS least_length,
  replace(replace(replace(replace(replace(part, '!', '!!'), '%', '!%'), '_', '!_'), '*', '%'), '?', '_') AS like_pattern,
  CASE
    WHEN strpos(core, '*') = 0 OR (strpos(part, '*') > 1 AND length(replace(core, '*', '')) + 1 = length(core)) THEN NULL
    WHEN regexp_extract(part, '^[a-z0-9*?_-]+$') = part THEN
      '^(?>'
        || replace(replace(regexp_extract(part, '^(.*)[*]([^*]*)$', 1), '?', '.'), '*', ')(?>.*?')
        || ').*'
        || replace(regexp_extract(part, '^(.*)[*]([^*]*)$', 2), '?', '.')
        || '$'
    ELSE '^[^a-z0-9_-]$'
  END AS expression
FROM (SELECT part, trim(BOTH '*' FROM part) AS core FROM parts) AS cores
