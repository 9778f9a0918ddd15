"""Screenings of a case over time, the band a total suggests, and whether a screener is trained."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import Connection

from storage.domain.bands import Band, band_of, bands_of
from storage.domain.clocks import day_of
from storage.domain.ids import RecordId
from storage.usecases.codelists import rows_of


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a total suggests: the band, and the day of the next screening."""

    band: str
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Scored:
    """One screening with a total, as the chart shows it."""

    record: RecordId
    on: date
    total: int
    band: str
    """The band that holds: by judgement where one was given."""
    judged: bool
    after_return: bool


@dataclass(frozen=True, slots=True)
class Course:
    """The totals of one instrument in one case, in order, with its bands and the returns."""

    instrument: str
    scored: tuple[Scored, ...]
    bands: tuple[Band, ...]
    returns: tuple[date, ...]


@cache
def bands() -> tuple[Band, ...]:
    """Return the bands of every instrument, as ``resources/screening`` has them."""
    return tuple(
        Band(
            row["instrument"],
            row["version"],
            row["band"],
            int(row["from"]),
            int(row["to"]),
            int(row["next_days"]),
            row["verified"] == "yes",
        )
        for row in rows_of("screening/bands.csv")
    )


def suggestion(instrument: str, version: str, total: int, on: date | None) -> Suggestion | None:
    """Return what ``total`` suggests; None where the instrument has no band for it."""
    found = band_of(bands(), instrument, version, total)
    if found is None:
        return None
    return Suggestion(found.band, on + timedelta(days=found.next_days) if on else None)


def course(connection: Connection, case: RecordId) -> Course | None:
    """Return the totals of the instrument that was used last; None without any total."""
    rows = connection.exec_driver_sql(
        'SELECT id, instrument, instrument_version, "on", total, band, override_band, "trigger" '
        'FROM screening WHERE "case" = ? AND retired = 0 AND total IS NOT NULL ORDER BY "on", id',
        (case,),
    ).all()
    if not rows:
        return None
    last = rows[-1]
    scored = tuple(
        Scored(
            RecordId(row.id),
            date.fromisoformat(row.on),
            row.total,
            row.override_band or row.band,
            bool(row.override_band),
            row.trigger == "return",
        )
        for row in rows
        if row.instrument == last.instrument
    )
    known = bands_of(bands(), last.instrument, last.instrument_version)
    return Course(last.instrument, scored, tuple(known), _returns(connection, case))


def is_trained(connection: Connection, screener: str, day: date) -> bool:
    """Tell whether ``screener`` has a credential for instruments that holds on ``day``."""
    return (
        connection.exec_driver_sql(
            "SELECT 1 FROM credential WHERE holder = ? COLLATE NOCASE "
            "AND credential = 'instrument' AND retired = 0 AND from_on <= ? "
            "AND (until_on IS NULL OR until_on >= ?) LIMIT 1",
            (screener.strip(), day.isoformat(), day.isoformat()),
        ).first()
        is not None
    )


def _returns(connection: Connection, case: RecordId) -> tuple[date, ...]:
    moments = connection.exec_driver_sql(
        'SELECT returned_at FROM missing_episode WHERE "case" = ? AND retired = 0 '
        "AND returned_at IS NOT NULL ORDER BY returned_at",
        (case,),
    ).scalars()
    return tuple(day_of(datetime.fromisoformat(one)) for one in moments)
