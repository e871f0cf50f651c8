/** `seen_services`: what any principal of the run is granted. */
import type { Columns } from '../../../model/columns.js';
import { seenServices } from '../../../model/tables/facts.js';
import { columnsOf } from '../../../tables/columns/rows.js';
import { codesIn, type Measured } from './measured.js';
import { earlier } from './seen-actions.js';

export class SeenServices {
  /** By service the earliest report, ms since 1970; NaN: no report says when it was made. */
  private readonly earliest = new Map<string, number>();

  add(rows: Columns, principals: readonly Measured[]): void {
    const owners = codesIn(rows, 'principal_arn').codes;
    const { dictionary, codes } = codesIn(rows, 'service_namespace');
    const first = new Map<number, number>();
    for (let row = 0; row < rows.rows; row++) {
      const service = codes[row] as number;
      const at = (principals[owners[row] as number] as Measured).generatedAt;
      first.set(service, earlier(first.get(service) ?? Number.NaN, at));
    }
    for (const [service, at] of first) {
      const name = dictionary[service] as string;
      this.earliest.set(name, earlier(this.earliest.get(name) ?? Number.NaN, at));
    }
  }

  done(unrestricted_principals: number): Columns {
    const rows = [...this.earliest].map(([service_namespace, at]) => ({
      service_namespace,
      first_generated_at: Number.isNaN(at) ? null : at,
      unrestricted_principals,
    }));
    return columnsOf(seenServices, rows);
  }
}
