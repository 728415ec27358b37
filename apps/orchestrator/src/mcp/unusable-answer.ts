/** An MCP server answered, but not with something that can be used. The message goes to the person. */
export class UnusableAnswer extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'UnusableAnswer'
  }
}
