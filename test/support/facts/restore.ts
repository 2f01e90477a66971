/** Facts about a restore of cluster `shop`: one whole backup, and a place with room and no clone. */
import type { CloneAbout } from '#cluster/facts/clone/about'
import type { FoundClone } from '#cluster/facts/clone/clones-in'
import type { ClonesFacts } from '#cluster/facts/clone/of-cluster'
import type { ClonePlaceAbout } from '#cluster/facts/clone/place'
import type { MomentFacts } from '#cluster/facts/restore/moment'
import { backupAbout, backupFacts, keptBackup } from '#test/support/facts/backup'

export const manifestSum = 'a1'.repeat(32)

export const cloneAbout = (more: Partial<CloneAbout> = {}): CloneAbout => ({
  format: 1,
  clone: 'shop-clone-1',
  cluster: 'shop',
  run: 'r-1234567',
  folder: '/backup',
  archive: '/backup/wal',
  programs: '/pg/bin',
  backup: 'full-1',
  manifest: manifestSum,
  system: '7500000000000000001',
  target: { kind: 'time', at: '2026-11-30T02:05:00Z' },
  moving: null,
  promoted: false,
  reached: '0/5000060',
  reachedAt: '2026-11-30T02:04:58.123Z',
  before: null,
  locked: 0,
  bytes: 400 * 1_024 ** 2,
  madeAt: '2026-11-30T02:10:00.000Z',
  minutes: 1_440,
  socket: '/tmp/howdah-shop-clone-1.r-1234567.1',
  ...more,
})

export const foundClone = (
  more: Partial<CloneAbout> = {},
  running = true,
): FoundClone & { readonly about: CloneAbout } => {
  const about = cloneAbout(more)
  const entry = `${about.clone}.${about.run}.1`
  return { entry, folder: `/clones/${entry}`, about, running, torn: false }
}

export const clonePlace = (more: Partial<ClonePlaceAbout> = {}): ClonePlaceAbout => ({
  folder: '/clones',
  programs: '/pg/bin',
  quota: null,
  inPlace: false,
  there: true,
  freeBytes: 20 * 1_024 ** 3,
  inDataOf: null,
  major: 18,
  clones: [],
  ...more,
})

const whole = { ...keptBackup(), about: backupAbout(), manifest: manifestSum }

export const restoreFacts = (more: Partial<MomentFacts> = {}): MomentFacts => ({
  ...backupFacts(),
  place: clonePlace(),
  present: {
    now: '2026-11-30T02:08:00.5Z',
    lsn: '0/6000000',
    maySwitch: true,
    switchGrant: 'GRANT EXECUTE ON FUNCTION pg_switch_wal() TO keeper',
  },
  whole: [whole],
  chosen: whole,
  target: { kind: 'time', at: '2026-11-30T02:05:00Z' },
  sought: null,
  drills: [],
  noticeMinutes: 15,
  away: null,
  ...more,
})

export const clonesFacts = (more: Partial<ClonesFacts> = {}): ClonesFacts => ({
  cluster: 'shop',
  database: 'shop',
  node: 'shop-1',
  login: 'keeper',
  place: clonePlace({ clones: [foundClone()] }),
  ...more,
})
