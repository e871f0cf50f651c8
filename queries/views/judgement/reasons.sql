-- Why something may not be taken away: bits of fixed_reasons. Of several reasons the one of the lowest bit is the reason.
-- released_by: the option of the questions that lets it go. Made from src/model/judgement/reasons.ts by `npm run generate`.
-- Grain: bit.
CREATE OR REPLACE VIEW reasons AS
SELECT
  bit,
  CAST(code AS varchar) AS code,
  CAST(sentence AS varchar) AS sentence,
  CAST(released_by AS varchar) AS released_by
FROM (
  VALUES
    (1, 'SERVICE_LINKED', 'The role is service-linked.', NULL),
    (2, 'LEAVES_NO_ROW', 'Its use may leave no row.', NULL),
    (4, 'NOT_TRACKED', 'IAM does not track it.', NULL),
    (8, 'UNPROVEN', 'The lake knows no tracked action and no use of the service.', '--unproven'),
    (16, 'USED', 'A use of it is known.', NULL),
    (32, 'NOT_MEASURED', 'A principal or account that may use it was not measured.', NULL),
    (64, 'BLIND', 'The principal was active in a Region that IAM does not track within the days, or a tag of it whose key speaks of a Region names one.', NULL),
    (128, 'NEW_THING', 'IAM tracks it for less than the days.', NULL),
    (256, 'YOUNG_PRINCIPAL', 'The principal was created within the days.', NULL),
    (512, 'YOUNG_GRANT', 'An earlier report lacks it, and no report shows it for the days.', NULL),
    (1024, 'LITTLE_EVIDENCE', 'The evidence is shorter than the days, or unknown.', NULL),
    (2048, 'BOUNDARY', 'The policy is somebody''s permissions boundary.', NULL),
    (4096, 'IDLE_BY_DESIGN', 'The principal, or a document that grants it, is idle by design.', '--release'),
    (8192, 'EXCEPTED', 'It is excepted.', NULL)
) AS t(bit, code, sentence, released_by)
