import type { Wish } from './memory.ts'
import { escaped, htmlPage } from './page.ts'
import type { EsiaPerson } from './person.ts'
import { namesOf, titleOf } from './scopes.ts'
import { dateOnWire } from './time.ts'

/** Who signs in and whether they agree. No mark, colour or word of the real service, so that nobody takes it for one. */
export function loginPage(id: string, { client, scope }: Wish, persons: readonly EsiaPerson[]): Response {
  const wishes = (namesOf(scope) ?? []).map((name) => `<li>${escaped(titleOf(name))}</li>`)
  const body = `<p class="note">Это учебный стенд для разработчиков. Все люди здесь вымышлены, пароля нет.</p>
<h2>Система ${escaped(client.clientId)} просит доступ к данным</h2>
<ul>
${wishes.join('\n')}
</ul>
<form method="post" action="/login">
<input type="hidden" name="id" value="${escaped(id)}">
<fieldset>
<legend>Под кем войти</legend>
${persons.map(choiceOf).join('\n')}
</fieldset>
<div class="buttons">
<button type="submit" name="decision" value="allow">Разрешить</button>
<button type="submit" name="decision" value="deny" formnovalidate>Отказать</button>
</div>
</form>`
  return htmlPage(200, 'Учебный вход', body)
}

function choiceOf(person: EsiaPerson): string {
  const { oid, lastName, firstName, middleName = '', birthDate, trusted, children = [] } = person
  const policy = person.documents?.find(({ type }) => type === 'MDCL_PLCY')
  const facts = [
    dateOnWire(birthDate),
    trusted ? 'подтверждённая запись' : 'неподтверждённая запись',
    policyInWords(policy),
    ...(children.length > 0 ? [`детей: ${children.length}`] : []),
  ]
  const name = [lastName, firstName, middleName].filter((part) => part !== '').join(' ')
  return `<label><input type="radio" name="oid" value="${oid}" required><span>${escaped(name)}<small>${escaped(facts.join(', '))}</small></span></label>`
}

function policyInWords(policy: { readonly series?: string; readonly verified: boolean } | undefined): string {
  if (policy === undefined) return 'без полиса'
  if (!policy.verified) return 'полис не проверен'
  return policy.series === undefined ? 'полис проверен' : 'полис старого образца'
}
