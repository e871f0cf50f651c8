/** What `propose --accept` and `--unaccept` do: the accept file as a person signs it, one blocker after the other. */
import { accessLake } from '../../model/commands/command-line.js';
import { dayOf } from '../../model/days.js';
import type { ExitName } from '../../model/errors.js';
import { escapeForTerminal } from '../../model/escape.js';
import { counted } from '../../model/numbers.js';
import { acceptBlockers, unacceptBlockers } from '../../propose/accept.js';
import type { Context } from '../command.js';
import { acceptFileOf } from './accepting.js';
import type { ProposeValues } from './options.js';

export async function accept(values: ProposeValues, { terminal, effects }: Context): Promise<ExitName> {
  const { accept: ids, unaccept, out } = values;
  const place = { out: out as string, file: acceptFileOf(values) };
  const signature = { reason: values.reason as string, owner: values.owner as string, expires: values.until as string };
  const given = { ids, signature, today: dayOf(effects.now()) };
  const isTaken = ids.length > 0;
  const { entries, taken } = isTaken
    ? await acceptBlockers(place, given, effects)
    : await unacceptBlockers(place, unaccept, effects);
  const shown = escapeForTerminal(place.file);
  const lines = [
    ...taken.map(({ id, says }) => `By accepting ${id} you take this risk: ${says}`),
    `${counted(isTaken ? ids.length : unaccept.length, 'blocker')} ${isTaken ? 'written to' : 'removed from'} ${shown}, which now has ${entries.length}.`,
    `Propose again: ${accessLake(['propose', '--destination', 'LAKE', '--out', place.out, '--accept-file', place.file])}`,
  ];
  await terminal.print(
    values.json ? `${JSON.stringify({ file: place.file, entries, taken })}\n` : `${lines.join('\n')}\n`,
  );
  return 'ok';
}
