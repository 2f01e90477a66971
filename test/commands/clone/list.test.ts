import { describe, expect, test } from 'vitest'
import { cloneList, clonesSaid } from '#commands/clone/list'
import { isRefusal, refusal } from '#model/refusal'
import { clonePlace, clonesFacts, foundClone } from '#test/support/facts/restore'

describe('clone list', () => {
  test('tells of each clone its moment, its size and its end', () => {
    const told = clonesSaid(clonesFacts())
    expect(told).toMatchObject({
      title: '1 clone of shop.',
      alarm: false,
      table: {
        rows: [
          [
            'shop-clone-1',
            '2026-11-30 02:05:00 UTC',
            'full-1, 400 MB',
            '2026-12-01 02:10 UTC',
            'paused, can be read',
          ],
        ],
      },
    })
    expect(isRefusal(told) ? [] : told.offers?.map(({ command }) => command)).toEqual([
      'clone show clone=shop-clone-1 cluster=shop',
      'restore point-in-time cluster=shop',
    ])
    expect(cloneList.verb).toBe('read')
  })

  test('says which server does not run', () => {
    const place = clonePlace({ clones: [foundClone({}, false)] })
    expect(clonesSaid(clonesFacts({ place }))).toMatchObject({
      alarm: true,
      lines: ['shop-clone-1 is there, and its server does not run: start it again, or end it.'],
    })
  })

  test.each([
    ['there is none', clonePlace(), { title: 'There is no clone of shop.' }],
    [
      'there is no place',
      null,
      refusal(
        'The inventory names no place for clones of shop.',
        'Add `clones: { folder: /path, programs: /path/of/bin }` to `backup` of the cluster.',
      ),
    ],
  ])('says so where %s', (_, place, wanted) => {
    expect(clonesSaid(clonesFacts({ place }))).toMatchObject(wanted)
  })
})
