/** People and their user groups. */
import { ApiFailure } from '#local/slack/api/failure'
import { type Methods, personArgument } from '#local/slack/api/method'
import type { JsonObject } from '#local/slack/page-protocol'
import { teamOf } from '#local/slack/person-payload'
import type { Person } from '#local/slack/store'
import type { Workspace } from '#local/slack/workspace'

const personForApp = (ws: Workspace, person: Person): JsonObject => ({
  id: person.id,
  team_id: teamOf(ws, person),
  name: person.name,
  real_name: person.realName,
  deleted: person.standing === 'deleted',
  is_bot: person.isBot,
  is_app_user: false,
  is_restricted: person.standing === 'guest',
  is_ultra_restricted: false,
  is_stranger: person.standing === 'external',
  is_admin: false,
  is_owner: false,
  tz: 'Etc/UTC',
  tz_offset: 0,
  profile: {
    real_name: person.realName,
    display_name: person.name,
    title: person.title,
    team: teamOf(ws, person),
  },
})

export const peopleMethods: Methods = {
  'users.info': {
    tier: 'tier4',
    token: 'bot',
    run: (ws, args) => ({
      user: personForApp(ws, personArgument(ws, args.required('user'))),
    }),
  },
  'usergroups.users.list': {
    tier: 'tier2',
    token: 'bot',
    run(ws, args) {
      const id = args.required('usergroup')
      const group = ws.store.state.groups.find(one => one.id === id)
      if (group === undefined) throw new ApiFailure('no_such_subteam')
      return { users: group.members }
    },
  },
}
