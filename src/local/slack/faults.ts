/** The faults that can be switched on. */
import type { PageFault } from '#local/slack/page-protocol'
import type { SlackState, Store } from '#local/slack/store'

const labels = {
  disconnected: 'Slack is disconnected',
  rate_limited: 'Every API call is answered with 429',
  unavailable: 'Every API call is answered with 503',
  unknown_outcome: 'Every API call is done, but answered with 503',
  slow: 'Slack is slow',
  twice: 'Every envelope is delivered twice',
  lost_acks: 'Acks are lost',
} as const

export type FaultId = keyof typeof labels

export const faultsOff: readonly PageFault[] = Object.entries(labels).map(([id, label]) => ({
  id,
  label,
  on: false,
}))

export const isOn = (state: SlackState, id: FaultId): boolean =>
  state.faults.some(fault => fault.id === id && fault.on)

export const switchFault = (store: Store, id: string, on: boolean): void => {
  if (!Object.hasOwn(labels, id))
    throw new Error(`There is no fault "${id}"; there are ${Object.keys(labels).join(', ')}.`)
  const faults = store.state.faults.map(fault => (fault.id === id ? { ...fault, on } : fault))
  store.apply({ kind: 'faults', faults })
}
