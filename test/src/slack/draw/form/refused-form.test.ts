import { describe, expect, test } from 'vitest'
import { about, allOf, refusal } from '#model/refusal'
import { drawRefusal } from '#slack/draw/answer/reply-message'
import { errorsBelow, problemsOf } from '#slack/draw/form/refused-form'

const both = allOf([
  about('table', refusal('There is no table usres.', 'Did you mean `users`?')),
  about('columns', refusal('`columns` cannot be used: it is empty.', 'Write `id`.')),
])
if (!both) throw new Error('two refusals are one')

describe('a refusal with several mistakes', () => {
  test('stands below each field at fault, without the marks of code', () => {
    expect(errorsBelow(problemsOf(both), ['table', 'columns', 'where'])).toEqual({
      table: 'There is no table usres. Did you mean users?',
      columns: 'columns cannot be used: it is empty. Write id.',
    })
  })

  test('stands above the form as a whole where a field at fault is on another page', () => {
    expect(errorsBelow(problemsOf(both), ['table', 'where'])).toBeNull()
    expect(errorsBelow(problemsOf(refusal('It is frozen.', 'Wait.')), ['table'])).toBeNull()
    expect(JSON.stringify(drawRefusal(both, null).blocks)).toContain(
      '*Also:* `columns` cannot be used: it is empty. Write `id`.',
    )
  })

  test('is nothing where nothing is wrong, and itself where one thing is', () => {
    expect(allOf([])).toBeUndefined()
    expect(allOf([refusal('No.', 'Yes.')])).toEqual(refusal('No.', 'Yes.'))
  })
})
