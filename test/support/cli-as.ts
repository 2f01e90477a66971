/** The command line as somebody else: everything of it is real but the answer of the kernel. */
import { runCli } from '#main/cli/run-cli'
import { terminal } from '#terminal/terminal'

const [login = '', ...args] = process.argv.slice(2)

process.exitCode = await runCli({
  args,
  env: process.env,
  speaker: () => ({ login, borrowedBy: null }),
  terminal,
})
