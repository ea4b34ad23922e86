import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ICAL from 'ical.js';
import { calendarText, type CalendarEntry } from '../functions/appointments/invite.ts';
import { makeProcesses } from '../local/python/processes.ts';
import { NOT_POSSIBLE_HERE, prepareVenv, PythonUnavailable } from '../local/python/venv.ts';
import { entry, places, texts, withText } from '../test/appointments/entries.ts';

/** Writes invites, hostile ones among them, and compares what ical.js and Python's icalendar read of each. */
const HOME = path.resolve('.local', 'icalendar');
const REQUIREMENTS = path.resolve('local/icalendar/requirements.txt');
const READER = path.resolve('local/icalendar/read.py');

const entries: CalendarEntry[] = [
  entry(),
  entry({ method: 'PUBLISH', attendee: undefined }),
  entry({ method: 'CANCEL', sequence: 3 }),
  entry({ method: 'CANCEL', isUninvited: true }),
  ...places.flatMap((place) => texts.map((text) => withText(place, text))),
];

/** What ical.js reads, in the words of read.py. */
const readByIcalJs = (text: string): Record<string, unknown> => {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const event = calendar.getFirstSubcomponent('vevent');
  if (event === null) throw new Error('There is no event');
  const words = (name: string): string | null => {
    const value = event.getFirstPropertyValue(name);
    return value === null ? null : String(value);
  };
  return {
    method: String(calendar.getFirstPropertyValue('method')),
    uid: words('uid'),
    sequence: Number(words('sequence')),
    summary: words('summary'),
    description: words('description'),
    location: words('location'),
    url: words('url'),
    status: words('status'),
    start: words('dtstart'),
    end: words('dtend'),
    organizer: words('organizer'),
    attendees: event.getAllProperties('attendee').map((one) => String(one.getFirstValue())),
    alarms: event.getAllSubcomponents('valarm').length,
    errors: [],
  };
};

const processes = makeProcesses();
mkdirSync(HOME, { recursive: true });
const folder = mkdtempSync(path.join(HOME, 'run-'));
try {
  const python = await prepareVenv(processes, { folder: HOME, requirementsFile: REQUIREMENTS });
  const written = new Map(
    entries.map((one, i) => [`${String(i).padStart(4, '0')}.ics`, calendarText(one)] as const),
  );
  for (const [name, text] of written) writeFileSync(path.join(folder, name), text);
  const answer = await processes.run({ file: python.file, args: [READER, folder], cwd: folder, env: {} });
  if (answer.code !== 0) throw new Error(`${python.mainPackage} could not read them: ${answer.stderr}`);
  const read = JSON.parse(answer.stdout) as Record<string, unknown>;
  const differing = [...written].filter(
    ([name, text]) => JSON.stringify(read[name]) !== JSON.stringify(readByIcalJs(text)),
  );
  for (const [name, text] of differing.slice(0, 5)) {
    console.error(name, '\n', JSON.stringify(read[name]), '\n', JSON.stringify(readByIcalJs(text)));
  }
  console.log(
    `${written.size} invites read by ical.js and ${python.mainPackage}: ${differing.length} of them differently`,
  );
  process.exitCode = differing.length === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof PythonUnavailable)) throw error;
  console.log(error.message);
  process.exitCode = NOT_POSSIBLE_HERE;
} finally {
  await processes.stopAll();
  rmSync(folder, { recursive: true, force: true });
}
