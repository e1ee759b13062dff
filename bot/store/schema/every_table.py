"""Collect the tables of all subjects: one whose module no one has imported is missing from the metadata."""

from sqlalchemy import MetaData

from bot.store.schema import agent_tables, connection_tables, rule_tables, slack_tables, summary_tables, tables

_SUBJECTS = (agent_tables, connection_tables, rule_tables, slack_tables, summary_tables, tables)


def collect_tables() -> MetaData:
    """The metadata with the tables of every subject in it."""
    found: set[MetaData] = {each.metadata for each in _SUBJECTS}
    return found.pop()
