/** Which document a sentence speaks of. */
export type Reference =
  | { kind: 'named'; name: string }
  /** From the last list, counted from 1; -1 is the last. */
  | { kind: 'ordinal'; position: number }
  /** "it", "that one". */
  | { kind: 'that' }

export type Intent =
  | { kind: 'search'; query?: string }
  | { kind: 'read'; document: Reference }
  | { kind: 'summarise'; document: Reference; about?: string }
  | { kind: 'share'; document: Reference; email?: string; role: 'read' | 'write' }
  | { kind: 'delete'; document: Reference }
  /** Later: every day, or tomorrow, at `time` (HH:MM). */
  | { kind: 'schedule'; instruction: string; when: 'daily' | 'tomorrow'; time: string }
  | { kind: 'greeting' }
  | { kind: 'thanks' }
  | { kind: 'help' }
  /** "don't …": nothing is done. */
  | { kind: 'nothing' }
  | { kind: 'unknown' }
