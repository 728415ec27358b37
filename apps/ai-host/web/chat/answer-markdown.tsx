import { memo } from 'react'
import Markdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'

const plugins = [remarkGfm]

/**
 * The model's words are not trusted: a document can put words into its mouth. So no HTML (react-markdown's
 * default), no images (their URL would carry data out by itself), and each link shows where it goes.
 */
const components: Components = {
  img: ({ alt }) => <>{alt}</>,
  a: ({ href, children }) => {
    const host = hostOf(href)
    if (host === undefined) return <>{children}</>
    return (
      <a href={href} target="_blank" rel="noopener noreferrer">
        {children} <span className="link-host">({host})</span>
      </a>
    )
  },
  table: ({ children }) => (
    <section
      className="table-scroll"
      aria-label="Table"
      // A wide table scrolls, so the keyboard must reach it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table>{children}</table>
    </section>
  ),
}

/** Memoised: a long conversation is drawn again with each piece of a streamed answer. */
export const AnswerMarkdown = memo(function AnswerMarkdown({ text }: { text: string }) {
  return (
    <div className="answer">
      <Markdown remarkPlugins={plugins} components={components}>
        {text}
      </Markdown>
    </div>
  )
})

function hostOf(href: string | undefined): string | undefined {
  if (href === undefined || !URL.canParse(href)) return undefined
  const { protocol, host, pathname } = new URL(href)
  return protocol === 'mailto:' ? pathname : host
}
