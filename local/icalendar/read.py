"""Reads the calendars in a folder, and prints what each says as JSON: one list of entries, by the name of its file."""

import json
import pathlib
import sys

from icalendar import Calendar


def moment(value):
    return value.dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def text(event, name):
    value = event.get(name)
    return None if value is None else str(value)


def entry(path):
    calendar = Calendar.from_ical(path.read_bytes())
    (event,) = calendar.walk("VEVENT")
    attendees = event.get("ATTENDEE", [])
    return {
        "method": str(calendar["METHOD"]),
        "uid": text(event, "UID"),
        "sequence": int(event["SEQUENCE"]),
        "summary": text(event, "SUMMARY"),
        "description": text(event, "DESCRIPTION"),
        "location": text(event, "LOCATION"),
        "url": text(event, "URL"),
        "status": text(event, "STATUS"),
        "start": moment(event["DTSTART"]),
        "end": moment(event["DTEND"]),
        "organizer": text(event, "ORGANIZER"),
        "attendees": [str(one) for one in (attendees if isinstance(attendees, list) else [attendees])],
        "alarms": len(calendar.walk("VALARM")),
        "errors": [str(error) for error in event.errors],
    }


folder = pathlib.Path(sys.argv[1])
print(json.dumps({path.name: entry(path) for path in sorted(folder.glob("*.ics"))}))
