"""Language-model clients behind one protocol, :class:`adrs.core.model.Model`; they need ``adrs[models]``."""
