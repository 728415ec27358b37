/** A sentence in which names of the code stand between backticks. */
export function Words({ text }: { text: string }) {
  return text.split('`').map((part, at) =>
    // Every second one was between two of them.
    // oxlint-disable-next-line react/no-array-index-key
    at % 2 === 1 ? <code key={at}>{part}</code> : part,
  )
}
