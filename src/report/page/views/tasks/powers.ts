/** What the actions that a task takes away let their holder do, as badges. */
import { escapeForTerminal } from '../../../../model/escape.js';
import { type Child, h } from '../../dom.js';
import { figure } from '../../figure.js';
import type { Opened } from '../../opened.js';
import type { Page } from '../../page.js';
import { counted, POWER_WORDS } from '../../words.js';

export interface Power {
  readonly kind: string;
  readonly actions: number;
  /** One of them; null of actions that only read. */
  readonly example: string | null;
}

/** Of a row of the worklist, the greatest kind first. */
export type PowersOf = (row: number) => readonly Power[];

const KINDS = Object.keys(POWER_WORDS);

export async function openPowers(page: Page, work: Opened): Promise<PowersOf> {
  const [powers, known] = await Promise.all([page.sheets.open('task_powers'), page.sheets.open('known_actions')]);
  const byRow = powers.rowsBy('row');
  return (row) => {
    const own = byRow.get(String(row)) ?? [];
    const above = own.map((at) => ({
      kind: powers.text('power', at),
      actions: powers.number('actions', at) ?? 0,
      example: asWritten(known, powers.text('example', at)),
    }));
    const reads = (work.number('actions_removable', row) ?? 0) - above.reduce((sum, { actions }) => sum + actions, 0);
    const all = reads > 0 ? [...above, { kind: 'reads', actions: reads, example: null }] : above;
    return all.toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
  };
}

/** An action in the case in which IAM writes it, where that is known. */
function asWritten(known: Opened, action: string): string {
  const [service = '', name = ''] = action.split(':');
  const row = known
    .rowsBy('service_namespace')
    .get(service)
    ?.find((at) => known.text('action_name', at).toLowerCase() === name);
  return row === undefined ? action : `${service}:${known.text('action_name', row)}`;
}

/** The greatest kind, with an action in its title; nothing where no action goes. */
export function badge(powers: readonly Power[]): HTMLElement | null {
  const [greatest] = powers;
  return greatest === undefined ? null : mark(greatest, POWER_WORDS[greatest.kind] ?? greatest.kind);
}

/** Every kind with its number, of a subject. */
export function badges(powers: readonly Power[], subject: string): HTMLElement[] {
  return powers.map((power) =>
    mark(power, `${POWER_WORDS[power.kind] ?? power.kind} `, figure(`actions_${power.kind}`, power.actions, subject)),
  );
}

function mark(power: Power, ...words: readonly Child[]): HTMLElement {
  return h('span', { class: `power ${power.kind}`, title: titleOf(power) }, ...words);
}

function titleOf({ actions, example }: Power): string {
  const some = example === null ? '' : `, such as ${escapeForTerminal(example)}`;
  return `${counted(actions, 'action')}${some}`;
}
