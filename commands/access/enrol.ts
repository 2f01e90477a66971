import { z } from 'zod'
import { answers } from '#model/command'

export const accessEnrol = answers({
  words: 'access enrol',
  summary: 'Get a one-time code of your own, in a direct message: some approvals ask for it',
  example: '',
  first: null,
  verb: 'code',
  needs: 'nothing',
  input: z.object({}),
  answer: ({ person, engine, origin }) => engine.enrol(person, origin),
})
