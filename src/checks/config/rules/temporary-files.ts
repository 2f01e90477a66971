/** Sorts and hash tables that do not fit into work_mem write temporary files. */
import { type JudgedSettings, judged, type Rule } from '#checks/config/judged'
import { powerOver, powerUnder } from '#checks/config/power'
import { isoOf, secondsSince, sinceWords } from '#checks/config/since'
import { primaryValues } from '#checks/config/values'
import type { Workload } from '#cluster/facts/config/workload'
import type { SpillingRead, SpillingStatement } from '#cluster/facts/query/spilled'
import { bytes, count, counted, percent } from '#text/figures'
import { minute } from '#text/instant'

/** Fewer files or less time say nothing about tomorrow; a slower trickle is not worth a change. */
const least = { seconds: 60, files: 20, bytesPerMinute: 1_048_576 }

/** In memory a sort takes up to 3.5 times the size of the file on disk (measured on 18: 1.9 for texts, 3.5 for whole numbers). */
const inMemory = 3.5

/** More for every sort of every session is the wrong cure for a single statement. */
const mostMB = 256

/** Without a look at the machine. */
const carefulMB = 64

export const temporaryFiles: Rule = about => {
  const { workloads, spilling } = about
  const worst = busiest(workloads)
  if (!worst) return judged()
  const { node, workload, passed } = worst
  const { began, temporaryFiles: files, temporaryBytes } = workload.databases
  if (began === null || passed === null) return judged({ unjudged: [unknownBeginning] })
  if (files === 0 || (temporaryBytes / passed) * 60 < least.bytesPerMinute) return judged()
  const seen = `${node} wrote ${counted(files, 'temporary file')}, ${bytes(temporaryBytes)}, ${sinceWords(workload.at, began)}.`
  if (passed < least.seconds || files < least.files)
    return judged({ unjudged: [`work_mem: ${seen} That is too little to judge by.`] })
  // A value that fits by now would be remarked on by files of the time before.
  const changed = about.changedAt.get('work_mem')
  if (changed !== undefined && changed > isoOf(began))
    return judged({
      unjudged: [
        `work_mem: changed on ${minute(changed)}, and the evidence is older. What it brought is in \`config history work_mem\`.`,
      ],
    })
  return propose(about, {
    seen,
    since: isoOf(began),
    perFile: temporaryBytes / files,
    spilling,
  })
}

const unknownBeginning =
  'work_mem: since when temporary files are counted is not known, so they are not judged.'

const busiest = (workloads: Readonly<Record<string, Workload>>) =>
  Object.entries(workloads)
    .map(([node, workload]) => ({
      node,
      workload,
      passed: secondsSince(workload.at, workload.databases.began),
    }))
    .toSorted(
      (one, other) =>
        other.workload.databases.temporaryBytes - one.workload.databases.temporaryBytes,
    )[0]

interface Seen {
  readonly seen: string
  readonly since: string
  readonly perFile: number
  readonly spilling: SpillingRead
}

const propose: (about: Parameters<Rule>[0], seen: Seen) => JudgedSettings = (
  about,
  { seen, since, perFile, spilling },
) => {
  const values = primaryValues(about)
  const now = values.number('work_mem')
  if (now === null)
    return judged({ unjudged: [`work_mem: ${seen} The value in force is not known.`] })
  const statements = spilling.read ? spilling.statements : []
  const [heaviest] = statements
  const perCall = Math.max(
    ...statements.filter(({ share }) => share >= 0.1).map(one => one.bytes / one.calls),
    heaviest ? 0 : perFile,
  )
  const wantedMB = powerOver((perCall * inMemory) / 1_048_576)
  const evidence = `${seen} ${heaviest ? statementWords(heaviest) : unnamed(spilling, perFile)}`
  if (wantedMB > mostMB)
    return judged({
      remarks: [
        `${evidence} That would take ${count(wantedMB)} MB of work_mem for each sort of every session, which is the wrong remedy: see \`query slow\` for an index or another form, or give work_mem to the role that runs it.`,
      ],
    })
  const cap = mostFor(about)
  const valueMB = Math.min(wantedMB, cap.megabytes)
  if (valueMB * 1_024 <= now)
    return wantedMB * 1_024 <= now
      ? judged({
          remarks: [
            `${evidence} work_mem is ${values.words('work_mem')}, which such a sort should fit into; a statement may sort several times at once.`,
          ],
        })
      : judged({
          remarks: [
            `${evidence} ${cap.words} More than ${values.words('work_mem')} is not proposed.`,
          ],
        })
  return judged({
    proposals: [
      {
        setting: 'work_mem',
        value: `${valueMB}MB`,
        now: values.words('work_mem'),
        evidence,
        expected: `Such sorts fit into memory and write no temporary files. Each sort of each session may take that much. ${cap.words}`,
        since,
      },
    ],
  })
}

const statementWords = ({ label, bytes: written, calls, share }: SpillingStatement): string =>
  `${label} writes ${bytes(written / calls)} with each call, ${percent(share)} of what statements of this database write (${counted(calls, 'call')}).`

const unnamed = (spilling: SpillingRead, perFile: number): string =>
  spilling.read
    ? `No statement of this database is known to write any; a file holds ${bytes(perFile)} on average.`
    : `Which statements write them is not known (${spilling.because}); a file holds ${bytes(perFile)} on average.`

/** Half of the memory beside shared_buffers, for twice the connections of now, and twenty at least. */
const mostFor = (
  about: Parameters<Rule>[0],
): { readonly megabytes: number; readonly words: string } => {
  const { machine, nodes, workloads } = about
  const values = primaryValues(about)
  const primary = nodes.find(({ role }) => role === 'primary')
  const connections = workloads[primary?.name ?? '']?.sessions.connections ?? 0
  if (machine === null)
    return {
      megabytes: carefulMB,
      words: `The memory of the machine is not visible from here, so no more than ${carefulMB}MB is proposed.`,
    }
  const buffers = (values.number('shared_buffers') ?? 0) * 8_192
  const sessions = Math.max(20, 2 * connections)
  const times = Math.max(1, values.number('hash_mem_multiplier') ?? 1)
  const room = (machine.memoryBytes - buffers) / 2 / sessions / times / 1_048_576
  return {
    megabytes: powerUnder(room),
    words: `${primary?.name ?? ''} has ${bytes(machine.memoryBytes)} of memory and ${counted(connections, 'connection')} now.`,
  }
}
