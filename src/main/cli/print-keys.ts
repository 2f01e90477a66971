/** `howdah audit keys`: prints the public halves of the signing keys for auditors. Only the signing key is needed. */
import { signingKeysOf } from '#config/signing-keys'
import { withLocal } from '#main/cli/with-local'
import { openHeadSigner } from '#signing/heads'
import { BadConfig } from '#src/errors'
import type { ExitCode } from '#terminal/draw-reply'
import type { Terminal } from '#terminal/terminal'

type Env = Readonly<Record<string, string | undefined>>

const isSet = (env: Env): boolean =>
  Boolean(env['HOWDAH_SIGNING_KEY'] ?? env['HOWDAH_SIGNING_KEY_FILE'])

export const printKeys = (env: Env, terminal: Terminal): ExitCode => {
  const problems: string[] = []
  const keys = signingKeysOf(isSet(env) ? env : withLocal(env, terminal), problems)
  if (problems.length > 0) throw new BadConfig(problems)
  if (keys.length === 0)
    throw new BadConfig([
      'HOWDAH_SIGNING_KEY is missing: the public keys are made from the key that the bots have.',
    ])
  for (const line of openHeadSigner(keys).publicKeys) terminal.out(line)
  return 0
}
