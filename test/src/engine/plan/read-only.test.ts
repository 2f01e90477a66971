import { describe, expect, test } from 'vitest'
import { readOnlyRefusal } from '#engine/plan/read-only'

describe('a change where transactions are read only by default', () => {
  test.each([
    [
      { place: 'database app', reset: 'ALTER DATABASE app RESET default_transaction_read_only' },
      'Howdah does not override it. Where changes are meant, let an administrator run `ALTER DATABASE app RESET default_transaction_read_only;`. Then plan again.',
    ],
    [
      { place: 'server shop-1 (configuration file)', reset: null },
      'Howdah does not override it. Where changes are meant, set it to `off` where the server has it from, then reload. Then plan again.',
    ],
  ])('is refused, and the place of the setting is named: %j', (found, instead) => {
    expect(readOnlyRefusal('app', found)).toMatchObject({
      because: `Transactions in database app are read only by default: \`default_transaction_read_only\` is on for ${found.place}.`,
      instead,
    })
  })
})
