/** What the actions of an answer let their holder do, as a column of its sheet. */
import { POWERS, powersOf } from '../policy/power.js';
import type { Sheet } from './payload.js';
import { textsOf } from './sheet.js';

/** A sheet with service_namespace, action_name and access_level gains `power`; null where the row names no action. */
export function withPower(sheet: Sheet): Sheet {
  const textOf = (name: string): ((row: number) => string | null) => textsOf(sheet.columns[name]);
  const [service, action, level] = [textOf('service_namespace'), textOf('action_name'), textOf('access_level')];
  const actions = Array.from({ length: sheet.rows }, (_, row) => ({
    service_namespace: service(row) ?? '',
    action_name: action(row) ?? '',
    access_level: level(row),
  }));
  const powerOf = powersOf({ actions });
  const codes = actions.map(({ service_namespace, action_name }) =>
    action_name === '' ? -1 : POWERS.indexOf(powerOf(`${service_namespace}:${action_name}`.toLowerCase())),
  );
  return { ...sheet, columns: { ...sheet.columns, power: { dictionary: POWERS, codes } } };
}
