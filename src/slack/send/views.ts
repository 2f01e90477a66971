/** Windows as they leave: with commands as they are said here. */
import type { ModalView } from '@slack/types'
import type { WebClient } from '@slack/web-api'
import type { Wording } from '#slack/draw/blocks/command-wording'
import { inTime } from '#src/in-time'

export interface Views {
  /** While the trigger is fresh. */
  open(trigger: string, view: ModalView): Promise<void>
  /** With a `hash`, only if nobody changed it meanwhile. */
  update(id: string, view: ModalView, hash?: string): Promise<void>
  /** On the ack of a window that was sent: what takes its place. */
  instead(view: ModalView): { readonly response_action: 'update'; readonly view: ModalView }
}

export const openViews = (client: WebClient, wording: Wording): Views => ({
  async open(trigger, view) {
    await client.views.open({ trigger_id: trigger, view: wording(view) })
  },
  async update(id, view, hash) {
    const known = hash === undefined ? {} : { hash }
    await client.views.update({ view_id: id, ...known, view: wording(view) })
  },
  instead: view => ({ response_action: 'update', view: wording(view) }),
})

/** Slack shows an error after three seconds without an ack: whoever sees it sends the window again. */
const patienceMs = 1_500

/** Undefined when it takes longer than an ack can wait. */
export const inPatience = <T>(working: Promise<T>): Promise<{ readonly value: T } | undefined> =>
  inTime(
    working.then(value => ({ value })),
    patienceMs,
    () => undefined,
  )
