"""What was done on a day, counted."""

from datetime import date

from sqlalchemy import Connection

from storage.usecases.dayend.looseend import DaysWork


def days_work(connection: Connection, day: date, who: str) -> DaysWork:
    """Count what ``who``, or everyone when nobody is named, has logged for ``day``."""
    on, mine = day.isoformat(), (who, who)
    contacts = connection.exec_driver_sql(
        'SELECT count(*), coalesce(sum(minutes), 0), count(DISTINCT "case"), '
        "coalesce(sum(mode = 'court'), 0) FROM contact "
        "WHERE \"on\" = ? AND retired = 0 AND (? = '' OR coordinator = ?)",
        (on, *mine),
    ).one()
    services = connection.exec_driver_sql(
        "SELECT coalesce(sum(s.quantity), 0) FROM service AS s LEFT JOIN contact AS t "
        'ON t.id = s.contact WHERE s."on" = ? AND s.retired = 0 '
        "AND (? = '' OR t.coordinator = ?)",
        (on, *mine),
    ).scalar_one()
    notes = connection.exec_driver_sql(
        'SELECT count(*) FROM contact AS t JOIN note AS n ON n."case" = t."case" '
        'AND n."on" = t."on" WHERE t."on" = ? AND t.retired = 0 AND n.retired = 0 '
        "AND n.contact = t.id AND (? = '' OR t.coordinator = ?)",
        (on, *mine),
    ).scalar_one()
    tasks = connection.exec_driver_sql(
        "SELECT count(*) FROM task WHERE status = 'done' AND done_on = ? AND retired = 0 "
        "AND (? = '' OR owner = ?)",
        (on, *mine),
    ).scalar_one()
    outreach = connection.exec_driver_sql(
        'SELECT count(*) FROM outreach WHERE "on" = ? AND retired = 0 '
        "AND (? = '' OR coordinator = ?) AND (attendees IS NOT NULL OR minutes IS NOT NULL)",
        (on, *mine),
    ).scalar_one()
    count, minutes, cases, court = contacts
    return DaysWork(count, services, cases, minutes, notes, court, tasks, outreach)
