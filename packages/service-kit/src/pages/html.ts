/** Text that is HTML already. Outside this file only the type is known: nothing unescaped gets in. */
class Html {
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }
}
export type { Html }

type Value = string | number | Html | readonly (Html | undefined)[] | undefined

/**
 * A template that escapes every value: for text and for attributes in double quotes, the only two places where
 * values stand. Lists of fragments are joined; undefined is nothing.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(strings.flatMap((text, index) => [text, markupOf(values[index])]).join(''))
}

function markupOf(value: Value): string {
  if (value === undefined) return ''
  if (value instanceof Html) return value.markup
  if (typeof value === 'object') return value.map(markupOf).join('')
  return escape(String(value))
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}
