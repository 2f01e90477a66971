import { z } from 'zod'
import { answers } from '#model/command'

export const accessConfirm = answers({
  words: 'access confirm',
  summary: 'Give the first one-time code of a new secret; a form asks for it',
  example: '',
  first: null,
  verb: 'code',
  needs: 'nothing',
  input: z.object({}),
  answer: ({ person, engine, code }) => engine.confirm(person, code),
})
