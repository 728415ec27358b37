import type { Pack } from './pack.ts'

/** The evidence for programs: each piece says itself of which commit it is, and when it was seen (ISO 8601). */
export function jsonOf({ revision, at, command, judged }: Pack) {
  return {
    commit: revision,
    time: new Date(at).toISOString(),
    command,
    controls: judged.map(({ control, status, evidence, why }) => ({
      ...control,
      status,
      why,
      evidence: evidence.map(({ at: seenAt, ...piece }) => ({
        ...piece,
        ...(seenAt === undefined ? {} : { time: new Date(seenAt).toISOString() }),
        commit: revision,
      })),
    })),
  }
}
