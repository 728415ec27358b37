import { readCheckpoint, type CheckpointSink } from './checkpoint.ts'
import { openAppendFile } from './append.ts'
import { AuditLogError } from './log-error.ts'
import { cutTorn, readTail } from './tail.ts'

/**
 * Checkpoints in a file of their own, one JSON object per line. It stands for an anchor elsewhere: mount its
 * folder from another machine, or ship it to one.
 * @throws AuditLogError when its last line is no checkpoint
 */
export function checkpointFile(file: string): CheckpointSink {
  const lines = openAppendFile(file)
  const { line, torn } = readTail(lines.descriptor)
  // A checkpoint torn by a crash was never promised: its records still stand in the log.
  cutTorn(lines.descriptor, torn)
  let last = line === undefined ? undefined : readCheckpoint(line)
  if (line !== undefined && last === undefined) {
    lines.close()
    throw new AuditLogError(`${file}: the last line is no checkpoint`)
  }
  return {
    last: () => last,
    append(checkpoint) {
      lines.append(Buffer.from(`${JSON.stringify(checkpoint)}\n`))
      last = checkpoint
    },
    close: () => lines.close(),
  }
}
