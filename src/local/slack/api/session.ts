/** The first calls of an app: auth.test and apps.connections.open. */
import type { Methods } from '#local/slack/api/method'

export const sessionMethods: Methods = {
  'auth.test': {
    tier: 'free',
    token: 'bot',
    run: ws => ({
      url: `${ws.origin()}/`,
      team: ws.team.name,
      team_id: ws.team.id,
      user: ws.app.name,
      user_id: ws.app.user,
      bot_id: ws.app.bot,
      is_enterprise_install: false,
    }),
  },
  'apps.connections.open': {
    tier: 'free',
    token: 'app',
    run: ws => ({ url: ws.newSocketUrl() }),
  },
}
