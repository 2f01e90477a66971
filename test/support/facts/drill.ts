/** Facts about a restore drill of cluster `shop`: nothing hinders it, and there was none before. */
import type { DrillFacts } from '#cluster/facts/restore/drill'
import type { DrillEvidence } from '#cluster/facts/restore/evidence'
import type { KeptDrill } from '#model/drill/drill'
import { manifestSum, restoreFacts } from '#test/support/facts/restore'

export const drillFacts = (more: Partial<DrillFacts> = {}): DrillFacts => ({
  ...restoreFacts(),
  evidence: { folder: '/backup', next: 'drill-1', newest: [] },
  queries: [],
  ...more,
})

export const drillEvidence = (more: Partial<DrillEvidence> = {}): DrillEvidence => ({
  format: 1,
  drill: 'drill-1',
  run: 'r-1234567',
  cluster: 'shop',
  backup: 'full-1',
  manifest: manifestSum,
  system: '7500000000000000001',
  clone: 'shop-clone-1',
  askedAt: '2026-11-30T02:08:00.5Z',
  examinedAt: '2026-11-30T02:08:20.000Z',
  reached: '0/6000060',
  reachedAt: '2026-11-30T02:08:00.500Z',
  exposed: { seconds: 40, bytes: 3 * 1_024 ** 2 },
  figures: {
    bytes: 400 * 1_024 ** 2,
    walBytes: 64 * 1_024 ** 2,
    unpackSeconds: 3.21,
    startSeconds: 0.18,
    replaySeconds: 0.52,
    checkSeconds: 1.7,
  },
  checks: [
    { name: 'checksums', outcome: 'passed', words: 'No page that was read has a wrong checksum.' },
  ],
  ...more,
})

/** The end of a good drill, as the control database keeps it. */
export const keptDrill = (more: Partial<KeptDrill> = {}): KeptDrill => {
  const { drill, backup, figures, exposed } = drillEvidence()
  return {
    drill,
    cluster: 'shop',
    plan: 'p-7k3m9qx',
    backup,
    wrong: null,
    figures,
    exposed,
    evidence: 'ab12'.repeat(16),
    run: 'r-1234567',
    at: '2026-11-30T02:08:30.000Z',
    ...more,
  }
}
