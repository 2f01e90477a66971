import type { NextStep } from '#model/plan'

/** Offered wherever a clone stands, apart from the undo of the change there. */
export const endClone = (clone: string): NextStep => ({
  label: 'End Clone',
  command: `clone end ${clone}`,
  confirm: {
    title: `End ${clone}?`,
    text: 'A plan is made that stops its server and removes its files. Tables that were exported stay in their schemas, and what the clone has beside them goes: keys, indexes, defaults and triggers of a table that is gone elsewhere.',
    yes: 'End Clone',
  },
})
