/** The date of a snapshot. */

/** Stands where no date is known: no snapshot has it. */
export const NO_DATE = '0000-00-00';
