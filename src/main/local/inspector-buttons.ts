/** The buttons in the inspector of local mode's page, and their actions. */
import type { Bots } from '#local/bots'
import type { Control } from '#local/control'
import { killHowdah, tamper } from '#local/sabotage'
import type { LocalSlackOptions } from '#local/slack/options'

/** Parts that start after the page; until then a button does nothing. */
export interface Late {
  bots?: Bots
  control?: Control
}

export const leversOf = (late: Late): NonNullable<LocalSlackOptions['levers']> => [
  {
    id: 'kill',
    label: 'Kill Howdah Now',
    hint: 'Ends the process that holds a run, as kill -9 does. Another one takes over.',
    run: async () => {
      if (late.control && late.bots) await killHowdah(late.control, late.bots)
    },
  },
  {
    id: 'tamper',
    label: 'Tamper with the Record',
    hint: 'Changes an entry as the owner of the database could. Then say: /pg audit verify',
    run: async () => {
      if (late.control) await tamper(late.control)
    },
  },
]
