/** The actions that the rows of a part name, each once. */
import type { Columns } from '../../../model/columns.js';
import { codesIn } from './measured.js';

export interface Action {
  readonly service: string;
  readonly action: string;
}

export interface ActionsOfRows {
  /** Each action of the part once. */
  readonly actions: readonly Action[];
  /** By row, the place of its action among them. */
  readonly ofRow: Int32Array;
}

/** One look-up a row, for all that is counted by action. */
export function actionsOfRows(rows: Columns): ActionsOfRows {
  const services = codesIn(rows, 'service_namespace');
  const names = codesIn(rows, 'action_name');
  const actions: Action[] = [];
  const places = new Map<number, number>();
  const ofRow = new Int32Array(rows.rows);
  for (let row = 0; row < rows.rows; row++) {
    const service = services.codes[row] as number;
    const name = names.codes[row] as number;
    const pair = service * names.dictionary.length + name;
    let place = places.get(pair);
    if (place === undefined) {
      place = actions.push({
        service: services.dictionary[service] as string,
        action: names.dictionary[name] as string,
      });
      place -= 1;
      places.set(pair, place);
    }
    ofRow[row] = place;
  }
  return { actions, ofRow };
}
