import { ErrorCode } from '@slack/web-api'
import { expect, test } from 'vitest'
import { withPictures } from '#slack/send/pictures'

const pictures = [{ id: 'F1', altText: 'Bar chart.' }]

test('a message is tried again until Slack has its picture', async () => {
  const shown: number[] = []
  await withPictures(async with_ => {
    shown.push(with_.length)
    if (shown.length === 1) throw new Error('invalid_blocks')
  }, pictures)
  expect(shown).toEqual([1, 1])
})

test('a message is shown without a picture that Slack keeps refusing', async () => {
  const shown: number[] = []
  await withPictures(async with_ => {
    shown.push(with_.length)
    if (with_.length > 0) throw new Error('invalid_blocks')
  }, pictures)
  expect(shown.at(-1)).toBe(0)
})

test('a message that Slack takes no more of for now is not tried again at once', async () => {
  const limited = Object.assign(new Error('limited'), {
    code: ErrorCode.RateLimitedError,
    retryAfter: 30,
  })
  const shown: number[] = []
  const trying = withPictures(async with_ => {
    shown.push(with_.length)
    throw limited
  }, pictures)
  await expect(trying).rejects.toBe(limited)
  expect(shown).toEqual([1])
})
