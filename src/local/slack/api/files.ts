/** files.*: the three steps of an upload. */
import { ApiFailure } from '#local/slack/api/failure'
import { joinedChannel, type Methods } from '#local/slack/api/method'
import { isObject, textAt } from '#local/slack/json'
import { messageAt } from '#local/slack/look-up'
import { fileForApp, post } from '#local/slack/messages'

export const fileMethods: Methods = {
  'files.getUploadURLExternal': {
    tier: 'tier4',
    token: 'bot',
    run(ws, args) {
      const name = args.required('filename')
      const length = Number(args.required('length'))
      if (!Number.isInteger(length) || length <= 0)
        throw new ApiFailure('invalid_arguments', ['length must be more than 0'])
      // Slack documents `alt_txt`; Slack's own SDK sends `alt_text`.
      const altText = args.text('alt_txt') ?? args.text('alt_text') ?? ''
      const { id, path } = ws.uploads.announce(name, length, altText)
      return { upload_url: ws.origin() + path, file_id: id }
    },
  },
  'files.completeUploadExternal': {
    tier: 'tier4',
    token: 'bot',
    run(ws, args) {
      const wanted = args.json('files', 'invalid_arguments')
      if (!Array.isArray(wanted) || wanted.length === 0)
        throw new ApiFailure('invalid_arguments', ['missing required field: files'])
      const channelId = args.text('channel_id') ?? args.text('channels')
      const channel = channelId === null ? null : joinedChannel(ws, channelId)
      const threadTs = args.text('thread_ts')
      if (channel && threadTs !== null && !messageAt(ws.store.state, channel.id, threadTs))
        throw new ApiFailure('thread_not_found')
      const files = wanted
        .filter(isObject)
        .map(file => ws.uploads.share(textAt(file, 'id') ?? '', textAt(file, 'title')))
      const text = args.text('initial_comment') ?? ''
      // Slack shares after the answer; the answer has no ts of the message.
      if (channel)
        setImmediate(() =>
          post(ws, { channel: channel.id, user: ws.app.user, text, threadTs, files }),
        )
      return { files: files.map(file => fileForApp(ws, file)) }
    },
  },
}
