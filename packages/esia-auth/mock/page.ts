/** Text within HTML, attributes too. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`)
}

const style = `
  :root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
  body { margin: 0; padding: 1.5rem 1rem; background: Canvas; color: CanvasText; }
  main { max-width: 34rem; margin: 0 auto; }
  h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
  h2 { font-size: 1.125rem; margin: 1.5rem 0 .25rem; }
  .note { border-left: .25rem solid #b45309; padding: .25rem .75rem; }
  fieldset { border: 1px solid GrayText; border-radius: .5rem; margin: 1.5rem 0; padding: .5rem 1rem 1rem; }
  legend { font-weight: 600; padding: 0 .5rem; }
  label { display: flex; gap: .75rem; padding: .6rem .25rem; }
  label + label { border-top: 1px solid color-mix(in srgb, GrayText 40%, transparent); }
  input { width: 1.25rem; height: 1.25rem; margin: .15rem 0 0; flex: none; }
  small { display: block; opacity: .8; }
  button { font: inherit; min-height: 2.75rem; padding: .5rem 1.25rem; border-radius: .5rem; border: 1px solid #1d4ed8; }
  button[value=allow] { background: #1d4ed8; color: #fff; }
  button[value=deny] { background: transparent; color: inherit; }
  :focus-visible { outline: 3px solid #b45309; outline-offset: 2px; }
  .buttons { display: flex; flex-wrap: wrap; gap: .75rem; }`

/** A whole page: Russian, without scripts, readable with a screen reader and without a mouse. `body` is HTML. */
export function htmlPage(status: number, title: string, body: string): Response {
  const text = `<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}
</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${body}
</main>
</body>
</html>
`
  return new Response(text, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'cache-control': 'no-store',
    },
  })
}

/** What a browser sees where it cannot be sent back. */
export function errorPage(status: number, reason: string): Response {
  return htmlPage(
    status,
    'Войти не получилось',
    `<p role="alert">${escaped(reason)}</p>\n<p>Вернитесь на сайт, с которого пришли, и начните вход заново.</p>`,
  )
}
