/** Slack's tokens are the bot's; half of them in this shell is no reason to be silent. */
type Env = Readonly<Record<string, string | undefined>>

export const withoutSlack = (env: Env): Env =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('SLACK_')))
