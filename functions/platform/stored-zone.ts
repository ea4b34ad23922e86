import * as z from 'zod';
import { isTimezone } from './intl.ts';
import { makeLogger } from './logging.ts';

/**
 * A time zone that was kept. Zones are renamed and dropped: one that no longer works is as if none had been named, so
 * that the reader gets their mail by the clocks of `app.yaml`, and is logged.
 */
export const workingZone = (zone: string | undefined): string | undefined => {
  if (zone === undefined || isTimezone(zone)) return zone;
  makeLogger().warn('A stored time zone no longer works; that of app.yaml takes its place', {
    timezone: zone.slice(0, 64),
  });
  return undefined;
};

/** A time zone as stores read it. */
export const storedZoneSchema = z.string().transform(workingZone).optional();
