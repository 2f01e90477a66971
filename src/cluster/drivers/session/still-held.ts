import type { FencedSession } from '#cluster/drivers/session/session'

/** Rejects where the session of the fence is gone: a newer holder may have taken over. */
export const stillHeld = ({ read }: Pick<FencedSession, 'read'>): Promise<unknown> =>
  read('select pg_backend_pid() as mine')
