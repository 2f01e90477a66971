/** Sends an Events API event with retries; true when the app acknowledged the event in the end. */
import { newId } from '#local/slack/ids'
import { textAt } from '#local/slack/json'
import type { JsonObject } from '#local/slack/page-protocol'
import type { Workspace } from '#local/slack/workspace'

export const sendEvent = async (ws: Workspace, event: JsonObject): Promise<boolean> => {
  const answer = await ws.delivery.deliver({
    type: 'events_api',
    title: `event ${textAt(event, 'type') ?? ''}`,
    payload: {
      token: 'local',
      team_id: ws.team.id,
      api_app_id: ws.app.id,
      type: 'event_callback',
      event_id: newId('Ev'),
      event_time: Math.floor(Date.now() / 1000),
      event,
      is_ext_shared_channel: false,
      authorizations: [
        {
          enterprise_id: null,
          team_id: ws.team.id,
          user_id: ws.app.user,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
    },
  })
  return answer.kind === 'acked'
}
