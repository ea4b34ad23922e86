import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

/** The source of what this service publishes. */
export const OWN_SOURCE = 'outbound-email';

export interface BusEvent {
  detailType: string;
  detail: Record<string, unknown>;
}

export interface Bus {
  /** Puts events on the bus, at least once each. @throws Error when EventBridge refused any. */
  publish: (events: readonly BusEvent[]) => Promise<void>;
}

const ENTRIES_PER_CALL = 10;

export const makeBus = (client: EventBridgeClient, busName: string): Bus => ({
  publish: async (events) => {
    for (let start = 0; start < events.length; start += ENTRIES_PER_CALL) {
      const answer = await client.send(
        new PutEventsCommand({
          Entries: events.slice(start, start + ENTRIES_PER_CALL).map((event) => ({
            EventBusName: busName,
            Source: OWN_SOURCE,
            DetailType: event.detailType,
            Detail: JSON.stringify(event.detail),
          })),
        }),
      );
      if ((answer.FailedEntryCount ?? 0) > 0) {
        throw new Error(`EventBridge refused ${answer.FailedEntryCount ?? 0} of ${events.length} bus events`);
      }
    }
  },
});
