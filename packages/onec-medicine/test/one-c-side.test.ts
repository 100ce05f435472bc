// The 1C side cannot be run here. What can be checked without a platform: that it says the same as the OpenAPI document
// and as its page, and that its modules fit together.
import { describe, expect, it } from 'vitest'
import { moduleOf, modules, openBlocks, page } from './bsl.ts'
import { document, operations, wordsOf } from './openapi.ts'

const codeOf = (name: string): string => modules.find((module) => module.name === name)?.code ?? ''
const all = modules.map(({ code }) => code).join('\n')
const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, group = '']) => group)
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort()
const membersOf = (schema: string): string[] => {
  const { components } = document as unknown as {
    components: { schemas: Record<string, { properties: Record<string, unknown> }> }
  }
  return Object.keys(components.schemas[schema]?.properties ?? {})
}
/** Rows of the page's tables, cells without their backticks. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))

describe('the 1C side and the OpenAPI document', () => {
  it('serve the same calls, one handler each', () => {
    const calls = operations.map(({ method, path }) => `${method} ${path}`)
    expect(sorted(found(codeOf('MedicalAPI'), /"((?:GET|POST|DELETE) [^"]+)"/g))).toEqual(sorted(calls))
    const published = rows.filter(([, , template = '']) => template.startsWith('/'))
    expect(sorted(published.map(([, , template, method]) => `${method} ${template}`))).toEqual(sorted(calls))
    const handlers = modules.find(({ name }) => name === 'MedicalAPI')?.functions.map(({ name }) => name) ?? []
    expect(sorted(published.map(([, , , , handler = '']) => handler))).toEqual(sorted(handlers))
  })

  it('read the same parameters of addresses', () => {
    const named = operations.flatMap(({ path }) => found(path, /\{(\w+)\}/g))
    expect(sorted(found(codeOf('MedicalAPI'), /ПараметрыURL\["(\w+)"\]/g))).toEqual(sorted(named))
    expect(sorted(found(codeOf('MedicalAPI'), /ПараметрыЗапроса\["(\w+)"\]/g))).toEqual(['clientReference'])
  })

  it('refuse with the same words under the same statuses', () => {
    const table = [...codeOf('МедАПИОтветы').matchAll(/Коды\.Вставить\("([A-Z_]+)", +(\d+)\)/g)]
    const ours = table.map(([, word, status]) => `${status} ${word}`)
    const documented = operations.flatMap(({ pointer, statuses }) =>
      statuses.flatMap((status) => wordsOf(`${pointer}/responses/${status}`).map((word) => `${status} ${word}`)),
    )
    expect(ours.length).toBeGreaterThan(5)
    expect(sorted(ours)).toEqual(sorted(documented))
  })

  it('know no other word', () => {
    const used = found(all, /(?:Отказ\(|Слово, Предложение",\s*)"([A-Z_]+)"/g)
    const words = found(codeOf('МедАПИОтветы'), /Коды\.Вставить\("([A-Z_]+)"/g)
    expect(used.length).toBeGreaterThan(5)
    expect(used.filter((word) => !words.includes(word))).toEqual([])
  })

  it('write the same members of doctors, times and appointments', () => {
    expect(sorted(found(codeOf('МедАПИ'), /Описание\.Вставить\("(\w+)"/g))).toEqual(sorted(membersOf('Doctor')))
    const [time = ''] = found(codeOf('МедАПИ'), /Новый Структура\("([a-z, ]+)"/g)
    expect(sorted(time.split(', '))).toEqual(sorted(membersOf('FreeTime')))
    const answer = found(codeOf('МедАПИОтветы'), /Ответ\.Вставить\("(\w+)"/g)
    expect(sorted(answer)).toEqual(sorted(membersOf('Appointment')))
  })

  it('read the same members of a booking and its patient', () => {
    const [booking = '', patient = ''] = codeOf('МедАПИПроверки').split('Функция ПациентИзДанных')
    const read = /(?:ТекстПоля\(Данные, |Данные\[)"(\w+)"/g
    expect(sorted(found(booking, read))).toEqual(sorted(membersOf('Booking')))
    expect(sorted(found(patient, read))).toEqual(sorted(membersOf('Patient')))
  })

  it('have the same states of a visit', () => {
    const { enum: states = [] } = (
      document as unknown as {
        components: { schemas: { Appointment: { properties: { status: { enum: string[] } } } } }
      }
    ).components.schemas.Appointment.properties.status
    const used = found(codeOf('МедАПИПереопределяемый'), /ТОГДА ""(\w+)""/g)
    expect(used.length).toBeGreaterThan(1)
    expect(used.filter((state) => !states.includes(state))).toEqual([])
  })
})

describe('the modules of the 1C side', () => {
  const exported = new Map(
    modules.flatMap(({ name, functions }) =>
      functions
        .filter(({ isExported }) => isExported)
        .map((each) => [`${name}.${each.name}`, each.parameters] as const),
    ),
  )
  const calls = modules.flatMap((module) => module.calls)

  it('call only what another module exports, with as many parameters', () => {
    expect(calls.length).toBeGreaterThan(30)
    const wrong = calls.filter(({ module, name, parameters }) => exported.get(`${module}.${name}`) !== parameters)
    expect(wrong).toEqual([])
  })

  it('export nothing that nobody calls', () => {
    const called = new Set(calls.map(({ module, name }) => `${module}.${name}`))
    expect([...exported.keys()].filter((name) => !called.has(name))).toEqual([])
  })

  for (const module of modules) {
    it(`${module.name} closes every block it opens, and is named on the page`, () => {
      expect(openBlocks(module)).toEqual([])
      expect(page).toContain(`\`${module.name}.bsl\``)
    })
  }

  it('leave to the module of the base what the page lists, and nothing else', () => {
    const listed = rows.slice(rows.findIndex(([, name]) => name === 'Врачи' && page.includes('что узнать о базе')))
    const names = new Set(listed.map(([, name]) => name))
    const own = [...exported.keys()].filter((name) => name.startsWith('МедАПИПереопределяемый.'))
    expect(own.filter((name) => !names.has(name.split('.')[1]))).toEqual([])
  })

  it('keep the metadata of the base in one module', () => {
    const others = modules.filter(({ name }) => name !== 'МедАПИПереопределяемый')
    const metadata = /(?:Справочник|Справочники|Документ|Документы)\.\p{L}+/u
    expect(others.filter(({ code }) => metadata.test(code)).map(({ name }) => name)).toEqual([])
  })

  it('give no variable the name of a property of the global context, which cannot be written', () => {
    const global = [
      'Символы',
      'Метаданные',
      'Справочники',
      'Документы',
      'Перечисления',
      'Константы',
      'РегистрыСведений',
    ]
    const written = found(all, /^\s*([\p{L}\d_]+) = /gmu)
    expect(written.length).toBeGreaterThan(50)
    expect(written.filter((name) => global.includes(name))).toEqual([])
  })

  it('send no description of an exception out, and write none down', () => {
    expect(all).not.toMatch(/ОписаниеОшибки|ПодробноеПредставлениеОшибки|КраткоеПредставлениеОшибки|\.Описание\b/u)
  })

  it('roll back every transaction they begin when something fails', () => {
    const begun = all.match(/НачатьТранзакцию\(/g)?.length
    expect(begun).toBe(3)
    const safe =
      /НачатьТранзакцию\([^\n]*\);\s+Попытка[\s\S]*?ЗафиксироватьТранзакцию\(\);\s+Исключение\s+ОтменитьТранзакцию\(\);\s+ВызватьИсключение;/g
    expect(all.match(safe)?.length).toBe(begun)
  })
})

describe('a fault in a module is found', () => {
  it('a block that is not closed', () => {
    expect(openBlocks(moduleOf('М', 'Функция А()\n\tЕсли Б Тогда\nКонецФункции\n'))).not.toEqual([])
    expect(openBlocks(moduleOf('М', 'Функция А()\n\tБ = "Если"; // Если\nКонецФункции\n'))).toEqual([])
  })

  it('a call with too few parameters', () => {
    const { calls } = moduleOf('М', 'А = МедАПИ.Б("а, б", В(Г, Д), "");\n')
    expect(calls).toEqual([{ module: 'МедАПИ', name: 'Б', parameters: 3 }])
  })
})
