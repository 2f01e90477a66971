import { type Refusal, refusal } from '#model/refusal'

export const noSchedule = (name: string): Refusal =>
  refusal(`There is no schedule ${name}.`, 'Say `schedule list` for all of them.', 'schedule list')
