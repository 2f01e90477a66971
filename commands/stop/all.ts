import { z } from 'zod'
import { answers } from '#model/command'

export const stopAll = answers({
  words: 'stop all',
  summary: 'Stop every run at its next safe point; one person is enough',
  example: '',
  first: null,
  verb: 'stop',
  needs: 'nothing',
  input: z.object({}),
  answer: ({ person, engine }) => engine.stopAll(person),
})
