/**
 * Local mode lets any visitor act as any person: a production cluster in the inventory means the bot was
 * wanted.
 */
import { configuration } from '#main/configuration'
import { BadConfig } from '#src/errors'

/** An unreadable inventory may name a production cluster too, and is refused with all its problems. */
export const refuseProduction = (env: Readonly<Record<string, string | undefined>>): void => {
  if (env['HOWDAH_CONFIG'] === undefined) return
  const named = configuration(env).clusters.filter(one => one.environment === 'production')
  if (named.length > 0)
    throw new BadConfig(
      named.map(
        ({ name }) =>
          `clusters.${name}: production is refused in local mode, where anybody acts as anybody. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN to start the bot, or unset HOWDAH_CONFIG to try Howdah out.`,
      ),
    )
}
