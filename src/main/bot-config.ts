/** What a bot must be told, and the other programs of Howdah need not. */
import type { Config, SlackConfig } from '#model/configuration'
import { BadConfig } from '#src/errors'

export interface BotConfig extends Config {
  readonly slack: SlackConfig
  readonly databaseUrl: string
}

/** Throws BadConfig with a sentence for each thing that is missing. */
export const botConfig = (config: Config): BotConfig => {
  const { slack, databaseUrl } = config
  if (slack !== null && databaseUrl !== null) return { ...config, slack, databaseUrl }
  throw new BadConfig([
    ...(slack === null
      ? ['SLACK_BOT_TOKEN is missing. Without any SLACK_ variable this is local mode.']
      : []),
    // Never the embedded one: a record that ends with this machine is none.
    ...(databaseUrl === null
      ? ['DATABASE_URL names no control database, and a bot needs one that lasts.']
      : []),
  ])
}
