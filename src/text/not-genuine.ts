/** Says of a plan whose row Howdah did not write as it stands that nobody can approve the plan. */
export const notGenuine = {
  forged:
    'Forged: somebody changed this plan in the control database, so it cannot be approved. Nothing was done.',
  unsigned:
    'Not signed: this plan is from before Howdah signed its plans, or not by Howdah, so it cannot be approved. Plan it again.',
} as const
