-- What IAM is known to track since some report: a witness reported before without it. For a principal that was
-- reported after the witness and before that report, nobody can say that its grant is new.
began_services AS MATERIALIZED (
  SELECT service_namespace, first_reported_at, first_witnessed_at
  FROM first_reported_services
  WHERE until_date = :to_date
    AND is_new
),
began_actions AS MATERIALIZED (
  SELECT service_namespace, action_key, first_reported_at, first_witnessed_at
  FROM first_reported_actions
  WHERE until_date = :to_date
    AND is_new
)
