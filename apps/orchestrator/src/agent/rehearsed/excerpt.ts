const LONGEST = 4000
const SENTENCES = 3

/** The text as a quotation: every line is marked, so that a document cannot speak in the model's own voice. */
export function excerpt(content: string): string {
  const cut = content.trim().slice(0, LONGEST)
  const rest = content.trim().length - cut.length
  const quoted = cut
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')
  return rest > 0 ? `${quoted}\n\n(and ${rest} more characters)` : quoted
}

/**
 * An honest summary: the document's own first sentences, or those that speak of `about`, and a count. A
 * rehearsed model that paraphrased would only pretend to have understood.
 */
export function summary(name: string, content: string, about?: string): string {
  const sentences = sentencesOf(content)
  const chosen = about === undefined ? sentences : sentences.filter((sentence) => mentions(sentence, about))
  const words = content.split(/\s+/).filter(Boolean).length
  if (about !== undefined && chosen.length === 0) return `“${name}” does not mention “${about}”.`
  const what = about === undefined ? 'Its first sentences' : `What it says about “${about}”`
  const points = chosen.slice(0, SENTENCES).map((sentence) => `> ${sentence}`)
  return `“${name}” has ${words} words. ${what}:\n\n${points.join('\n')}`
}

function sentencesOf(content: string): string[] {
  return content
    .split(/\n+|(?<=[.!?])\s+/)
    .map((sentence) => sentence.replace(/^[#>*\-\s]+/, '').trim())
    .filter((sentence) => sentence !== '')
}

function mentions(sentence: string, about: string): boolean {
  const words = about
    .toLowerCase()
    .split(/\W+/)
    .filter((word) => word.length > 2)
  return words.some((word) => sentence.toLowerCase().includes(word.replace(/s$/, '')))
}
