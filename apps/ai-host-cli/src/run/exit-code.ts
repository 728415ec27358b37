import { constants } from 'node:os'

/** What a shell's `$?` would be for this end of a child: its own code, or 128 + the number of the signal. */
export function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal])
}
