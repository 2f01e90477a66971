import type { FencedSession } from '#cluster/drivers/session/session'
import type { Hand } from '#model/actions/driver'

/** The grip of an action of several statements: a stray would send one of them and never the next, so none is adopted. */
export const unadopted = (
  session: Pick<FencedSession, 'strays' | 'end' | 'fence' | 'close'>,
): Pick<Hand, 'strays' | 'end' | 'fence' | 'progress' | 'close'> => ({
  strays: () => session.strays(null),
  end: (_, known) => session.end(null, known),
  fence: () => session.fence(),
  progress: async () => undefined,
  close: abandon => session.close(abandon),
})
