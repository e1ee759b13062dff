"""Run migrations inside the transaction that `bot.store.engine.migrate` has opened and locked: Alembic's entry."""

from alembic import context

from bot.store.schema.every_table import collect_tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=collect_tables(),
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
