/** Who has to act, for people. */
export const OPERATOR = 'Whoever runs this system'

const NAMES: Record<string, string> = {
  user: 'You',
  administrator: 'An administrator of your organisation',
  operator: OPERATOR,
  nobody: 'Nobody needs to act',
}

/** @returns undefined for nobody that is known here */
export function nameOfActor<Actor extends string | undefined>(
  actor: Actor,
): Actor extends 'user' | 'administrator' | 'operator' | 'nobody' ? string : string | undefined
export function nameOfActor(actor: string | undefined): string | undefined {
  return actor !== undefined && Object.hasOwn(NAMES, actor) ? NAMES[actor] : undefined
}
