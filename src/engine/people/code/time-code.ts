/** Codes by time: RFC 6238 with HMAC-SHA-1, six digits and 30 seconds, as in every authenticator application. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const periodMs = 30_000
const digits = 6

/** Clocks of telephones are a little off, and people type slowly: RFC 6238 §5.2. */
const around = [0, -1, 1] as const

/** 160 bits: RFC 4226 §4, R6. */
export const newSecret = (): Buffer => randomBytes(20)

export const stepAt = (now: Date): number => Math.floor(now.getTime() / periodMs)

/** Truncates as in RFC 4226 §5.3. */
export const codeAt = (secret: Buffer, step: number): string => {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 0xf) & 0x7f_ff_ff_ff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** The step that a typed code belongs to; undefined for a wrong code and for a code of a different time. */
export const stepOfCode = (secret: Buffer, typed: string, now: Date): number | undefined => {
  const given = Buffer.from(typed.replaceAll(/\s/g, ''))
  // Every step is compared: the time of the answer is always the same.
  return around
    .map(away => stepAt(now) + away)
    .filter(step => step >= 0)
    .filter(step => isSame(given, Buffer.from(codeAt(secret, step))))
    .at(0)
}

const isSame = (given: Buffer, right: Buffer): boolean =>
  given.length === right.length && timingSafeEqual(given, right)

/** RFC 4648 §6, without padding. */
export const base32 = (bytes: Buffer): string => {
  const bits = [...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? [])
    .map(five => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(Number.parseInt(five.padEnd(5, '0'), 2)))
    .join('')
}

/** The address that authenticator applications take, also from a picture. */
export const otpauthOf = (secret: Buffer, name: string): string =>
  `otpauth://totp/Howdah:${encodeURIComponent(name)}?secret=${base32(secret)}&issuer=Howdah`
