/** The environment of a bot that uses the local Slack. */
import type { LocalSlack } from '#local/slack/server'

export const botEnv = (
  slack: Pick<LocalSlack, 'botToken' | 'appToken' | 'apiUrl'>,
  control: { readonly url: string; readonly ownerUrl: string },
  { config, signingKey }: { readonly config: string; readonly signingKey: string },
): Readonly<Record<string, string>> => ({
  SLACK_BOT_TOKEN: slack.botToken,
  SLACK_APP_TOKEN: slack.appToken,
  SLACK_API_URL: slack.apiUrl,
  DATABASE_URL: control.url,
  DATABASE_OWNER_URL: control.ownerUrl,
  HOWDAH_CONFIG: config,
  HOWDAH_SIGNING_KEY: signingKey,
  HEALTH_PORT: '0',
})
