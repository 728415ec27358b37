/** Values of a configuration language, before they are printed. */
export type Value = string | number | boolean | Code | Template | readonly Value[] | Attributes
export interface Attributes {
  readonly [name: string]: Value | undefined
}

/** An expression of the language, as it stands. */
export class Code {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A string with expressions in it. */
export class Template {
  readonly parts: readonly (string | Code)[]

  constructor(...parts: (string | Code)[]) {
    this.parts = parts
  }
}

export function isAttributes(value: Value): value is Attributes {
  return (
    typeof value === 'object' &&
    !Array.isArray(value) &&
    !(value instanceof Code || value instanceof Template)
  )
}

/** The defined ones, in order. */
export function entriesOf(attributes: Attributes): [string, Value][] {
  return Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
}

/**
 * A registered URL for a tenant whose services have other origins: what follows the registered origin stays.
 * @param origins the expression that gives the origin of an application, by its name
 * @param appId the expression that gives the id of this application
 */
export function portableUrl(
  url: string,
  application: { name: string; appId: string; url?: string | undefined },
  { origin, appId }: { origin: (name: string) => Code; appId: (name: string) => Code },
): Value {
  const { name, url: own } = application
  if (own !== undefined && (url === own || url.startsWith(`${own}/`))) {
    const path = url.slice(own.length)
    return path === '' ? origin(name) : new Template(origin(name), path)
  }
  const [before, after] = url.split(application.appId)
  return after === undefined ? url : new Template(before ?? '', appId(name), after)
}
