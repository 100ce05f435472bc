import { isMisError } from '@mis/core'
import { clinic } from '../../../../clinic.ts'

export async function GET(request: Request, context: { params: Promise<{ doctorId: string }> }): Promise<Response> {
  const { doctorId } = await context.params
  const { searchParams } = new URL(request.url)
  const [from, to] = [searchParams.get('from') ?? '', searchParams.get('to') ?? '']
  try {
    return Response.json(await clinic().listSlots({ doctorId, from, to }, { signal: request.signal }))
  } catch (error) {
    if (!isMisError(error)) throw error
    return Response.json({ code: error.code }, { status: error.code === 'invalid-request' ? 400 : 503 })
  }
}
