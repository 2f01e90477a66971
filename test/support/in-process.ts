/** The real engine in this process, against the real servers: for thousands of command lines, or a single instant. */
import { afterAll } from 'vitest'
import { drive } from '#engine/run/drive'
import type { Person } from '#model/person'
import { type EngineOptions, openEngine } from '#test/support/engine'
import type { Howdah, Who } from '#test/support/howdah'

export const person = (who: Who): Person => ({
  id: `T_LOCAL/U_${who.toUpperCase()}`,
  name: who,
  standing: who === 'gus' ? 'guest' : 'member',
  groups: [],
})

export const openInProcess = (howdah: Howdah, options: Partial<EngineOptions> = {}) => {
  const opened = openEngine(howdah.env, { holder: 'in-process', ...options })
  const { parts, edge, engine, messages } = opened
  afterAll(() => opened.close())
  return {
    faults: opened.faults,
    parts,
    edge,
    messages,
    engine,
    say: (text: string, values?: Readonly<Record<string, string>>) =>
      edge.dispatch({
        text,
        person: person('olga'),
        origin: { via: 'slack', channel: 'C_OPS' },
        ...(values === undefined ? {} : { values }),
      }),
    /** Approves a plan as Adam; returns the run. */
    approve: async (plan: string): Promise<string> => {
      await engine.approve(person('adam'), plan)
      return (await engine.findChange(plan))?.run?.id ?? ''
    },
    drive: (run: string) => drive(parts, run),
  }
}
