/** `principal_grants`: the rows of services, each with who the principal is and its list of actions. */
import { CodesBuilder, type Column, type Columns } from '../../../model/columns.js';
import { sliced } from '../../../tables/columns/select-rows.js';
import { CHUNK_ROWS } from './granted-lists.js';
import { identityOf } from './identity.js';
import type { ListsOfPart } from './lists-of-part.js';
import { codesIn, type Measured } from './measured.js';

/** Columns that are those of the rows. */
const TAKEN = [
  'account_id',
  'principal_arn',
  'service_namespace',
  'actions_tracked',
  'actions_accessed',
  'last_accessed_at',
] as const;

/** Chunks, of rows of service_last_accessed; `principals` by the code of `principal_arn`. */
export function* principalGrantsOf(
  rows: Columns,
  principals: readonly Measured[],
  lists: ListsOfPart,
): Generator<Columns, void, void> {
  const { codes } = codesIn(rows, 'principal_arn');
  const generatedAt = Float64Array.from(codes, (code) => principals[code]?.generatedAt ?? Number.NaN);
  const columns = {
    ...Object.fromEntries(TAKEN.map((name) => [name, rows.columns[name] as Column])),
    ...identityOf(rows, principals),
    generated_at: { kind: 'numbers', numbers: generatedAt } as const,
    list_hash: hashesOf(rows, lists),
  };
  const grants = { rows: rows.rows, columns };
  for (let from = 0; from < rows.rows; from += CHUNK_ROWS) {
    yield sliced(grants, from, Math.min(rows.rows, from + CHUNK_ROWS));
  }
}

function hashesOf(rows: Columns, lists: ListsOfPart): Column {
  const owners = codesIn(rows, 'principal_arn');
  const services = codesIn(rows, 'service_namespace');
  const ofOwners = owners.dictionary.map((arn) => lists.get(arn));
  const hashes = new CodesBuilder();
  for (let row = 0; row < rows.rows; row++) {
    const service = services.dictionary[services.codes[row] as number] as string;
    hashes.append(ofOwners[owners.codes[row] as number]?.get(service)?.hash);
  }
  return hashes.done();
}
