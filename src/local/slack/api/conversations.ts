/** conversations.*: direct messages between a person and the app. */
import { ApiFailure } from '#local/slack/api/failure'
import { type Methods, personArgument } from '#local/slack/api/method'
import { imWith } from '#local/slack/look-up'

export const conversationMethods: Methods = {
  'conversations.open': {
    tier: 'tier3',
    token: 'bot',
    run(ws, args) {
      const users = args.required('users').split(',')
      const person = personArgument(ws, users[0] ?? '')
      if (users.length > 1) throw new ApiFailure('too_many_users')
      if (person.standing === 'deleted') throw new ApiFailure('user_disabled')
      if (person.isBot) throw new ApiFailure('cannot_dm_bot')
      return { channel: { id: imWith(ws, person).id } }
    },
  },
}
