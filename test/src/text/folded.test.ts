import { describe, expect, test } from 'vitest'
import { type Foldable, foldedAway, written } from '#text/folded'

const step = (text: string, ...alike: readonly string[]): Foldable => ({
  action: { place: { node: 'shop-1' }, role: 'app', text, values: [] },
  alike,
})

const builds = (count: number, more = '') =>
  Array.from({ length: count }, (_, at) =>
    step(`CREATE INDEX i${at}x ON public.p${at} (a)${more}`, `i${at}x`, `public.p${at}`),
  )

const shown = (steps: readonly Foldable[]) =>
  written(
    steps,
    ({ action }) => action.text,
    words => words,
  )

describe('folded', () => {
  test('shows a short run whole', () => {
    expect(shown(builds(8))).toHaveLength(8)
  })

  test('shows the first two and the last of a long run, and says which it leaves out', () => {
    expect(shown(builds(200))).toEqual([
      'CREATE INDEX i0x ON public.p0 (a)',
      'CREATE INDEX i1x ON public.p1 (a)',
      'the same for 197 more: public.p2, public.p3, public.p4, public.p5, public.p6, public.p7, public.p8, public.p9, public.p10, public.p11, public.p12, public.p13 and 185 more',
      'CREATE INDEX i199x ON public.p199 (a)',
    ])
  })

  test('shows the first two turns and the last of statements that take turns', () => {
    const turns = Array.from({ length: 6 }, (_, at) => [
      step(`CREATE TABLE p${at}x`, `p${at}x`),
      step(`ATTACH p${at}x`, `p${at}x`),
    ]).flat()
    expect(shown([...builds(1), ...turns])).toEqual([
      'CREATE INDEX i0x ON public.p0 (a)',
      'CREATE TABLE p0x',
      'ATTACH p0x',
      'CREATE TABLE p1x',
      'ATTACH p1x',
      'the same for 3 more: p2x, p3x, p4x',
      'CREATE TABLE p5x',
      'ATTACH p5x',
    ])
    expect(shown(turns.slice(0, 8))).toHaveLength(8)
  })

  test('never hides a statement that differs in more than its names', () => {
    const odd = step('DROP TABLE public.p9', 'public.p9')
    expect(shown([...builds(20), odd, ...builds(20)])).toContain('DROP TABLE public.p9')
    expect(foldedAway([...builds(6), ...builds(6, ' WHERE b')]).size).toBe(0)
  })

  test('never hides a statement that runs elsewhere, or as somebody else', () => {
    const [first, ...rest] = builds(9)
    for (const other of [{ role: 'boss' }, { place: { node: 'shop-2' } }, { values: [1] }]) {
      const strange = { ...builds(1)[0], action: { ...builds(1)[0]?.action, ...other } } as Foldable
      expect(
        shown([...(first ? [first] : []), ...rest.slice(4), strange, ...rest.slice(4)]),
      ).toHaveLength(10)
    }
  })

  test('leaves a step without names of its own alone', () => {
    expect(shown(Array.from({ length: 20 }, () => step('select 1')))).toHaveLength(20)
  })
})
