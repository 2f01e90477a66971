import { describe, expect, test } from 'vitest'
import { doctor } from '#commands/doctor'
import { status } from '#commands/status'
import { isRefusal } from '#model/refusal'
import { Failure } from '#src/errors'
import { clusterOf } from '#test/support/commands/cluster'
import { say } from '#test/support/commands/say'

const engine = {
  config: {
    people: { operators: [], approvers: [], team: null, aliases: {} },
    clusters: [clusterOf({})],
    policies: [],
  },
  view: () => Promise.reject(new Failure('test.away', 'It is away.', 'Wait for it.')),
  look: () => Promise.reject(new Failure('test.away', 'It is away.', 'Wait for it.')),
}

describe('an audit channel that is not compared', () => {
  test.each([
    ['status', status],
    ['doctor', doctor],
  ])('is the last line of %s, and changes nothing else of it', async (words, command) => {
    const channelUnread = () => Promise.resolve('The audit channel is not compared.')
    const without = await say(command, words, { engine })
    const also = await say(command, words, { engine: { ...engine, channelUnread } })
    if (isRefusal(without)) throw new Error(without.because)
    const lines = [...(without.lines ?? []), 'The audit channel is not compared.']
    expect(also).toEqual({ ...without, lines })
  })
})
