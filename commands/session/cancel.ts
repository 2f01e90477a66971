import { proposes } from '#model/command'
import { cancelSession } from '#playbooks/session/cancel'

export const sessionCancel = proposes(cancelSession, {
  words: 'session cancel',
  example: '4711',
  first: 'pid',
})
