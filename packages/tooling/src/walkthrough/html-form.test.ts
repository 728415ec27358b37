import { expect, test } from 'vitest'
import { parseForms, textOf } from './html-form.ts'

test('each form has its action, hidden fields and buttons, entities decoded', () => {
  const forms = parseForms(`<h1>Sign in</h1>
    <form method="post" action="/login?a=1&amp;b=2">
      <input type="hidden" name="interaction" value="x&quot;y" /><input type="text" name="hint" value="z">
      <button class="person" name="user" value="1"><span>Alice</span> <b>A&amp;B</b></button>
    </form>
    <form method="post" action="/back"><button>No</button></form>`)
  expect(forms).toEqual([
    {
      action: '/login?a=1&b=2',
      fields: { interaction: 'x"y' },
      buttons: [{ name: 'user', value: '1', label: 'Alice A&B' }],
    },
    { action: '/back', fields: {}, buttons: [{ name: '', value: '', label: 'No' }] },
  ])
})

test('a page without a form has none, and its text is what a person reads', () => {
  const page = '<title>x</title><style>p{}</style><h1>Sorry</h1>\n<p>we cannot &lt;sign&gt; you in</p>'
  expect(parseForms(page)).toEqual([])
  expect(textOf(page)).toBe('Sorry we cannot <sign> you in')
})
