import { readPatroni } from '#cluster/clients/patroni/ask'
import { lookAtPatroni, type PatroniOfNode } from '#cluster/facts/patroni/look'
import type { Operated } from '#model/actions/driver'

/** The words of each node's Patroni now. */
export const everyPatroni = ({ config }: Operated): Promise<readonly PatroniOfNode[]> =>
  lookAtPatroni((config.patroni ?? []).map(readPatroni))
