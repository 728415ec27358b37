import { memo } from 'react'
import Markdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { ExternalLink } from './external-link.tsx'

const plugins = [remarkGfm]

const heading: Components['h3'] = ({ children }) => <h3>{children}</h3>

/**
 * The model's words are not trusted: a document can put words into its mouth. So no HTML (react-markdown's
 * default), no images (their URL would carry data out by itself), and each link shows where it goes.
 */
const components: Components = {
  // The page's own outline stays whole, whatever level a document begins with.
  h1: heading,
  h2: heading,
  h3: heading,
  h4: heading,
  h5: heading,
  h6: heading,
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
