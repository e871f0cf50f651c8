/** The views by what they are asked for. */

interface ViewTopic {
  /** As the head of its line in docs/views.md. */
  readonly topic: string;
  readonly names: RegExp;
}

/** A view is of the first topic that has its name; test/query/generated.test.ts finds one that is of none. */
export const VIEW_TOPICS: readonly ViewTopic[] = [
  { topic: 'Sums for BI tools, with `bi_coverage` beside them', names: /^bi_|^trends$/ },
  {
    topic: 'What a snapshot holds: accounts, users and roles, policies, gaps',
    names: /^(snapshot|listed|account|tag)_|^(left_accounts|idle_principals|unmeasured)$/,
  },
  {
    topic: 'What can be removed, and what speaks against it: the judgement',
    names:
      /^((shared_)?permissions|permission_uses|holders|principals_judged)(_by_date)?$|^(reasons|not_judged)$|^judgement_/,
  },
  { topic: 'What is granted, and used or not', names: /_access(_until)?$|^(measured|untracked)_actions$/ },
  {
    topic: 'What every run saw, partial and superseded ones too',
    names: /^known_|^counted_(users|runs|windows)$|^last_\w+_uses$/,
  },
  {
    topic: 'Since when something is tracked or was measured',
    names: /^first_|^witnessed_|^last_|^trend_runs$|^dates_/,
  },
  {
    topic: 'What is known of actions, services, Regions and names beforehand',
    names: /^action_powers$|^never_removed$|^idle_|^tracked_/,
  },
];

/** The topic of a view; undefined: it has none yet. */
export function topicOf(view: string): string | undefined {
  return VIEW_TOPICS.find(({ names }) => names.test(view))?.topic;
}
