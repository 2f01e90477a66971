/** The facts of a rotation of `public.events` without obstacles. */
import type { Dress } from '#cluster/facts/partition/dress'
import type { NewPart, Rotation } from '#cluster/facts/partition/rotation'
import { now, part, setHead } from '#test/support/facts/partition-set'

export const newPart = (month: string, next: string, more: Partial<NewPart> = {}): NewPart => ({
  name: `events_${month.replace('-', '_')}`,
  quoted: `public.events_${month.replace('-', '_')}`,
  lo: BigInt(Date.parse(`${month}-01`)),
  hi: BigInt(Date.parse(`${next}-01`)),
  from: `${month}-01`,
  to: `${next}-01`,
  words: `${month}-01 to ${next}-01`,
  taken: false,
  ...more,
})

export const plain: Dress = {
  persistence: '',
  tail: ' TABLESPACE pg_default',
  statements: [],
  alone: [],
  identityIndex: null,
}

export const rotation = (more: Partial<Rotation> = {}): Rotation => {
  const set = setHead()
  return {
    found: 'rotation',
    node: 'shop-1',
    database: 'shop',
    version: 18,
    set,
    parts: [part('2026-11'), part('2026-12', { bytes: 8_192, heapBytes: 0 })],
    step: set.step,
    missing: [newPart('2027-01', '2027-02')],
    expired: [],
    dress: plain,
    defaults: null,
    partman: null,
    publications: [],
    actor: 'howdah',
    maySetRole: true,
    ownerGrant: 'GRANT app TO howdah',
    ownerSuperuser: null,
    createGrant: null,
    refersTo: [],
    referredBy: [],
    hasIdentity: false,
    vacuums: [],
    waitsFor: [],
    reads: null,
    now,
    ...more,
  }
}
