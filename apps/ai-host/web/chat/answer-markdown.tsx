import { memo } from 'react'
import Markdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { ExternalLink } from './external-link.tsx'

const plugins = [remarkGfm]

/**
 * The model's words are not trusted: a document can put words into its mouth. So no HTML (react-markdown's
 * default), no images (their URL would carry data out by itself), and each link shows where it goes.
 */
const components: Components = {
  img: ({ alt }) => <>{alt}</>,
  a: ({ href, children }) => <ExternalLink href={href}>{children}</ExternalLink>,
  table: ({ children }) => (
    <div
      className="table-scroll"
      // A wide table scrolls, so the keyboard must reach it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table>{children}</table>
    </div>
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
