"""What is asked of the expansion: which derivative of which loss, and with what left out."""

from dataclasses import dataclass, field

from theory.errors import InputError

LOSSES = ("train", "population")


@dataclass(frozen=True)
class Request:
    """``E[d^order L / dt^order (0)]`` of the ``train`` or the ``population`` loss, before it is computed.

    Equal requests have equal results, so a request is what results in memory are kept by, and its ``name`` what those
    on disk are kept by. ``planar``: only the terms of highest degree in p, H, N at each power of sigma^2. Without
    ``target`` the flow and the loss are the free ones. With ``infinite_data`` N is infinite, so S = I and both losses
    agree.

    Raises :class:`theory.errors.InputError` for an unknown loss or an order that is no integer >= 0.

    >>> Request("train", 3, planar=True).name
    'expand-train-3-planar'
    """

    loss: str
    order: int
    planar: bool = field(default=False, kw_only=True)
    target: bool = field(default=True, kw_only=True)
    infinite_data: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        if self.loss not in LOSSES:
            raise InputError(f"the loss is train or population, got {self.loss!r}")
        if not isinstance(self.order, int) or isinstance(self.order, bool) or self.order < 0:
            raise InputError(f"the order of a derivative is an integer >= 0, got {self.order!r}")

    @property
    def name(self) -> str:
        """Loss, order and what differs from the whole expansion, joined by hyphens."""
        options = {"planar": self.planar, "free": not self.target, "infinite": self.infinite_data}
        return "-".join(["expand", self.loss, str(self.order), *(name for name, chosen in options.items() if chosen)])

    def __str__(self) -> str:
        return f"order {self.order} of the {'planar ' * self.planar}{self.loss} expansion"
