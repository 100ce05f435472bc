export { oneCGuid } from './ids.ts'
export { type OneCMock, oneCMedicineMock } from './onec-mock.ts'
export type { OneCMockOptions, OneCPlatform, OneCWorld } from './options.ts'
export type { BitUmcQuirks, MedapiQuirks, OneCQuirks, PlatformQuirks } from './quirks.ts'
