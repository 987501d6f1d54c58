"""Until when an audit looks: its date, and what is set aside because it ends after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from auditor.intake.merge import Settled, with_aside
from auditor.model import InputSheet, Intake, Observation, Text
from auditor.text import counted

STALE_AFTER_DAYS = 14


class Cutoff(NamedTuple):
    """The audit's date, the last day on which a period may end, the observations up to it, and what is to be said."""

    as_of: date
    limit: date
    usable: tuple[Observation, ...]
    warnings: tuple[Text, ...]


def cut_off(intake: Intake, as_of: date | None, today: date) -> Cutoff:
    """The audit's date. ``as_of``: the one that was asked for.

    The default is the newest period in the data; periods that end after today need ``as_of`` to cover them.
    """
    limit = as_of or today
    ends = {observation.period.end for observation in intake.observations}
    usable, later = intake.observations, sorted(end for end in ends if end > limit)
    warnings: list[Text] = []
    if later:
        usable = tuple(observation for observation in usable if observation.period.end <= limit)
        count = len(intake.observations) - len(usable)
        last = later[-1]
        if as_of:
            warnings.append(
                Text(
                    f"{count} 个数值的周期晚于审核日 {limit}（最晚 {last}），未使用",
                    counted(
                        count,
                        f"value of a period after the audit date {limit} (it ends {last}) is set aside",
                        f"values of periods after the audit date {limit} (the latest ends {last}) are set aside",
                    ),
                )
            )
        else:
            warnings.append(
                Text(
                    f"{count} 个数值的周期晚于今天（最晚 {last}），未使用；如确认日期无误，请加 --as-of {last}",
                    counted(
                        count,
                        f"value of a period after today (it ends {last}) is set aside; ",
                        f"values of periods after today (the latest ends {last}) are set aside; ",
                    )
                    + f"if the dates are right, add --as-of {last}",
                )
            )
    dates = [end for end in ends if end <= limit]
    dates += [item.signed_on for item in intake.attestations if item.signed_on and item.signed_on <= limit]
    day = as_of or max(dates, default=today)
    if not as_of and today - day > timedelta(days=STALE_AFTER_DAYS):
        age = (today - day).days
        warnings.append(
            Text(
                f"数据最新周期止于 {day}，距今 {age} 天；审核按该日进行",
                f"The newest period in the data ends {day}, {counted(age, 'day')} ago; the audit is made as of that day",
            )
        )
    return Cutoff(day, limit, usable, tuple(warnings))


def used(intake: Intake, cut: Cutoff) -> Intake:
    """The intake up to the cutoff. The values of periods that end too late stand on record, each with its cell.

    What can't be read in such a cell stays on record too, and is no gap of this audit.
    """
    if len(cut.usable) == len(intake.observations):
        return intake
    settled = Settled()
    later = [item for item in intake.observations if item.period.end > cut.limit]
    for item in later:
        why = Text(
            f"周期 {item.period.start}..{item.period.end} 晚于 {cut.limit}，未使用",
            f"its period {item.period.start}..{item.period.end} ends after {cut.limit}: set aside",
        )
        settled.put_aside(item, why)
    beyond = _cells_of(later) - _cells_of(cut.usable)
    inputs = with_aside(intake.inputs, settled.aside)
    return replace(
        intake,
        observations=cut.usable,
        inputs=tuple(
            replace(file, sheets=tuple(_without_gaps(file.file, sheet, beyond) for sheet in file.sheets))
            for file in inputs
        ),
    )


def _cells_of(observations: Iterable[Observation]) -> set[tuple[str, str | None, str]]:
    return {(cell.file, cell.sheet, cell.cell) for item in observations for cell in item.evidence}


def _without_gaps(file: str, sheet: InputSheet, beyond: set[tuple[str, str | None, str]]) -> InputSheet:
    """The sheet with the cells that lie beyond the audit no longer counted as missing from it."""
    if not any(item.incomplete and (file, sheet.sheet, item.cell) in beyond for item in sheet.ignored):
        return sheet
    ignored = (
        item._replace(incomplete=False) if (file, sheet.sheet, item.cell) in beyond else item for item in sheet.ignored
    )
    return replace(sheet, ignored=tuple(ignored))
