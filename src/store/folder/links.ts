/** What is behind a symbolic link is no part of a lake. */
import { linkOnTheWay } from '../../files/links.js';
import { UserError } from '../../model/errors.js';
import { jsonForTerminal } from '../../model/escape.js';

/** Fails with a UserError where a link is on the way to `folder`: what is written there would land elsewhere. */
export async function refuseLinks(root: string, folder: string): Promise<void> {
  const link = await linkOnTheWay(root, folder);
  if (link === undefined) return;
  throw new UserError(
    `Cannot write below ${jsonForTerminal(link)}: it is a symbolic link, and links in a lake are not followed.`,
    {
      hint: 'Remove the link. The destination itself may be a link.',
    },
  );
}
