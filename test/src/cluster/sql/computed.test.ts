import { describe, expect, test } from 'vitest'
import { callsIn } from '#cluster/sql/computed'
import { isTreeNode, readTree } from '#cluster/sql/node-tree'

const row = '{VAR :varno 1 :varattno 2}'
const one = '{CONST :consttype 23 :constisnull false :constvalue 4 [ 1 0 0 0 ]}'
const none = '{CONST :consttype 23 :constisnull true :constvalue <>}'
const f = (oid: number, ...args: readonly string[]) =>
  `{FUNCEXPR :funcid ${oid} :funcformat 0 :args ${args.length === 0 ? '<>' : `(${args.join(' ')})`} :location -1}`
const op = (oid: number, ...args: readonly string[]) =>
  `{OPEXPR :opno ${oid} :args (${args.join(' ')})}`
const cast = (oid: number, arg: string) => f(oid, arg).replace(':funcformat 0', ':funcformat 2')
const when = (condition: string, result: string, arg = '<>') =>
  `{CASEEXPR :arg ${arg} :args ({CASEWHEN :expr ${condition} :result ${result}}) :defresult ${none}}`
const of = (kind: string, field: string, ...parts: readonly string[]) =>
  `{${kind} :${field} (${parts.join(' ')})}`

/** Numbers of the calls that wait for no row. */
const computed = (text: string): readonly string[] => {
  const tree = readTree(text)
  if (!isTreeNode(tree)) throw new Error(text)
  return callsIn(tree).flatMap(({ waits, oid }) => (waits ? [] : [oid]))
}

describe('what a plan computes', () => {
  test.each([
    ['a call without arguments', f(1), ['1']],
    ['a call of constants', f(1, one, one), ['1']],
    ['a call of nothing', f(1, none), ['1']],
    ['a call of constants within a call of a row', op(1, row, f(2, one)), ['2']],
    ['calls upon calls of constants', f(1, f(2, op(3, one, one))), ['3', '2', '1']],
    ['a call of what may turn out constant', f(1, when(one, row)), ['1']],
    ['a call of what may turn out null', f(1, f(2, row, none)), ['1']],
    ['the branches of a CASE on a row', when(row, f(1, one)), ['1']],
    ['the branches of a COALESCE', of('COALESCEEXPR', 'args', row, f(1, one)), ['1']],
    ['a call of what COALESCE may cut', f(1, of('COALESCEEXPR', 'args', one, row)), ['1']],
    ['a call of a condition that may be cut', f(1, of('BOOLEXPR', 'args', one, row)), ['1']],
    [
      'a cast of each of some constants',
      `{ARRAYCOERCEEXPR :arg ${of('ARRAYEXPR', 'elements', one)} :elemexpr ${f(1, '{CASETESTEXPR}')}}`,
      ['1'],
    ],
    [
      'a comparison of rows of constants',
      `{ROWCOMPAREEXPR :opnos (o 97 98) :largs (${one} ${one}) :rargs (${one} ${one})}`,
      ['97', '98'],
    ],
    ['a call in a kind of node that is not known', of('NEWEXPR', 'parts', row, f(1, one)), ['1']],
    ['a call of a kind of node that is not known', f(1, of('NEWEXPR', 'parts', row)), ['1']],
    [
      'a call of a part of an array',
      f(
        1,
        `{SUBSCRIPTINGREF :refexpr ${of('ARRAYEXPR', 'elements', row, one)} :refupperindexpr (${f(2, one)})}`,
      ),
      ['2', '1'],
    ],
    [
      'a call of a field of a row',
      f(1, `{FIELDSELECT :arg ${of('ROWEXPR', 'args', row, one)}}`),
      ['1'],
    ],
    ['a call within xmlelement', `{XMLEXPR :name :args :args (${f(1, one)})}`, ['1']],
  ])('is %s', (_, text, oids) => {
    expect(computed(text)).toEqual(oids)
  })

  test.each([
    ['a column alone', row],
    ['a call of a column', f(1, row, one)],
    ['calls upon calls of a column', f(1, op(2, f(3, row), one), one)],
    ['a call of a relabelled column', f(1, `{RELABELTYPE :arg ${row} :resulttype 25}`)],
    ['a call of a column turned into text', f(1, `{COERCEVIAIO :arg ${row}}`)],
    ['a call of COALESCE that begins with a column', f(1, of('COALESCEEXPR', 'args', row, one))],
    [
      'a call of CASE that begins with a column',
      f(1, when(op(2, '{CASETESTEXPR}', one), one, row)),
    ],
    ['a call of an array with a column', f(1, of('ARRAYEXPR', 'elements', one, row))],
    [
      'a cast of each of a column',
      `{ARRAYCOERCEEXPR :arg ${row} :elemexpr ${f(1, '{CASETESTEXPR}')}}`,
    ],
    [
      'a list to choose from',
      `{SCALARARRAYOPEXPR :opno 1 :args (${row} ${of('ARRAYEXPR', 'elements', one, one)})}`,
    ],
    [
      'a comparison of rows with a column',
      `{ROWCOMPAREEXPR :opnos (o 97 98) :largs (${row} ${one}) :rargs (${one} ${one})}`,
    ],
    [
      'a call of a part of a column',
      f(1, `{SUBSCRIPTINGREF :refexpr ${row} :refupperindexpr (${one})}`),
    ],
    ['a call of whether a column is true', f(1, `{BOOLEANTEST :arg ${row}}`)],
    [
      'a call of CASE as PostgreSQL 15 prints it',
      f(
        1,
        when(op(2, row, one), one)
          .replace('CASEEXPR', 'CASE')
          .replace('CASEWHEN', 'WHEN'),
      ),
    ],
    ['a call of COALESCE as PostgreSQL 15 prints it', f(1, of('COALESCE', 'args', row, one))],
    ['a condition that is true of a row', of('BOOLEXPR', 'args', op(1, row, one), op(2, row, one))],
  ])('is not %s', (_, text) => {
    expect(computed(text)).toEqual([])
  })

  test.each([
    [14, true],
    [10_000, true],
    [10_001, false],
    [83_886_080, false],
  ])('tells a cast to a length of %i from padding', (length, is) => {
    const bytes = [0, 1, 2, 3].map(at => Math.floor(length / 256 ** at) % 256)
    const typmod = `{CONST :consttype 23 :constvalue 4 [ ${bytes.map(one => (one > 127 ? one - 256 : one)).join(' ')} 0 0 0 0 ]}`
    const tree = readTree(cast(1, `${one} ${typmod}`))
    expect(isTreeNode(tree) && callsIn(tree).map(call => call.cast)).toEqual([is])
  })

  test('tells a cast from a call', () => {
    const tree = readTree(op(1, row, cast(2, one)))
    expect(isTreeNode(tree) && callsIn(tree)).toEqual([
      { of: 'function', oid: '2', cast: true, waits: false },
      { of: 'operator', oid: '1', cast: false, waits: true },
    ])
  })
})
