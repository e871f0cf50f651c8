/** What happens on the way, as events of the domain. Bars, plain lines and JSON are decided at the terminal. */

export type ProgressEvent =
  /** Of so many accounts the tags were asked for, before the run is planned. */
  | { readonly type: 'tagged'; readonly accounts: number; readonly of: number }
  | {
      readonly type: 'planned';
      readonly planId: string;
      readonly snapshotDate: string;
      readonly resumed: boolean;
      readonly accounts: number;
    }
  | { readonly type: 'accountStarted'; readonly accountId: string; readonly accountName: string | null }
  | { readonly type: 'accountListed'; readonly accountId: string; readonly principals: number; readonly kept: number }
  | {
      readonly type: 'principalDone';
      readonly accountId: string;
      readonly status: 'exported' | 'failed' | 'deleted';
      readonly actionRows: number;
    }
  | { readonly type: 'call'; readonly throttled: boolean }
  | {
      readonly type: 'accountDone';
      readonly accountId: string;
      readonly status: 'exported' | 'failed';
      readonly errorCode: string | null;
      readonly errorMessage: string | null;
    }
  | { readonly type: 'publishing'; readonly table: string; readonly rows: number; readonly rowsTotal: number }
  | { readonly type: 'committed'; readonly runId: string }
  /** Calls to most accounts fail: all wait until AWS answers, or until that time, ms since 1970. */
  | { readonly type: 'paused'; readonly accounts: number; readonly errorCode: string; readonly until: number }
  | { readonly type: 'resumed'; readonly isAnswered: boolean }
  /** Accounts of which something failed in passing are tried again at that time, ms since 1970. */
  | { readonly type: 'waiting'; readonly accounts: readonly string[]; readonly until: number }
  | { readonly type: 'notice'; readonly message: string };

export type Progress = (event: ProgressEvent) => void;

export const silent: Progress = () => {};
