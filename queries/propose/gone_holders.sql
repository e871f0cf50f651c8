-- Who held a document in an earlier snapshot of the window and does not hold it now.
-- Grain: document, principal_id.
WITH
/* holdings */
SELECT e.document, max(e.principal_arn) AS principal_arn
FROM held e
LEFT JOIN held n
  ON n.snapshot_date = :snapshot_date
  AND n.document = e.document
  AND n.account_id = e.account_id
  AND n.principal_id = e.principal_id
WHERE e.snapshot_date <> :snapshot_date
  AND n.document IS NULL
GROUP BY e.document, e.account_id, e.principal_id
