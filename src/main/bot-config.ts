/** The configuration that a bot needs beyond Howdah's other programs. */
import type { Config, SlackConfig } from '#model/configuration'
import { BadConfig } from '#src/errors'

export interface BotConfig extends Config {
  readonly slack: SlackConfig
  readonly databaseUrl: string
}

/** Throws BadConfig with a sentence for each missing setting. */
export const botConfig = (config: Config): BotConfig => {
  const { slack, databaseUrl, signingKeys } = config
  if (slack !== null && databaseUrl !== null && signingKeys.length > 0)
    return { ...config, slack, databaseUrl }
  throw new BadConfig([
    ...(slack === null
      ? ['SLACK_BOT_TOKEN is missing. Without any SLACK_ variable this is local mode.']
      : []),
    // The embedded database is no substitute: a record that dies with this machine is no record.
    ...(databaseUrl === null
      ? ['DATABASE_URL names no control database, and a bot needs one that lasts.']
      : []),
    ...(signingKeys.length === 0
      ? [
          'HOWDAH_SIGNING_KEY is missing: the key by which a bot knows the plans and approvals that Howdah wrote. `howdah init --new-key` prints one; all bots need the same.',
        ]
      : []),
  ])
}
