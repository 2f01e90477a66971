/**
 * Drops Slack's variables: only the bot needs the tokens, and half a set in this shell must not fail a
 * command.
 */
type Env = Readonly<Record<string, string | undefined>>

export const withoutSlack = (env: Env): Env =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('SLACK_')))
