/** Where a refusal is decided that its reason alone does not point to: several lines give the same one. */
export interface Row {
  /** Attacks (`group/id`, `group/*`), or reasons: of the audit log, or the code on the wire where there is no record. */
  of: readonly string[]
  /** From the root of the repository. */
  file: string
  /** Part of the line, found exactly once in the file. */
  text: string
}

export function rows(folder: string, table: [of: string, file: string, text: string][]): Row[] {
  return table.map(([of, file, text]) => ({ of: of.split(' '), file: `${folder}/${file}.ts`, text }))
}
