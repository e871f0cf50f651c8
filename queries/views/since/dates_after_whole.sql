-- Dates of snapshots before which there is a whole one, as literals: whole_date is the last of these. A partial snapshot
-- is one that no run of all accounts began.
-- Grain: snapshot_date.
CREATE OR REPLACE VIEW dates_after_whole AS
SELECT
  CAST(snapshot_date AS varchar) AS snapshot_date,
  CAST(whole_date AS varchar) AS whole_date,
  CAST(is_whole AS boolean) AS is_whole
FROM (
  VALUES
    {{dates_after_whole}}
) AS dates (snapshot_date, whole_date, is_whole)
