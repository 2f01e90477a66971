import { type Refusal, refusal } from '#model/refusal'

export const noSchedule = (name: string): Refusal =>
  refusal(`There is no schedule ${name}.`, '`schedule list` shows them all.', 'schedule list')
