/**
 * The speaker on the command line is the login that the kernel runs this process as, whatever the
 * environment says. A shell borrowed through sudo or su is recognised where visible.
 */
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import type { Person } from '#model/person'
import { Failure } from '#src/errors'

export interface Speaker {
  readonly login: string
  /** The login that borrowed the shell, if another. */
  readonly borrowedBy: string | null
}

/** The kernel's value before any login. */
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
 * sudo and doas name the caller in a variable that can be unset, so the kernel is asked too: pam_loginuid
 * notes the login, and neither sudo nor su changes the note.
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

/** Null where the system has no name for the login. */
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
