/** Facts about a restore of cluster `shop` in place: a paused clone, a server on this machine, nothing kept. */
import type { InPlaceFacts } from '#cluster/facts/restore/in-place'
import type { LiveHere } from '#cluster/facts/restore/live-server'
import type { Replaced } from '#cluster/facts/restore/replaced'
import { cloneAbout, clonePlace, clonesFacts, foundClone } from '#test/support/facts/restore'

export const liveHere: LiveHere = {
  pid: 4711,
  unit: null,
  isLinux: true,
  uid: 999,
  sameDisk: true,
  mayMove: true,
  walElsewhere: false,
}

export const liveServer = { data: '/pg/data', tablespaces: 0, here: liveHere }

export const replaced = (more: Partial<Replaced> = {}): Replaced => ({
  format: 1,
  cluster: 'shop',
  run: 'r-1234567',
  data: '/pg/data',
  clone: cloneAbout(),
  state: 'replaced',
  because: null,
  at: '2026-11-30T02:15:00.000Z',
  ...more,
})

const place = clonePlace({ clones: [foundClone()], inPlace: true })

export const inPlaceFacts = (more: Partial<InPlaceFacts> = {}): InPlaceFacts => ({
  ...clonesFacts({ place }),
  provider: 'self-managed',
  timeline: 1,
  isOfStanza: false,
  replicas: [],
  server: liveServer,
  placeUid: 999,
  kept: null,
  present: {
    lsn: '0/6000000',
    now: '2026-11-30T02:12:00Z',
    slots: [],
    subscriptions: [],
    sessions: 12,
  },
  ...more,
})
