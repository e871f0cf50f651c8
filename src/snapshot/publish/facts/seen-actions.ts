/** `seen_actions`: what any principal of the run has a row of. */
import type { Columns } from '../../../model/columns.js';
import { seenActions } from '../../../model/tables/facts.js';
import { columnsOf } from '../../../tables/columns/rows.js';
import type { ActionsOfRows } from './actions-of-rows.js';
import { codesIn, type Measured } from './measured.js';

/** Some 20,000 actions at most: all that AWS has. */
export class SeenActions {
  /** By service, by action: the earliest report, ms since 1970; NaN: no report says when it was made. */
  private readonly earliest = new Map<string, Map<string, number>>();

  add(rows: Columns, { actions, ofRow }: ActionsOfRows, principals: readonly Measured[]): void {
    const { codes } = codesIn(rows, 'principal_arn');
    const generatedAt = principals.map((principal) => principal.generatedAt);
    const first = new Float64Array(actions.length).fill(Number.NaN);
    for (let row = 0; row < rows.rows; row++) {
      const place = ofRow[row] as number;
      first[place] = earlier(first[place] as number, generatedAt[codes[row] as number] as number);
    }
    for (const [place, { service, action }] of actions.entries()) this.see(service, action, first[place] as number);
  }

  done(): Columns {
    const rows = [...this.earliest].flatMap(([service_namespace, actions]) =>
      [...actions].map(([action_name, at]) => ({
        service_namespace,
        action_name,
        first_generated_at: Number.isNaN(at) ? null : at,
      })),
    );
    return columnsOf(seenActions, rows);
  }

  private see(service: string, action: string, at: number): void {
    const actions = this.earliest.get(service) ?? new Map<string, number>();
    this.earliest.set(service, actions);
    actions.set(action, earlier(actions.get(action) ?? Number.NaN, at));
  }
}

/** The lesser of two times, of which either may be NaN. */
export function earlier(a: number, b: number): number {
  return b < a || Number.isNaN(a) ? b : a;
}
