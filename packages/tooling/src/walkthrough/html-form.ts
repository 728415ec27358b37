/** As much of HTML as a person's browser does with such pages: forms, their hidden fields, their buttons. */

export interface HtmlForm {
  /** As written; relative to the page. */
  action: string
  /** Hidden fields, by name. */
  fields: Record<string, string>
  buttons: { name: string; value: string; label: string }[]
}

/** Every form of a page, in its order. */
export function parseForms(page: string): HtmlForm[] {
  return [...page.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, tag = '', body = '']) => {
    const action = attribute(tag, 'action')
    if (action === undefined) return []
    const hidden = [...body.matchAll(/<input\b([^>]*)>/g)]
      .map(([, input = '']) => input)
      .filter((input) => attribute(input, 'type') === 'hidden')
      .map((input) => [attribute(input, 'name') ?? '', attribute(input, 'value') ?? ''] as const)
    const buttons = [...body.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/g)].map(
      ([, button = '', label = '']) => ({
        name: attribute(button, 'name') ?? '',
        value: attribute(button, 'value') ?? '',
        label: textOf(label),
      }),
    )
    return [{ action, fields: Object.fromEntries(hidden), buttons }]
  })
}

/** What a page says, without its markup. */
export function textOf(markup: string): string {
  const text = markup.replaceAll(/<(style|script|title)\b[\s\S]*?<\/\1>/g, ' ').replaceAll(/<[^>]*>/g, ' ')
  return decode(text).replaceAll(/\s+/g, ' ').trim()
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return value === undefined ? undefined : decode(value)
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' }

function decode(text: string): string {
  return text.replaceAll(/&(#?\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity)
}
