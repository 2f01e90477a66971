/** The buttons in the inspector of local mode's page, and their actions. */
import type { Bots } from '#local/bots'
import type { Control } from '#local/control'
import { droppedTable, dropTable } from '#local/drop-table'
import { holdLock, lockSeconds } from '#local/hold-lock'
import { killHowdah, tamper } from '#local/sabotage'
import type { LocalSlackOptions } from '#local/slack/options'

/** Parts that start after the page; until then a button says so. */
export interface Late {
  bots?: Bots
  control?: Control
  /** The primary, for the sample's application. */
  shop?: () => Promise<string>
}

const notYet = 'The sample shop is still starting. Try it again once #db-ops says that it is ready.'

export const leversOf = (late: Late): NonNullable<LocalSlackOptions['levers']> => [
  {
    id: 'kill',
    label: 'Kill Howdah Now',
    hint: 'Ends the process that holds a run, as kill -9 does. Another one takes over. A build that is long enough: /pg index create messages columns=md5(repeat(body,300))',
    run: () => (late.control && late.bots ? killHowdah(late.control, late.bots) : notYet),
  },
  {
    id: 'lock',
    label: 'Hold a Lock',
    hint: `Locks the table users for ${lockSeconds} s, so that the application waits. Then say: /pg lock tree`,
    run: async () => (late.shop === undefined ? notYet : holdLock(await late.shop())),
  },
  {
    id: 'drop',
    label: 'Drop a Table',
    hint: `Drops the table ${droppedTable}, as somebody in the wrong window does. Take a backup before: /pg backup take. Then say: /pg restore point-in-time before-drop=${droppedTable}`,
    run: async () => (late.shop === undefined ? notYet : dropTable(await late.shop())),
  },
  {
    id: 'tamper',
    label: 'Tamper with the Record',
    hint: 'Changes an entry as the owner of the database could. Then say: /pg audit verify',
    run: () => (late.control ? tamper(late.control) : notYet),
  },
]
