-- Texts of customer managed policies that changed since :since, and of inline policies that have another text now, in
-- earlier snapshots from :texts_from on. changed_at: when IAM says the text came; null: an inline policy, which has no such date.
-- Grain: document, text.
SELECT
  p.account_id || ' ' || p.policy_arn AS document, p.document AS text,
  CAST(min(p.updated_at) AS varchar) AS changed_at, min(p.snapshot_date) AS first_date
FROM snapshot_policies p
JOIN snapshot_policies n
  ON n.snapshot_date = :snapshot_date AND n.account_id = p.account_id AND n.policy_arn = p.policy_arn
WHERE p.snapshot_date >= :texts_from
  AND p.snapshot_date < :snapshot_date
  AND p.document IS NOT NULL
  AND n.is_aws_managed = false
  AND n.updated_at >= CAST(:since AS timestamp) -- if given
GROUP BY p.account_id, p.policy_arn, p.document
UNION ALL
SELECT p.owner_arn || ' ' || p.policy_name, p.document, CAST(NULL AS varchar), min(p.snapshot_date)
FROM snapshot_inline_policies p
JOIN snapshot_inline_policies n
  ON n.snapshot_date = :snapshot_date
  AND n.account_id = p.account_id
  AND n.owner_arn = p.owner_arn
  AND n.policy_name = p.policy_name
WHERE p.snapshot_date >= :texts_from
  AND p.snapshot_date < :snapshot_date
  AND p.document <> n.document
GROUP BY p.owner_arn, p.policy_name, p.document
