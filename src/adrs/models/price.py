"""What tokens cost."""

from __future__ import annotations

from dataclasses import dataclass

from adrs.core.errors import UsageError

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """USD per million tokens.

    Args:
        input_usd: Input that is not read from the provider's cache.
        cached_input_usd: Input read from it; ``None`` counts as ``input_usd``.
        cache_write_usd: Input written to it; ``None`` counts as ``input_usd``.
        output_usd: Output, reasoning included.
        date: When this was the price, as ISO 8601; empty if not said.
        source: Who says so.
        above: Prices of larger requests: ``(tokens, price)`` in ascending order; a request of more input than
            ``tokens`` pays that price for all of its tokens.

    Raises:
        UsageError: A price is negative or not a number.
    """

    input_usd: float
    output_usd: float
    cached_input_usd: float | None = None
    cache_write_usd: float | None = None
    date: str = ""
    source: str = ""
    above: tuple[tuple[int, Price], ...] = ()

    def __post_init__(self) -> None:
        for key in ("input_usd", "output_usd", "cached_input_usd", "cache_write_usd"):
            value = getattr(self, key)
            if value is not None and not 0 <= value < float("inf"):
                raise UsageError(f"price: {key} = {value:g} is not a number from 0 up")

    def cost_usd(
        self, *, input_tokens: int, output_tokens: int, cached_tokens: int = 0, written_tokens: int = 0
    ) -> float:
        """What a call cost; cached and written tokens are part of ``input_tokens``."""
        price = self._at(input_tokens)
        cached = min(cached_tokens, input_tokens)
        written = min(written_tokens, input_tokens - cached)
        plain = input_tokens - cached - written
        total = (
            plain * price.input_usd
            + cached * price._or_input(price.cached_input_usd)
            + written * price._or_input(price.cache_write_usd)
            + output_tokens * price.output_usd
        )
        return total / _MILLION

    def worst_usd(self, *, input_tokens: int, output_tokens: int) -> float:
        """What a call of at most so many tokens costs at most, whatever is cached or not."""
        tiers = [self, *(price for start, price in self.above if start < input_tokens)]
        return max(
            (input_tokens * price._dearest_input + output_tokens * price.output_usd) / _MILLION
            for price in tiers
        )

    @property
    def _dearest_input(self) -> float:
        return max(
            self.input_usd, self._or_input(self.cached_input_usd), self._or_input(self.cache_write_usd)
        )

    def _or_input(self, value: float | None) -> float:
        return self.input_usd if value is None else value

    def _at(self, input_tokens: int) -> Price:
        price = self
        for start, larger in self.above:
            if input_tokens > start:
                price = larger
        return price


FREE = Price(input_usd=0.0, output_usd=0.0, source="a server of your own")
