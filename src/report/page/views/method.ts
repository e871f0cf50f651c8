/** What the data can and cannot tell, and where they come from. */
import { command } from '../copy.js';
import { h, outside } from '../dom.js';
import { csvOfSheet } from '../list/csv.js';
import { table } from '../list/table.js';
import { type Page, queryOf } from '../page.js';
import { ACCESSED, count, minute, NOT_ACCESSED, NOT_MEASURED, NOT_TRACKED } from '../words.js';

const STATES: readonly (readonly [string, string])[] = [
  [ACCESSED, 'IAM recorded an attempt, and when. Denied attempts count too.'],
  [
    NOT_ACCESSED,
    'A policy grants it, IAM tracks it, and saw no attempt. You can decide on it, given the evidence in days shown beside it.',
  ],
  [NOT_TRACKED, 'IAM records no use of the action. Use of the service says nothing about it.'],
  [
    NOT_MEASURED,
    'The principal or its account could not be measured: access was denied, a report failed, it was deleted in the meantime. It is never counted as unused.',
  ],
];

const LIMITS: readonly string[] = [
  'The source is IAM’s last-accessed information: attempts to call AWS, whether they were allowed or denied.',
  'An attempt shows up to four hours late.',
  'IAM looks back 400 days, or fewer if it began to track later. Older snapshots in the lake remember longer; a principal’s page shows that as last known use.',
  'Evidence in days is the least of 400, the age of the principal and the days since IAM began to track the action. If one of them is unknown, so is the evidence, and unknown evidence is never enough.',
  'How long something has been granted is known from snapshots only: “or earlier” marks a grant that the first snapshot already saw.',
  'Only identity policies count. What resource policies, access control lists, service control policies, permissions boundaries and session policies allow or deny is not seen.',
  'iam:PassRole and most data events, such as s3:GetObject and s3:PutObject, are not tracked.',
  'An administrator is recognized by its granted actions, never by the name of a policy; conditions and boundaries may still restrict it.',
  'Access keys and findings of other tools are not collected: so whether a key is used is unknown here.',
  'Between two snapshots a grant or a principal may have come and gone unseen.',
];

export async function method(page: Page): Promise<HTMLElement> {
  const { summary } = page;
  const snapshots = await page.sheets.open('snapshots');
  const isShown = (row: number): boolean => snapshots.text('snapshot_date', row) <= summary.date;
  const shown = [...Array(snapshots.rows).keys()].filter(isShown);
  return h(
    'div',
    {},
    h('h2', {}, 'What these data can and cannot show'),
    h('h3', {}, 'The four states'),
    h('dl', { class: 'facts' }, ...STATES.flatMap(([state, words]) => [h('dt', {}, state), h('dd', {}, words)])),
    h('h3', {}, 'Limits'),
    h('ul', { class: 'limits' }, ...LIMITS.map((limit) => h('li', {}, limit))),
    h('h3', {}, 'What this file holds'),
    held(page),
    h('h3', {}, 'Snapshots'),
    table(
      'Committed snapshots',
      [
        { title: 'Snapshot', cell: (row: number) => snapshots.text('snapshot_date', row) },
        { title: 'Newest run', cell: (row: number) => outside(snapshots.text('newest_run_id', row)) },
        { title: 'Version', cell: (row: number) => outside(snapshots.text('tool_versions', row)) },
        {
          title: 'Organization',
          cell: (row: number) => outside(snapshots.text('organization_id', row)),
          isSecondary: true,
        },
        { title: 'Begun', cell: (row: number) => minute(snapshots.number('started_at', row)), isSecondary: true },
        { title: 'Ended', cell: (row: number) => minute(snapshots.number('finished_at', row)), isSecondary: true },
        {
          title: 'API calls',
          cell: (row: number) => count(snapshots.number('api_calls', row)),
          number: 'api_calls',
          isSecondary: true,
        },
        {
          title: 'List of actions of',
          cell: (row: number) => outside(snapshots.text('reference_date', row)),
          isSecondary: true,
        },
        {
          title: 'Tracked as of',
          cell: (row: number) => outside(snapshots.text('tracked_as_of', row)),
          isSecondary: true,
        },
      ],
      shown,
      {
        csv: csvOfSheet('snapshots', snapshots, (row: number) => row),
        subject: (row: number) => snapshots.text('snapshot_date', row),
      },
    ),
  );
}

function held(page: Page): HTMLElement {
  const { withServices, withActions, writtenAt, toolVersion, engine, date } = page.summary;
  const ofServices = page.principals.filter(({ services }) => (services ?? 0) > 0).length;
  const ofActions = page.principals.filter(({ granted }) => (granted ?? 0) > 0).length;
  const isWhole = withServices === ofServices && withActions === ofActions;
  const one = ['--principal', 'ARN', '--snapshot-date', date];
  return h(
    'div',
    {},
    h(
      'p',
      {},
      `The snapshot of ${date}, written ${minute(Math.floor(writtenAt / 1000))} by Access Lake `,
      outside(toolVersion),
      `, asked of ${engine === 'duckdb' ? 'DuckDB' : 'Athena'}.`,
    ),
    h(
      'p',
      {},
      'It holds the services of ',
      ofAll(withServices, ofServices),
      ' measured principals that are granted any, and the actions of ',
      ofAll(withActions, ofActions),
      ' that are granted one that IAM tracks. ',
      !isWhole &&
        'The others are here without them, so that the file stays small: those with the most unused actions come first. Ask for one: ',
      !isWhole && command(queryOf(page, 'principal_access', one)),
    ),
  );
}

/** Of the lists of this file. */
function ofAll(part: number, whole: number): HTMLElement {
  return h('span', { class: 'length' }, part === whole ? `all ${count(whole)}` : `${count(part)} of ${count(whole)}`);
}
