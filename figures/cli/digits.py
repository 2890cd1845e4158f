"""Numbers of options as people write them: Python's ``int`` and ``float`` also take ``1_0`` and other digits: ``٢``."""

from typing import Any

import click

from theory.rationals import plainly_written


class Written:
    """Before a type of click's: refuses what is not written in ASCII, or has underscores."""

    name: str
    fail: Any

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """What click makes of it, or a usage error in its words."""
        if isinstance(value, str) and not plainly_written(value):
            self.fail(f"{value!r} is not a valid {self.name}.", param, ctx)
        return super().convert(value, param, ctx)  # type: ignore[misc]


class Integer(Written, click.types.IntParamType):
    """A whole number."""


class Float(Written, click.types.FloatParamType):
    """A number."""


class IntegerRange(Written, click.IntRange):
    """A whole number in a range."""


class FloatRange(Written, click.FloatRange):
    """A number in a range."""


def written(kind: click.ParamType) -> click.ParamType:
    """The type of an option; in the place of click's own numbers those that are written plainly."""
    if type(kind) is click.types.IntParamType:
        return Integer()
    if type(kind) is click.types.FloatParamType:
        return Float()
    if type(kind) is click.IntRange:
        return IntegerRange(kind.min, kind.max, kind.min_open, kind.max_open, kind.clamp)
    return kind
