/**
 * Who speaks on the command line: the login that the kernel runs this process as, whatever its
 * environment says. A shell that somebody else logged in to is known as such, where that can be seen.
 */
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import type { Person } from '#model/person'
import { Failure } from '#src/errors'

export interface Speaker {
  readonly login: string
  /** Who logged in, where that is somebody else. */
  readonly borrowedBy: string | null
}

/** What the kernel writes there before anybody has logged in. */
const nobodyYet = 4_294_967_295

export const speakerHere = (env: Readonly<Record<string, string | undefined>>): Speaker => {
  const { username, uid } = accountHere()
  return { login: username, borrowedBy: borrowedBy(env, uid, loginUid()) }
}

const accountHere = () => {
  try {
    return userInfo()
  } catch (error) {
    throw new Failure(
      'cli.nobody',
      `The system has no name for the user that runs this (uid ${process.geteuid?.() ?? '?'}).`,
      'Run it from an account of your own.',
      { cause: error },
    )
  }
}

/**
 * sudo and doas say who called them; that can be unset, so the kernel is asked too: pam_loginuid
 * notes who logged in, and neither sudo nor su changes it.
 */
export const borrowedBy = (
  env: Readonly<Record<string, string | undefined>>,
  uid: number,
  login: number | null,
): string | null => {
  const called = env['SUDO_USER'] ?? env['DOAS_USER']
  if (called !== undefined && called !== '') return called
  return login === null || login === nobodyYet || login === uid ? null : `user ${login}`
}

/** Null where the system has no name for it. */
export const loginHere = (): string | null => {
  try {
    return userInfo().username
  } catch {
    return null
  }
}

const loginUid = (): number | null => {
  try {
    return Number(readFileSync('/proc/self/loginuid', 'utf8'))
  } catch {
    // Not Linux, or built without audit: sudo's own word is all there is.
    return null
  }
}

export const personOf = ({ login, borrowedBy }: Speaker): Person => ({
  id: `cli/${login}`,
  name: login,
  standing: 'member',
  groups: [],
  ...(borrowedBy === null ? {} : { borrowedBy }),
})
