-- What holders of a permission set or shared policy may lose together, as far as their grants say. Needs these subjects.
-- is_free: no reason of a holder's grant speaks against taking it away.
weighed_items AS MATERIALIZED (
  SELECT
    i.holding, i.service_namespace, i.action_key, i.age, i.power,
    /* withheld of bitwise_and(i.reasons, b.bits) */ IS NULL
      AND NOT i.is_excepted
      AND (b.subject_type <> 'PERMISSION_SET' OR i.has_evidence)
      AS is_free
  FROM items_of_holdings i
  JOIN (
    SELECT DISTINCT h.holding, h.subject_type, c.bits
    FROM held_services h
    JOIN scopes c
      ON c.subject_type = h.subject_type AND c.subject_account_id = h.subject_account_id AND c.subject = h.subject
  ) AS b ON b.holding = i.holding
)
