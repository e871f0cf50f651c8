/** Action rows of reports that nobody took yet, over all accounts: some twenty administrators. */
const MOST_ROWS = 200_000;

/** What reports on their way may hold of the memory, shared alike by the accounts that are open. */
export class ReportMemory {
  private accounts = 0;

  /** Rows that each account may hold. */
  get rowsEach(): number {
    return MOST_ROWS / Math.max(1, this.accounts);
  }

  enter(): void {
    this.accounts += 1;
  }

  leave(): void {
    this.accounts -= 1;
  }
}
