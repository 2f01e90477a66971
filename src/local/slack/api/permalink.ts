/** chat.getPermalink: the link to a message. */
import { ApiFailure } from '#local/slack/api/failure'
import { channelArgument, type Methods } from '#local/slack/api/method'
import { messageAt } from '#local/slack/look-up'

export const permalinkMethods: Methods = {
  'chat.getPermalink': {
    tier: 'free',
    token: 'bot',
    run(ws, args) {
      const channel = channelArgument(ws, args.required('channel'))
      const message = messageAt(ws.store.state, channel.id, args.required('message_ts'))
      if (message === undefined) throw new ApiFailure('message_not_found')
      const { ts, threadTs } = message
      const thread = threadTs === null ? '' : `?thread_ts=${threadTs}&cid=${channel.id}`
      const permalink = `${ws.origin()}/archives/${channel.id}/p${ts.replace('.', '')}${thread}`
      return { channel: channel.id, permalink }
    },
  },
}
