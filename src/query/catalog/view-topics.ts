/** What the views of each folder of `queries/views` are asked for, in the order of docs/views.md. */
export const VIEW_TOPICS: ReadonlyMap<string, string> = new Map([
  ['bi', 'Sums for BI tools, with `bi_coverage` beside them'],
  ['snapshot', 'What a snapshot holds: accounts, users and roles, policies, gaps'],
  ['judgement', 'What can be removed, and what speaks against it: the judgement'],
  ['evidence', 'Sources of evidence beside the reports: collected, refused or not asked'],
  ['access', 'What is granted, and used or not'],
  ['known', 'What every run saw, partial and superseded ones too'],
  ['since', 'Since when something is tracked or was measured'],
  ['lists', 'What is known of actions, services, Regions and names beforehand'],
]);
