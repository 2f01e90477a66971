/** The workspace of local mode. The ids are the same as in howdah.example.yaml. */
import { commands } from '#commands/catalogue'
import type { LocalSlackOptions } from '#local/slack/options'

const people = ['U_OLGA', 'U_ADAM', 'U_DANA', 'U_GUS']

export const localWorkspace: Pick<LocalSlackOptions, 'team' | 'app' | 'people' | 'channels'> = {
  team: { id: 'T_LOCAL', name: 'Shop' },
  app: {
    name: 'Howdah',
    command: '/pg',
    completions: commands.map(({ words, summary, example }) => ({
      text: `/pg ${words}${example === '' ? '' : ' '}`,
      hint: summary,
    })),
  },
  people: [
    { id: 'U_OLGA', name: 'olga', realName: 'Olga', title: 'operator', standing: 'member' },
    { id: 'U_ADAM', name: 'adam', realName: 'Adam', title: 'approver', standing: 'member' },
    { id: 'U_DANA', name: 'dana', realName: 'Dana', title: 'approver', standing: 'member' },
    { id: 'U_GUS', name: 'gus', realName: 'Gus', title: 'guest', standing: 'guest' },
  ],
  channels: {
    'db-ops': { id: 'C_OPS', members: people, topic: 'Plans, approvals and runs' },
    'db-reports': { id: 'C_REPORTS', members: people, topic: 'What needs attention' },
    'db-audit': { id: 'C_AUDIT', members: people, topic: 'Heads of the record' },
  },
}
