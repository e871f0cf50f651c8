-- Who held a document in an earlier snapshot of the window and does not hold it now.
-- Grain: document, principal_id.
WITH
/* holdings */
SELECT document, max(principal_arn) AS principal_arn
FROM held
GROUP BY document, account_id, principal_id
HAVING max(snapshot_date) < :snapshot_date
