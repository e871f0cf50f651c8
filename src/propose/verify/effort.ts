/** Visits of states that a proof may take: counted, not timed, so that the same document ends the same way everywhere. */
export class Effort {
  private left: number;

  constructor(visits: number) {
    this.left = visits;
  }

  /** Throws {@link TooMuchEffort} once none are left. */
  spend(visits: number): void {
    this.left -= visits;
    if (this.left < 0) throw new TooMuchEffort('its patterns are too many or too involved to prove a smaller text');
  }
}

/** The message is the end of a sentence about the document. */
export class TooMuchEffort extends Error {}
