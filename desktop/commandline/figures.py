"""``satchel report``: the PMT quarter and the headline figures."""

import argparse
import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.commandline.leaving import add_read_only, ask_later, say_if_copied, say_written_down
from desktop.commandline.opening import opened
from desktop.commandline.parsing import Parser, UsageError, Verbs, shared_options

if TYPE_CHECKING:
    from storage.domain.periods import Period
    from storage.reports.printing import Printing
    from storage.usecases.sharing import Released
    from storage.usecases.transaction import Transaction

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PERIOD = re.compile(rf"{_DAY.pattern}\.\.{_DAY.pattern}")
_TITLES = {"pmt": "PMT report", "headline": "Headline figures"}
_PURPOSES = {"pmt": "Quarterly report", "headline": "Headline figures"}


def add_verbs(verbs: Verbs) -> None:
    """Add the verb and its two reports."""
    parser = verbs.add_parser(
        "report",
        help="print a report's figures",
        description="Print a report's figures. They pass the sharing gate and are written down "
        "in the disclosure log.",
    )
    parser.set_defaults(run=_say_which)
    reports = parser.add_subparsers(title="reports", metavar="REPORT", parser_class=Parser)
    pmt = reports.add_parser(
        "pmt", help="the OVC PMT quarter", parents=[shared_options(again=True)]
    )
    pmt.add_argument(
        "--quarter",
        required=True,
        metavar="DAY",
        help="the first day of the quarter, like 2021-10-01",
    )
    headline = reports.add_parser(
        "headline", help="the headline figures", parents=[shared_options(again=True)]
    )
    headline.add_argument(
        "--period",
        required=True,
        metavar="FIRST..LAST",
        help="both days included, like 2021-07-01..2022-06-30",
    )
    for name, report in (("pmt", pmt), ("headline", headline)):
        _add_output(report, name)
        report.set_defaults(run=_report, form=name)


def _add_output(parser: argparse.ArgumentParser, form: str) -> None:
    parser.add_argument("--format", choices=("json", "csv", "pdf"), default="json")
    parser.add_argument(
        "--out", default="-", metavar="FILE", help="where to, - for standard output"
    )
    parser.add_argument("--purpose", default=_PURPOSES[form], help="what it is for")
    parser.add_argument("--recipient", default="Program file", help="who receives it")
    add_read_only(parser)


def _say_which(_arguments: argparse.Namespace) -> int:
    raise UsageError("say which report: pmt or headline")


def _report(arguments: argparse.Namespace) -> int:
    from storage.usecases.sharing import write_file, write_stream

    _refuse_places(arguments)
    with opened(arguments, looks=True, read_only=arguments.read_only) as workspace:
        released = workspace.let_out(_release, arguments)
        if arguments.out == "-":
            write_stream(released, sys.stdout.buffer)
        else:
            ask_later(workspace, [write_file(released, Path(arguments.out))])
    say_written_down("report", read_only=arguments.read_only)
    return 0


def _refuse_places(arguments: argparse.Namespace) -> None:
    if arguments.out == "-":
        if arguments.format == "pdf" and sys.stdout.isatty():
            raise UsageError("a PDF is not for the screen. Name a file with --out")
        return
    target = Path(arguments.out)
    if not target.parent.is_dir() or (target.exists() and not target.is_file()):
        raise UsageError("--out does not name a file in a folder that is there")
    say_if_copied(target.parent)


def _release(transaction: "Transaction", arguments: argparse.Namespace) -> "Released":
    from storage.reports.figures import figures
    from storage.reports.rendering import file_name, render
    from storage.usecases.sharing import Intent, release

    period = _period(transaction, arguments)
    counted = figures(transaction.connection, arguments.form, period)
    content = render(counted, arguments.format, _printing(transaction, arguments))
    intent = Intent(
        form=f"{_TITLES[arguments.form]} {period.text()}",
        content="aggregate",
        purpose=arguments.purpose,
        recipient=arguments.recipient,
        basis="aggregate_report",
    )
    return release(transaction, intent, {file_name(counted, arguments.format): content})


def _period(transaction: "Transaction", arguments: argparse.Namespace) -> "Period":
    from storage.domain.periods import MonthDay, Period, quarter_of
    from storage.usecases.settings import setting

    try:
        if arguments.form == "headline":
            if not _PERIOD.fullmatch(arguments.period):
                raise UsageError("--period is written like 2021-07-01..2022-06-30")
            return Period.parse(arguments.period)
        if not _DAY.fullmatch(arguments.quarter):
            raise UsageError("--quarter is written like 2021-10-01")
        begins = MonthDay.parse(setting(transaction.connection, "program.fiscal_year_start"))
        return quarter_of(date.fromisoformat(arguments.quarter), begins)
    except ValueError as error:
        raise UsageError(str(error).rstrip(".")) from error


def _printing(transaction: "Transaction", arguments: argparse.Namespace) -> "Printing":
    from storage.reports.printing import Printing
    from storage.usecases.settings import settings

    known = settings(transaction.connection)
    return Printing(
        program=known["program.name"],
        printed_by=transaction.identity.author,
        printed_at=transaction.clock.now(),
        practice=known["program.practice"],
        recipient=arguments.recipient,
        purpose=arguments.purpose,
    )
