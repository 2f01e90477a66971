/** Describes a person and the workspace in payloads. */
import type { JsonObject } from '#local/slack/page-protocol'
import type { Person } from '#local/slack/store'
import type { Workspace } from '#local/slack/workspace'

/** A person of a Slack Connect partner belongs to that partner's workspace. */
const partnerTeam = 'T0PARTNER'

export const teamOf = (ws: Workspace, person: Person): string =>
  person.standing === 'external' ? partnerTeam : ws.team.id

/** The common fields of each interaction. */
export const interactionPayload = (ws: Workspace, person: Person): JsonObject => ({
  team: { id: ws.team.id, domain: ws.team.name.toLowerCase() },
  enterprise: null,
  is_enterprise_install: false,
  user: {
    id: person.id,
    username: person.name,
    name: person.name,
    team_id: teamOf(ws, person),
  },
  api_app_id: ws.app.id,
  token: 'local',
})
