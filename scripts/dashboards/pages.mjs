// What the dashboards show, whichever tool shows it: pages of charts over the bi_ views. Width: of twelve columns.
const PEOPLE = ['principals_measured', 'principals_dormant', 'principals_never_used', 'principals_use_unknown'];
const GRANTS = ['services_granted', 'services_used', 'services_unused', 'services_too_young'];
const ACTIONS = [
  'actions_granted',
  'actions_used',
  'actions_unused',
  'actions_too_young',
  'actions_removable_of_principals',
];

/** Columns to sum, by view; coverage is a ratio of two sums of bi_coverage. */
export const SUMS = {
  bi_coverage: ['accounts', 'accounts_complete', 'accounts_incomplete', 'principals_failed'],
  bi_accounts: [...PEOPLE, ...GRANTS, ...ACTIONS],
  bi_services: [...GRANTS, ...ACTIONS],
  bi_permission_sets: [...PEOPLE, ...GRANTS, ...ACTIONS],
  bi_owners: [...PEOPLE, ...GRANTS, ...ACTIONS],
  bi_tasks: ['tasks'],
  bi_worklist: ['tasks', 'services_removable', 'actions_removable', 'grants_removable', 'holders'],
};

const latest = { column: 'is_latest', value: 1 };

const number = (view, title, metric) => ({
  kind: 'number',
  view,
  title,
  metrics: [metric],
  filters: [latest],
  width: 3,
});
const line = (view, title, metrics) => ({ kind: 'line', view, title, metrics, filters: [], width: 6 });
const bars = (view, title, column, metrics) => ({
  kind: 'bars',
  view,
  title,
  columns: [column],
  metrics,
  filters: [latest],
  width: 12,
});
const table = (view, title, columns, metrics, filters = [latest]) => ({
  kind: 'table',
  view,
  title,
  columns,
  metrics,
  filters,
  width: 12,
});
const rows = (view, title, order, columns) => ({
  kind: 'rows',
  view,
  title,
  order,
  columns,
  metrics: [],
  filters: [latest],
  width: 12,
});

const REMOVE = [
  'actions_removable_of_principals',
  'actions_unused',
  'services_unused',
  'principals_dormant',
  'principals_measured',
];

export const PAGES = {
  Overview: [
    number('bi_coverage', 'Coverage', 'coverage'),
    number('bi_coverage', 'Accounts with a gap', 'accounts_incomplete'),
    number('bi_accounts', 'Users and roles measured', 'principals_measured'),
    number('bi_accounts', 'Of these, dormant for 90 days', 'principals_dormant'),
    table(
      'bi_coverage',
      'What was not measured',
      ['account_id', 'account_name', 'status', 'error_code', 'last_measured_date'],
      ['accounts_incomplete', 'principals_failed'],
      [latest, { column: 'accounts_complete', value: 0 }],
    ),
  ],
  Trends: [
    line('bi_coverage', 'Coverage by date (check first)', ['coverage']),
    line('bi_accounts', 'Users and roles by date', ['principals_measured', 'principals_dormant']),
    line('bi_accounts', 'Granted services by date', ['services_used', 'services_unused', 'services_too_young']),
    line('bi_accounts', 'Actions by date', ['actions_used', 'actions_unused', 'actions_removable_of_principals']),
  ],
  'Accounts and OUs': [
    bars('bi_accounts', 'Actions by OU', 'ou_level_1', ['actions_removable_of_principals', 'actions_used']),
    table(
      'bi_coverage',
      'Coverage by OU',
      ['ou_level_1', 'ou_level_2'],
      ['coverage', 'accounts', 'accounts_incomplete'],
    ),
    table('bi_accounts', 'Accounts', ['account_id', 'account_name', 'ou_level_1', 'ou_level_2'], REMOVE),
  ],
  Services: [
    table(
      'bi_services',
      'Services',
      ['service_namespace', 'service_name'],
      ['services_unused', 'services_used', 'services_granted', 'actions_removable_of_principals'],
    ),
  ],
  'Permission sets': [table('bi_permission_sets', 'Permission sets', ['permission_set_name'], REMOVE)],
  Owners: [table('bi_owners', 'Owners', ['owner'], REMOVE)],
  Worklist: [
    number('bi_worklist', 'Tasks', 'tasks'),
    rows('bi_worklist', 'What to do first', 'task_rank', [
      'task_rank',
      'task_state',
      'risk',
      'step',
      'subject',
      'account_name',
      'owner',
      'task_code',
      'grant_age',
      'services_removable',
      'actions_removable',
      'grants_removable',
      'holders',
    ]),
    table('bi_tasks', 'What became of the tasks since the audit before', ['task_state', 'step'], ['tasks']),
  ],
};

export const CHARTS = Object.values(PAGES).flat();

/** Charts side by side, twelve columns a row. */
export function rowsOf(charts) {
  const rows = [];
  let left = 0;
  for (const chart of charts) {
    if (left < chart.width) {
      rows.push([]);
      left = 12;
    }
    rows.at(-1).push(chart);
    left -= chart.width;
  }
  return rows;
}
