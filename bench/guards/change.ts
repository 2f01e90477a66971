/** Guarded changes of the bench, asked by Olga and approved by Adam. */
import { propose } from '#engine/plan/propose'
import type { Person } from '#model/person'
import { isRefusal } from '#model/refusal'
import type { openEngine } from '#test/support/engine'
import { type Cluster, settings } from './house.ts'

type Opened = ReturnType<typeof openEngine>

const person = (name: string): Person => ({
  id: `T_LOCAL/U_${name.toUpperCase()}`,
  name,
  standing: 'member',
  groups: [],
})

/** `place` chooses the setting. Gives the ids of plan and run. */
export const approved = async (
  { parts, engine }: Opened,
  { name, queryid }: Cluster,
  {
    place,
    label,
    value,
  }: { readonly place: number; readonly label: string; readonly value: string },
): Promise<{ readonly plan: string; readonly run: string }> => {
  const setting = settings[place % settings.length] ?? ''
  const input = { setting, value, queryid, label, minutes: '10' }
  const made = await propose(parts, {
    wanted: { cluster: name, database: name, playbook: 'bench.guarded', input, undoes: null },
    person: person('olga'),
    via: 'slack',
    reason: null,
    ticket: null,
    change: null,
  })
  if (isRefusal(made)) throw new Error(made.because)
  await engine.approve(person('adam'), made.id)
  return { plan: made.id, run: (await engine.findChange(made.id))?.run?.id ?? '' }
}

/** Resolves as soon as `fits` holds for every plan. */
export const allAre = async (
  { engine }: Opened,
  plans: readonly string[],
  fits: (outcome: string | null) => boolean,
): Promise<void> => {
  for (const plan of plans)
    for (;;) {
      const change = await engine.findChange(plan)
      if (change && fits(change.outcome)) break
      if (change?.outcome === 'failed') throw new Error(`${plan}: ${change.ending}`)
      await new Promise(resolve => setTimeout(resolve, 500))
    }
}
