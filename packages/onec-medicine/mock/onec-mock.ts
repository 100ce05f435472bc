import { type MockHandler, unmatched } from '@mis/mock'
import { createBitUmc } from './bit-umc/bit-umc.ts'
import { createMedapi } from './medapi/medapi.ts'
import type { OneCMockOptions, OneCPlatform, OneCWorld } from './options.ts'
import { checkBasic } from './platform/basic.ts'
import { Refusal, unhandled } from './platform/refusal.ts'
import { createSessions } from './platform/sessions.ts'
import { writeDown, writeRefusal } from './platform/write-down.ts'
import type { Answer, Asked } from './profile.ts'

/** A handler to mount, and what the platform counted. */
export type OneCMock = MockHandler & { readonly platform: OneCPlatform }

/**
 * One published 1C base over a world, its HTTP service at the root of the server's address. Mount it with `listen` or
 * `inProcess`. Serves one clinic of the world. A request that no route fits throws `UnmatchedRequest`, unless it has
 * `IBSession: finish`: that one closes its session and is answered 404.
 */
export function oneCMedicineMock(world: OneCWorld, options: OneCMockOptions): OneCMock {
  const clinics = world.clinics()
  const clinic = options.clinicId === undefined ? clinics[0] : clinics.find(({ id }) => id === options.clinicId)
  if (clinic === undefined) throw new RangeError('oneCMedicineMock: clinicId is no clinic of this world')
  const profile =
    options.profile === 'bit-umc' ? createBitUmc(world, clinic, options) : createMedapi(world, clinic, options)
  const { enter, platform } = createSessions(() => world.now(), options)

  async function handle(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const body = await request.text()
    const operation = profile.operationOf(request.method, url.pathname + url.search, body)
    const finishes = request.headers.get('ibsession')?.trim().toLowerCase() === 'finish'
    if (operation === undefined && !finishes) return unmatched(request, profile.routes)
    let headers: Readonly<Record<string, string>> = {}
    try {
      checkBasic(request.headers.get('authorization'), options)
      const stay = await enter(request.headers)
      headers = stay.headers
      try {
        await options.work?.(operation)
        if (operation === undefined) throw new Refusal(404, 'Не найдено')
        return writeDown(answer({ operation, url, body }), options.quirks, headers)
      } finally {
        stay.leave()
      }
    } catch (error) {
      if (error instanceof Refusal) return writeRefusal(error, options.quirks, headers)
      throw error
    }
  }

  function answer(asked: Asked): Answer {
    const { when, operations } = options.quirks?.exception ?? {}
    const raises = operations === undefined || operations.includes(asked.operation)
    const failed = () => unhandled('ОбщийМодуль.ОбменССайтом', 214, 'Ошибка при вызове метода контекста (Записать)')
    if (when === 'before' && raises) throw failed()
    const said = profile.answer(asked)
    if (when === 'after' && raises) throw failed()
    return said
  }

  return Object.assign(handle, { operationOf: profile.operationOf, platform })
}
