/** The part of Bicep that we write, read back: declarations, literals, and expressions as they stand. */

export interface Declaration {
  kind: 'extension' | 'param' | 'resource' | 'module' | 'output'
  name: string
  /** Of a resource its type, of a module its path. */
  type: string
  condition?: string
  value?: Parsed
}

export type Parsed = string | number | boolean | Expression | Parsed[] | { [name: string]: Parsed }
/** Also a string with expressions in it. */
export interface Expression {
  expression: string
}

/** @throws Error where the text is not of that part of the language */
export function parseBicep(text: string): Declaration[] {
  const reader = new Reader(text)
  const declarations: Declaration[] = []
  for (reader.skip(); !reader.done; reader.skip()) {
    if (reader.take(/@description\(/y)) {
      reader.string()
      reader.expect(/\)/y)
    } else declarations.push(declaration(reader))
  }
  return declarations
}

function declaration(reader: Reader): Declaration {
  const kind = reader.expect(/extension|param|resource|module|output/y) as Declaration['kind']
  reader.blank()
  const name = reader.expect(/[A-Za-z]\w*/y)
  if (kind === 'extension') return { kind, name, type: '' }
  reader.blank()
  const type = kind === 'resource' || kind === 'module' ? reader.plainString() : typeOf(reader)
  reader.blank()
  if (!reader.take(/=/y)) return { kind, name, type }
  reader.blank()
  const condition = reader.take(/if \(/y) ? reader.expect(/[^\n]+?(?=\) \{\n)/y) : undefined
  if (condition !== undefined) reader.expect(/\) /y)
  return { kind, name, type, ...(condition !== undefined && { condition }), value: reader.value() }
}

function typeOf(reader: Reader): string {
  const name = reader.take(/[a-z]+/y)
  return name ?? JSON.stringify(reader.value())
}

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get done(): boolean {
    return this.#at >= this.#text.length
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const [found] = pattern.exec(this.#text) ?? []
    if (found !== undefined) this.#at += found.length
    return found
  }

  expect(pattern: RegExp): string {
    const found = this.take(pattern)
    if (found !== undefined) return found
    const line = this.#text.slice(0, this.#at).split('\n').length
    throw new Error(`line ${line}: ${pattern.source} expected`)
  }

  skip(): void {
    this.take(/(\s+|\/\/[^\n]*)*/y)
  }

  blank(): void {
    this.take(/ */y)
  }

  value(): Parsed {
    if (this.take(/\{/y)) return this.#object()
    if (this.take(/\[/y)) return this.#array()
    const number = this.take(/\d+(?=\n)/y)
    if (number !== undefined) return Number(number)
    const word = this.take(/(true|false)(?=\n)/y)
    if (word !== undefined) return word === 'true'
    const start = this.#at
    if (this.take(/'/y)) {
      this.#at = start
      const string = this.string()
      if (this.take(/(?=\n)/y) === '') return string
      this.#at = start
    }
    return { expression: this.expect(/[^\n]+/y) }
  }

  #object(): { [name: string]: Parsed } {
    const object: { [name: string]: Parsed } = {}
    for (this.skip(); !this.take(/\}/y); this.skip()) {
      const name = this.take(/[A-Za-z_]\w*/y) ?? this.plainString()
      if (name in object) throw new Error(`${name} is there twice`)
      this.expect(/: /y)
      object[name] = this.value()
    }
    return object
  }

  #array(): Parsed[] {
    const items: Parsed[] = []
    for (this.skip(); !this.take(/\]/y); this.skip()) items.push(this.value())
    return items
  }

  /** A string, or one with expressions in it, as it stands. */
  string(): string | Expression {
    const start = this.#at
    this.expect(/'/y)
    let text = ''
    let expressions = false
    while (!this.take(/'/y)) {
      if (this.take(/\$\{/y)) {
        expressions = true
        this.expect(/[^}\n]*\}/y)
      } else text += this.take(/\\n/y) ? '\n' : (this.take(/\\/y), this.expect(/[^\n]/y))
    }
    return expressions ? { expression: this.#text.slice(start, this.#at) } : text
  }

  plainString(): string {
    const string = this.string()
    if (typeof string === 'string') return string
    throw new Error(`${string.expression} where a plain string is expected`)
  }
}
