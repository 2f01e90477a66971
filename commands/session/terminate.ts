import { proposes } from '#model/command'
import { terminateSession } from '#playbooks/session/terminate'

export const sessionTerminate = proposes(terminateSession, {
  words: 'session terminate',
  example: '4711',
  first: 'pid',
})
