"""Cache compiled statements across all databases of a test run: compiling takes longer than most tests."""

from typing import Any

from bot.store.engine.database import Database


class _Compiled(dict[Any, Any]):
    """SQLAlchemy asks for each engine's dialect apart; those of one kind write the same SQL."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_by_kind(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_by_kind(key), value)


def _by_kind(key: Any) -> Any:
    dialect, *statement = key
    return type(dialect), *statement


_COMPILED = _Compiled()


class QuickDatabase(Database):
    def __init__(self, url: str) -> None:
        super().__init__(url)
        for engine in self.engine.sync_engines:
            engine.update_execution_options(compiled_cache=_COMPILED)
