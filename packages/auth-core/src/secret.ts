/**
 * A token, code or key that will not print: not in a log line, a template string, JSON or the debugger.
 * `reveal()` is the only way out; the architecture test lists the files that may call it.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The raw value, for the one place that puts it on the wire. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]'
  }
}
