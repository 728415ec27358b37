import type { Finding, Level } from './finding.ts'

const SIGNS: Record<Level, string> = { ok: '✓', note: '·', warning: '!', problem: '✗' }

/** For a person: what is wrong stands out, and each has its way out. */
export function printFindings(services: readonly { name: string; findings: readonly Finding[] }[]): string {
  const counts = (level: Level) =>
    services.flatMap(({ findings }) => findings).filter((finding) => finding.level === level).length
  return [
    ...services.flatMap(({ name, findings }) => [
      name,
      ...findings.flatMap(({ level, about, says, remedy }) => [
        `  ${SIGNS[level]} ${about}: ${says}`,
        ...(remedy === undefined ? [] : [`      → ${remedy}`]),
      ]),
      '',
    ]),
    `${counts('problem')} problems, ${counts('warning')} warnings`,
  ].join('\n')
}
