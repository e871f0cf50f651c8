/** What can be wrong with a list of Regions, beside what any call and any page can meet. */
const ofList = { stage: 'wrong', count: 1, actions: ['account:ListRegions'] } as const;

export const REGION_FAULTS = {
  'regions-none': { ...ofList, description: 'a list of Regions without a Region' },
  'regions-unknown-words': { ...ofList, description: 'a list of Regions with a status that is not known' },
} as const;
