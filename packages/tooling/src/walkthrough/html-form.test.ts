import { expect, test } from 'vitest'
import { parseForm, textOf } from './html-form.ts'

test('a form has its action, hidden fields and buttons, entities decoded', () => {
  const form = parseForm(`<h1>Sign in</h1>
    <form method="post" action="/login?a=1&amp;b=2">
      <input type="hidden" name="interaction" value="x&quot;y" /><input type="text" name="hint" value="z">
      <button class="person" name="user" value="1"><span>Alice</span> <b>A&amp;B</b></button>
    </form>`)
  expect(form).toEqual({
    action: '/login?a=1&b=2',
    fields: { interaction: 'x"y' },
    buttons: [{ name: 'user', value: '1', label: 'Alice A&B' }],
  })
})

test('a page without a form has none, and its text is what a person reads', () => {
  const page = '<title>x</title><style>p{}</style><h1>Sorry</h1>\n<p>we cannot &lt;sign&gt; you in</p>'
  expect(parseForm(page)).toBeUndefined()
  expect(textOf(page)).toBe('Sorry we cannot <sign> you in')
})
