/** The table of reasons as a view, for SQL reads no TypeScript. */
import { REASONS } from '../model/judgement/reasons.js';

export function reasonsView(): string {
  const rows = REASONS.map(({ bit, code, one, releasedBy }) => {
    const option = releasedBy === null ? 'NULL' : text(`--${releasedBy.replaceAll('_', '-')}`);
    return `(${bit}, ${text(code)}, ${text(one)}, ${option})`;
  });
  return `-- Why something may not be taken away: bits of fixed_reasons. Of several reasons the one of the lowest bit is the reason.
-- released_by: the option of the questions that lets it go. Made from src/model/judgement/reasons.ts by \`npm run generate\`.
-- Grain: bit.
CREATE OR REPLACE VIEW reasons AS
SELECT
  bit,
  CAST(code AS varchar) AS code,
  CAST(sentence AS varchar) AS sentence,
  CAST(released_by AS varchar) AS released_by
FROM (
  VALUES
    ${rows.join(',\n    ')}
) AS t(bit, code, sentence, released_by)
`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
