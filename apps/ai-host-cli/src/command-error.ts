/**
 * A command cannot go on. `message` is for the person, complete in itself: what happened, who can fix it, and how.
 * It never holds a token, a code or a claims challenge, and it is printed without a stack.
 */
export class CommandError extends Error {
  /** One of `EXIT`. */
  readonly exitCode: number

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CommandError'
    this.exitCode = exitCode
  }
}
