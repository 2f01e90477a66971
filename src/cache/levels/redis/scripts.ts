/**
 * The steps of the shared level in Redis, each a script. A value is a string that begins with moments by the clock of
 * Redis, an id and tags; a lease is a hash. A tag is a key, and each invalidation of the tag gives the key a new mark:
 * an entry counts while the tags have the marks from the time of the lease. So memory that Redis frees never brings a
 * value back.
 */
import { createHash } from 'node:crypto'

/** `now` in ms, and functions about values and tags. `tagPrefix` is ARGV[1] of each script that has tags. */
const shared = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function marksHold(text)
  local isJson, marks = pcall(cjson.decode, text)
  if not isJson or type(marks) ~= 'table' then return false end
  for _, mark in ipairs(marks) do
    if redis.call('GET', ARGV[1] .. mark[1]) ~= mark[2] then return false end
  end
  return true
end
local function marksOf(value)
  return string.sub(value, 76, (string.find(value, '\\n', 76, true) or 76) - 1)
end
local function takeLease(token, leaseMs, tagMs, tags)
  local marks = {}
  for _, tag in ipairs(cjson.decode(tags)) do
    local name = ARGV[1] .. tag
    local mark = redis.call('GET', name)
    if not mark then
      mark = token
      redis.call('SET', name, mark, 'PX', tagMs)
    elseif redis.call('PTTL', name) < tonumber(tagMs) then
      redis.call('PEXPIRE', name, tagMs)
    end
    table.insert(marks, { tag, mark })
  end
  redis.call('DEL', KEYS[2])
  redis.call('HSET', KEYS[2], 'token', token, 'marks', #marks > 0 and cjson.encode(marks) or '[]')
  redis.call('PEXPIRE', KEYS[2], leaseMs)
end
`

const ended = `if redis.call('HGET', KEYS[2], 'waited') then redis.call('PUBLISH', channel, message) end`

const texts = {
  /** KEYS value, lease; ARGV tag prefix, token, lease ms, tag ms, tags, unreadable id. Answers kind, now, value, ms. */
  lease: `${shared}
local value = redis.call('GET', KEYS[1])
if value and not marksHold(marksOf(value)) then
  redis.call('DEL', KEYS[1])
  value = false
end
if value and string.sub(value, 40, 75) ~= ARGV[6] and tonumber(string.sub(value, 1, 13)) > now then
  return { 'fresh', now, value, 0 }
end
local held = redis.call('HMGET', KEYS[2], 'token', 'paused')
if held[1] then
  redis.call('HSET', KEYS[2], 'waited', '1')
  return { held[2] and 'paused' or 'held', now, value, redis.call('PTTL', KEYS[2]) }
end
takeLease(ARGV[2], ARGV[3], ARGV[4], ARGV[5])
return { 'granted', now, value, 0 }`,

  /** KEYS value, lease; ARGV tag prefix, token, lease ms, tag ms, tags, channel, message. */
  seize: `${shared}
redis.call('UNLINK', KEYS[1])
takeLease(ARGV[2], ARGV[3], ARGV[4], ARGV[5])
redis.call('PUBLISH', ARGV[6], ARGV[7])`,

  /** KEYS value, lease; ARGV tag prefix, token, three lifetimes, payload, channel, message. Answers 1 where kept. */
  fill: `${shared}
local channel, message = ARGV[7], ARGV[8]
local held = redis.call('HMGET', KEYS[2], 'token', 'paused', 'marks')
if held[1] ~= ARGV[2] or held[2] then return 0 end
local holds = marksHold(held[3])
if holds then
  local at = {}
  for i = 3, 5 do at[i - 2] = string.format('%013.0f', now + ARGV[i]) end
  local head = at[1] .. at[2] .. at[3] .. ARGV[2] .. held[3] .. '\\n'
  redis.call('SET', KEYS[1], head .. ARGV[6], 'PX', math.ceil(ARGV[5]))
end
${ended}
redis.call('DEL', KEYS[2])
return holds and 1 or 0`,

  /** KEYS value, lease; ARGV token, lease ms. */
  renew: `
local held = redis.call('HMGET', KEYS[2], 'token', 'paused')
if held[1] == ARGV[1] and not held[2] then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end`,

  /** KEYS value, lease; ARGV token, pause ms, channel, message. */
  giveUp: `
local channel, message = ARGV[3], ARGV[4]
if redis.call('HGET', KEYS[2], 'token') ~= ARGV[1] then return end
${ended}
if tonumber(ARGV[2]) > 0 then
  redis.call('HSET', KEYS[2], 'paused', '1')
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
else
  redis.call('DEL', KEYS[2])
end`,

  /** KEYS to remove; ARGV channel, messages. */
  drop: `
redis.call('UNLINK', unpack(KEYS))
for i = 2, #ARGV do redis.call('PUBLISH', ARGV[1], ARGV[i]) end`,
} as const

export type ScriptName = keyof typeof texts

export interface Script {
  readonly text: string
  readonly sha: string
}

export const scripts = Object.fromEntries(
  Object.entries(texts).map(([name, text]) => [
    name,
    { text, sha: createHash('sha1').update(text).digest('hex') },
  ]),
) as Readonly<Record<ScriptName, Script>>
