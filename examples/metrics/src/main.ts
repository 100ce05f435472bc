// Metrics of a clinic that answers badly, as an exporter of OpenTelemetry gets them.
import assert from 'node:assert/strict'
import { recommended, wrap } from '@mis/core'
import { createWorld, fakeDialect, fakeMis, inProcess, testPatient } from '@mis/mock'
import { metrics } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'

// In an app: OTLPMetricExporter of @opentelemetry/exporter-metrics-otlp-http, and the line below it.
const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 })
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))

const world = createWorld()
const server = inProcess(fakeDialect(world), {
  faults: [
    { when: { operation: 'listSlots' }, times: 1, fault: { status: 503 } },
    { when: { operation: 'book' }, times: 1, fault: 'lost-answer' },
  ],
})
const mis = wrap(fakeMis(world, { server }), recommended({ trace: { meter: metrics.getMeter('mis') } }))

const query = { doctorId: '1', from: '2031-03-04', to: '2031-03-05' }
const { slots } = await mis.listSlots(query)
await mis.listSlots(query)
const [slot = assert.fail()] = slots
await mis.book({ slot, patient: testPatient(1) })
await mis.close()

await reader.forceFlush()
const told = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
for (const { descriptor, dataPoints } of told)
  for (const { attributes, value } of dataPoints)
    console.log(descriptor.name, JSON.stringify(attributes), typeof value === 'object' ? `×${value.count}` : value)
const names = told.map(({ descriptor }) => descriptor.name)
assert(['mis.call.duration', 'mis.call.retries', 'mis.cache.reads'].every((name) => names.includes(name)))
assert(!JSON.stringify(told).includes(testPatient(1).lastName))
await metrics.disable()
await reader.shutdown()
await server.close()
