/** In local mode anybody acts as anybody: whoever names a production cluster meant to start the bot. */
import { configuration } from '#main/configuration'
import { BadConfig } from '#src/errors'

/** An inventory that cannot be read may name one as well, and is refused with all that is wrong with it. */
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
