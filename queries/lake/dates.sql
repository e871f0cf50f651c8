-- Dates that have a committed run, ascending. is_whole: a run of the date was asked for all accounts (exclusions do not
-- bear on it).
-- Grain: snapshot_date.
SELECT
  snapshot_date,
  max(schema_version) AS schema_version,
  bool_or(
    scope LIKE '%"thisAccount":false%' AND scope LIKE '%"accounts":[]%' AND scope LIKE '%"ous":[]%'
  ) AS is_whole
FROM raw.runs
GROUP BY snapshot_date
ORDER BY snapshot_date
