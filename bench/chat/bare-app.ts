/** The smallest possible Bolt app: the cost of Slack and Bolt alone. */
import { App } from '@slack/bolt'

const {
  SLACK_BOT_TOKEN: token,
  SLACK_APP_TOKEN: appToken,
  SLACK_API_URL: slackApiUrl,
} = process.env

const app = new App({
  token: token ?? '',
  appToken: appToken ?? '',
  socketMode: true,
  clientOptions: { slackApiUrl: slackApiUrl ?? '' },
})
app.command(/.*/, ({ ack }) => ack())
await app.start()
process.stdin.on('end', () => process.exit(0)).resume()
process.on('SIGTERM', () => process.exit(0))
