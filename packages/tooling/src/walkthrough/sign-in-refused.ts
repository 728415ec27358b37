/** An authorization server said no; `message` is what it said. */
export class SignInRefused extends Error {
  override name = 'SignInRefused'
  readonly error: string

  constructor(error: string, message: string) {
    super(message)
    this.error = error
  }
}
