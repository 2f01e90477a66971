/** What a plan's run claims: what the plan names, and a share of its cluster. What claims nothing shares nothing. */
import type { Plan } from '#model/plan'
import type { ClaimRow } from '#store/claims'

export const claimsOf = ({ claims, cluster }: Pick<Plan, 'claims' | 'cluster'>) => {
  const named = claims.map(
    ({ on, key, label, mode }): ClaimRow => ({
      kind: on,
      key: on === 'cluster' ? cluster : key,
      label,
      mode,
    }),
  )
  return named.length === 0 || named.some(({ kind }) => kind === 'cluster')
    ? named
    : [...named, { kind: 'cluster', key: cluster, label: cluster, mode: 'shared' } as const]
}
