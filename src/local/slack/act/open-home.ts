/** A person opens the app's Home tab; the app publishes the content. */
import { sendEvent } from '#local/slack/act/send-event'
import { newTs } from '#local/slack/ids'
import { imWith, personCalled } from '#local/slack/look-up'
import { homeOf } from '#local/slack/views'
import type { Workspace } from '#local/slack/workspace'

export const openHome = async (ws: Workspace, as: string): Promise<boolean> => {
  const person = personCalled(ws.store.state, as)
  const home = homeOf(ws, person.id)
  return sendEvent(ws, {
    type: 'app_home_opened',
    user: person.id,
    channel: imWith(ws, person).id,
    tab: 'home',
    ...(home ? { view: home.view } : {}),
    event_ts: newTs(),
  })
}
