/** What Patroni said against a request, with the way out. */
import type { PatroniReply } from '#cluster/drivers/patroni/ask-leader'
import type { PatroniAction } from '#model/actions/replication/patroni'
import { Failure } from '#src/errors'

export const refusedBy = (node: string, { words, status }: PatroniReply): Failure =>
  status === 401 || status === 403
    ? new Failure(
        'patroni.login',
        `The Patroni of ${node} refuses Howdah's login: ${words} Nothing was changed.`,
        'Let `credentials.patroni` of the inventory be what `restapi.authentication` of Patroni says.',
      )
    : new Failure(
        'patroni.refused',
        `The Patroni of ${node} refuses the request: ${words} Nothing was changed.`,
        'See `replication status`, and the log of Patroni.',
      )

export const notSwitched = (
  { from, node }: PatroniAction,
  said: PatroniReply | undefined,
  instead: string,
): Failure =>
  new Failure(
    'patroni.not-switched',
    `Patroni did not switch over to ${node}: ${instead}.${said ? ` The Patroni of ${from} said: ${said.words}` : ''}`,
    `Read the logs of Patroni on ${from} and ${node}.`,
  )
